//! PROOF as files: a directory for each chunk.

use crate::cli::failure::Failure;
use crate::cli::files::Directory;
use crate::cli::proof::stored;
use crate::cli::temporary::Temporary;
use apportion::circuits::format::snarkjs;
use apportion::circuits::usage::{ChunkProof, Keys};
use std::fs;
use std::path::{Path, PathBuf};

/// The directory of a chunk, counted from 1.
pub(super) fn chunk(proof: &Path, number: u64) -> PathBuf {
    proof.join(format!("chunk-{number:06}"))
}

/// A proof that is being written under a temporary name beside its own; it vanishes unless it is committed.
#[derive(Debug)]
pub(super) struct StagedProof {
    temporary: Temporary,
    target: PathBuf,
    chunks: u64,
}

impl StagedProof {
    /// Refuses a directory that has something in it: chunks of two proofs must not mix.
    pub(super) fn create(target: &Path) -> Result<Self, Failure> {
        let unwritable = |error| Failure::unusable(target, &format!("the directory cannot be created: {error}"));
        let occupied = fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_some());
        if occupied || target.is_file() {
            return Err(Failure::unusable(target, &"exists already and is not empty: name a new directory"));
        }
        let name = target.file_name().ok_or_else(|| Failure::unusable(target, &"is no directory's name"))?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.tmp", std::process::id()));
        let temporary = Temporary::new(target.with_file_name(hidden));
        fs::create_dir_all(temporary.path()).map_err(unwritable)?;
        Ok(Self { temporary, target: target.to_path_buf(), chunks: 0 })
    }

    /// How many chunks there are.
    pub(super) fn chunks(&self) -> u64 {
        self.chunks
    }

    /// Writes the chunks that come next.
    pub(super) fn push(&mut self, chunks: &[ChunkProof]) -> Result<(), Failure> {
        for proved in chunks {
            self.chunks += 1;
            Directory::open(&chunk(self.temporary.path(), self.chunks))?.write(&[
                (stored::PUBLIC, snarkjs::write_public(&proved.inputs).as_bytes()),
                (stored::PROOF, snarkjs::write_proof(&proved.proof).as_bytes()),
            ])?;
        }
        Ok(())
    }

    /// Gives the proof its own name, once all of it is there.
    pub(super) fn commit(self, keys: &Keys) -> Result<(), Failure> {
        Directory::open(self.temporary.path())?.write(&[
            (stored::MANIFEST, keys.manifest().to_json().as_bytes()),
            (stored::VERIFYING_KEY, snarkjs::write_verification_key(keys.verifying_key()).as_bytes()),
        ])?;
        fs::rename(self.temporary.path(), &self.target)
            .map_err(|error| Failure::unusable(&self.target, &format!("cannot be written: {error}")))
    }
}
