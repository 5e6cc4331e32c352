//! Files and directories that exist only while a command runs. They vanish when it ends, also when Ctrl-C ends it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Those that exist now.
static PATHS: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// A file or directory, removed when this is dropped. One that was renamed meanwhile is left alone.
#[derive(Debug)]
pub(super) struct Temporary(PathBuf);

impl Temporary {
    /// Of a path that is about to be created, or was.
    pub(super) fn new(path: PathBuf) -> Self {
        PATHS.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone());
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        remove(&self.0);
        PATHS.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

/// Removes all that exist, before the process ends without dropping them.
pub(super) fn remove_all() {
    PATHS.lock().unwrap_or_else(PoisonError::into_inner).iter().for_each(|path| remove(path));
}

/// A failure to clean up is not worth a message of its own.
fn remove(path: &Path) {
    let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
}
