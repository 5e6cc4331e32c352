//! Keys of ledgers, and PROOF as files: a directory for each chunk.

use crate::cli::failure::Failure;
use crate::cli::files::{self, Access, Directory};
use crate::cli::progress::Steps;
use crate::cli::proof::backend::{self, File, Files};
use crate::cli::proof::{halo2, stored};
use crate::cli::temporary::Temporary;
use apportion::circuits::compliance::{Groth16, Halo2};
use apportion::circuits::usage::{ChunkProof, Keys, LedgerState};
use apportion::circuits::{groth16, halo2 as pasta};
use std::fs;
use std::path::{Path, PathBuf};

/// The files of a proof system's ledgers.
pub(super) trait LedgerFiles: Files {
    /// Chunks that are proved side by side; every proof uses all threads anyway.
    const AT_ONCE_MAX: usize;

    /// Keys that belong together and to the circuit; anything else is refused.
    fn ledger_keys(directory: &Path, manifest: Self::Manifest, steps: &Steps) -> Result<Keys<Self>, Failure>;

    /// What lies beside the manifest of a proof.
    fn beside_manifest(keys: &Keys<Self>) -> Option<File>;
}

impl LedgerFiles for Groth16 {
    /// Each takes about 50 MiB.
    const AT_ONCE_MAX: usize = 4;

    fn ledger_keys(directory: &Path, manifest: groth16::Manifest, _: &Steps) -> Result<Keys, Failure> {
        let path = directory.join(stored::PROVING_KEY);
        Keys::load(manifest, &files::read(&path)?).map_err(|error| Failure::refused(&path, &error))
    }

    fn beside_manifest(keys: &Keys) -> Option<File> {
        Some(stored::key_file(keys.verifying_key()))
    }
}

impl LedgerFiles for Halo2 {
    /// Each takes hundreds of MiB.
    const AT_ONCE_MAX: usize = 1;

    fn ledger_keys(directory: &Path, manifest: pasta::Manifest, steps: &Steps) -> Result<Keys<Self>, Failure> {
        let parameters = |k| halo2::parameters(&directory.join(halo2::PARAMETERS), k, steps);
        Keys::recomputed(manifest, parameters).map_err(|error| Failure::refused(directory, &error))
    }

    fn beside_manifest(_: &Keys<Self>) -> Option<File> {
        None
    }
}

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
    pub(super) fn push<B: Files>(&mut self, chunks: &[ChunkProof<B>]) -> Result<(), Failure> {
        for ChunkProof { proof, inputs } in chunks {
            self.chunks += 1;
            let directory = Directory::open(&chunk(self.temporary.path(), self.chunks))?;
            backend::write(&directory, &B::proof(proof, inputs))?;
        }
        Ok(())
    }

    /// Gives the proof its own name, once all of it is there.
    pub(super) fn commit<B: LedgerFiles>(self, keys: &Keys<B>, state: &LedgerState<B>) -> Result<(), Failure> {
        let manifest = (stored::MANIFEST, B::manifest(keys.manifest()).into_bytes(), Access::Everyone);
        let state = (stored::STATE, state.to_json().into_bytes(), Access::Owner);
        let written: Vec<File> = B::beside_manifest(keys).into_iter().chain([manifest, state]).collect();
        backend::write(&Directory::open(self.temporary.path())?, &written)?;
        fs::rename(self.temporary.path(), &self.target)
            .map_err(|error| Failure::unusable(&self.target, &format!("cannot be written: {error}")))
    }
}
