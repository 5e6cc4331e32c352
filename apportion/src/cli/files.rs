//! Reading and writing. What is written appears as a whole or not at all.

use super::failure::Failure;
use super::temporary::Temporary;
use apportion::certs::{Allocation, Certificate};
use apportion::lattice::Market;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Names of the files of an answer.
pub(super) const ALLOCATION: &str = "allocation.json";
pub(super) const CERTIFICATE: &str = "certificate.apc";
pub(super) const MARKET: &str = "market.json";

/// Names of the files of a Lean witness.
pub(super) const WITNESS: &str = "witness.ndjson";
pub(super) const SOURCE: &str = "Witness.lean";

/// Reads a text file.
pub(super) fn read_text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read(path)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::unusable(path, &format!("byte {at} is not UTF-8; save the file as UTF-8 text"))
    })
}

/// Reads a file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::unusable(path, &format!("cannot be read: {error}")))
}

/// Reads a market, as YAML iff the name ends in `.yaml` or `.yml`.
pub(super) fn read_market(path: &Path) -> Result<Market, Failure> {
    let text = read_text(path)?;
    let market = if is_yaml(path) { Market::from_yaml(&text) } else { Market::from_json(&text) };
    market.map_err(|error| Failure::unusable(path, &error))
}

pub(super) fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

/// Reads `allocation.json`.
pub(super) fn read_allocation(path: &Path) -> Result<Allocation, Failure> {
    Allocation::from_json(&read_text(path)?).map_err(|error| Failure::unusable(path, &error))
}

/// Reads `certificate.apc`: unreadable is unusable, undecodable is refused.
pub(super) fn read_certificate(path: &Path) -> Result<Certificate, Failure> {
    Certificate::from_bytes(&read(path)?).map_err(|error| Failure::refused(path, &error))
}

/// Prints to standard output; a reader that went away is no failure.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Unusable(format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// Who may read a file that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Whoever the user's settings let.
    Everyone,
    /// Its owner alone, from the moment it exists; where the system knows owners.
    Owner,
}

impl Access {
    fn options(self) -> OpenOptions {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if self == Self::Owner {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        options
    }
}

/// A directory that exists and can be written to.
#[derive(Debug)]
pub(super) struct Directory(PathBuf);

impl Directory {
    /// Creates the directory if need be and tries to write to it, so that a long job does not find out at its end.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(path)
            .map_err(|error| Failure::unusable(path, &format!("the directory cannot be created: {error}")))?;
        drop(Staged::create(&path.join("probe"))?);
        Ok(Self(path.to_path_buf()))
    }

    pub(super) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes several files that everyone may read: first all of them under other names, then each under its own.
    pub(super) fn write(&self, files: &[(&str, &[u8])]) -> Result<(), Failure> {
        let files: Vec<_> = files.iter().map(|&(name, bytes)| (name, bytes, Access::Everyone)).collect();
        self.write_with(&files)
    }

    /// Writes several files, each with who may read it.
    pub(super) fn write_with(&self, files: &[(&str, &[u8], Access)]) -> Result<(), Failure> {
        let stage = |&(name, bytes, access): &(&str, &[u8], Access)| Staged::with(&self.join(name), bytes, access);
        let staged: Vec<Staged> = files.iter().map(stage).collect::<Result<_, _>>()?;
        staged.into_iter().try_for_each(Staged::commit)
    }
}

/// Writes one file that everyone may read.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_for(path, bytes, Access::Everyone)
}

/// Writes one file.
pub(super) fn write_for(path: &Path, bytes: &[u8], access: Access) -> Result<(), Failure> {
    Staged::with(path, bytes, access)?.commit()
}

/// A file that is being written under a temporary name beside its own; it vanishes unless it is committed.
#[derive(Debug)]
pub(super) struct Staged {
    temporary: Temporary,
    target: PathBuf,
    writer: Option<BufWriter<File>>,
}

/// Temporary names tried, in case a process of the same number left some behind.
const NAMES_MAX: u32 = 100;

impl Staged {
    pub(super) fn create(target: &Path) -> Result<Self, Failure> {
        Self::create_for(target, Access::Everyone)
    }

    fn create_for(target: &Path, access: Access) -> Result<Self, Failure> {
        if target.is_dir() {
            return Err(Failure::unusable(target, &"is a directory; name a file"));
        }
        let name = target.file_name().ok_or_else(|| Failure::unusable(target, &"is no file name"))?;
        let mut last = None;
        for number in 0..NAMES_MAX {
            let mut hidden = std::ffi::OsString::from(".");
            hidden.push(name);
            hidden.push(format!(".{}-{number}.tmp", std::process::id()));
            let temporary = target.with_file_name(hidden);
            match access.options().open(&temporary) {
                Ok(file) => {
                    let (writer, temporary) = (Some(BufWriter::new(file)), Temporary::new(temporary));
                    return Ok(Self { temporary, target: target.to_path_buf(), writer });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = Some(error),
                Err(error) => return Err(unwritable(target, &error)),
            }
        }
        let error = last.unwrap_or_else(|| io::ErrorKind::AlreadyExists.into());
        Err(unwritable(target, &error))
    }

    fn with(target: &Path, bytes: &[u8], access: Access) -> Result<Self, Failure> {
        let mut staged = Self::create_for(target, access)?;
        staged.write_all(bytes).map_err(|error| unwritable(target, &error))?;
        Ok(staged)
    }

    /// Gives the file its own name, once all of it is on the disk.
    pub(super) fn commit(mut self) -> Result<(), Failure> {
        let written = match self.writer.take() {
            Some(writer) => {
                writer.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file| file.sync_all())
            }
            None => Ok(()),
        };
        let renamed = written.and_then(|()| fs::rename(self.temporary.path(), &self.target));
        renamed.map_err(|error| unwritable(&self.target, &error))
    }
}

impl Write for Staged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.as_mut().map_or(Ok(0), |writer| writer.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.as_mut().map_or(Ok(()), Write::flush)
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::unusable(path, &format!("cannot be written: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("apportion-files-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a scratch directory");
        path
    }

    #[test]
    fn what_is_not_committed_leaves_no_trace() {
        let scratch = scratch("trace");
        let target = scratch.join("answer");
        fs::write(&target, "old").unwrap();
        drop(Staged::with(&target, b"new", Access::Everyone).unwrap());
        assert_eq!(fs::read(&target).unwrap(), b"old");
        assert_eq!(fs::read_dir(&scratch).unwrap().count(), 1);
        Staged::with(&target, b"new", Access::Everyone).unwrap().commit().unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"new");
        assert_eq!(fs::read_dir(&scratch).unwrap().count(), 1);
        fs::remove_dir_all(scratch).unwrap();
    }

    #[test]
    fn several_files_appear_together_or_not_at_all() {
        let scratch = scratch("several");
        let directory = Directory::open(&scratch).unwrap();
        fs::create_dir(scratch.join("b")).unwrap();
        assert!(directory.write(&[("a", b"1"), ("b", b"2")]).is_err());
        assert!(!scratch.join("a").exists());
        fs::remove_dir_all(scratch).unwrap();
    }
}
