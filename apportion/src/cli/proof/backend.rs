//! Which proof system keys and proofs are of, and what its files are.

use super::{halo2, setup_words, stored};
use crate::cli::failure::Failure;
use crate::cli::files::{self, Access, Directory};
use crate::cli::progress::Steps;
use apportion::circuits::compliance::{Groth16, Halo2, Proved, ProvingBackend};
use apportion::circuits::format::snarkjs;
use apportion::circuits::{Evidence, Keys, groth16, halo2 as pasta};
use apportion::report::grouped;
use serde_json::{Value, json};
use std::path::Path;

/// A file to write: its name, its bytes, who may read it.
pub(super) type File = (&'static str, Vec<u8>, Access);

/// Writes files, all of them or none.
pub(super) fn write(directory: &Directory, files: &[File]) -> Result<(), Failure> {
    let files: Vec<_> = files.iter().map(|(name, bytes, access)| (*name, bytes.as_slice(), *access)).collect();
    directory.write_with(&files)
}

/// A manifest of either proof system.
pub(super) enum Manifest {
    Groth16(groth16::Manifest),
    Halo2(pasta::Manifest),
}

/// Reads a manifest: one that names a backend is not of Groth16.
pub(super) fn manifest(path: &Path) -> Result<Manifest, Failure> {
    let bytes = files::read(path)?;
    if let Some(manifest) = of_halo2(path, &bytes)? {
        return Ok(Manifest::Halo2(manifest));
    }
    let manifest = groth16::Manifest::from_json(&bytes).map_err(|error| Failure::unusable(path, &error))?;
    Ok(Manifest::Groth16(manifest))
}

fn names_backend(bytes: &[u8]) -> bool {
    bytes.len() <= pasta::Manifest::BYTES_MAX
        && serde_json::from_slice::<Value>(bytes).is_ok_and(|document| document.get("backend").is_some())
}

/// The manifest of halo2 that a file is; none if it is anything else.
pub(super) fn manifest_of_halo2(path: &Path) -> Result<Option<pasta::Manifest>, Failure> {
    of_halo2(path, &files::read(path)?)
}

fn of_halo2(path: &Path, bytes: &[u8]) -> Result<Option<pasta::Manifest>, Failure> {
    if !names_backend(bytes) {
        return Ok(None);
    }
    pasta::Manifest::from_json(bytes).map(Some).map_err(|error| Failure::unusable(path, &error))
}

/// Whether a directory of keys, of a proof or of a chunk of one is of halo2, by its manifest or its proof.
pub(super) fn is_of_halo2(directory: &Path) -> bool {
    let manifest = manifest(&directory.join(stored::MANIFEST));
    matches!(manifest, Ok(Manifest::Halo2(_))) || directory.join(halo2::PROOF).exists()
}

/// What the size of halo2's circuits counts.
const ROWS_LOG2: &str = "rows_log2";

/// What is said of keys.
pub(super) struct Facts<'m> {
    pub(super) statement: &'m str,
    pub(super) backend: &'static str,
    /// The hash that names the circuit, and what it is called.
    pub(super) circuit: (&'static str, String),
    /// The hash of the key, and what it is called.
    pub(super) key: (&'static str, String),
    /// How large the circuit is, and what is counted.
    pub(super) size: (&'static str, u64),
    pub(super) setup: String,
    /// Who made the keys, in words.
    pub(super) made: &'static str,
    pub(super) not_covered: &'m [String],
}

impl Facts<'_> {
    /// How large the circuit is, in words.
    pub(super) fn extent(&self) -> String {
        match self.size {
            (ROWS_LOG2, rows) => format!("2^{rows} rows"),
            (name, count) => format!("{} {name}", grouped(count.into())),
        }
    }

    /// An object with more members.
    pub(super) fn object(&self, members: Value) -> Value {
        let mut object = json!({
            "statement": self.statement,
            "backend": self.backend,
            "setup": self.setup,
            self.key.0: self.key.1,
            self.circuit.0: self.circuit.1,
            self.size.0: self.size.1,
        });
        if let (Value::Object(object), Value::Object(members)) = (&mut object, members) {
            object.extend(members);
        }
        object
    }
}

/// The files of a proof system.
pub(super) trait Files: ProvingBackend {
    /// What `setup` writes.
    const KEY_FILES: &'static [&'static str];

    fn facts(manifest: &Self::Manifest) -> Facts<'_>;

    /// Keys that belong together and to the circuit; anything else is refused.
    fn keys(directory: &Path, manifest: Self::Manifest, steps: &Steps) -> Result<Keys<Self>, Failure>;

    /// A proof and its public inputs.
    fn proof(proof: &Self::Proof, inputs: &Self::Inputs) -> Vec<File>;

    /// What `prove` writes besides proof and manifest.
    fn besides(proved: &Proved<Self>) -> Vec<File>;

    fn manifest(manifest: &Self::Manifest) -> String;

    /// A proof and its public inputs; what does not decode is refused.
    fn read(directory: &Path) -> Result<(Self::Proof, Self::Inputs), Failure>;

    /// A proof with what it claims; what does not decode is refused.
    fn evidence(directory: &Path) -> Result<Evidence<Self>, Failure>;
}

impl Files for Groth16 {
    const KEY_FILES: &'static [&'static str] = &[stored::MANIFEST, stored::VERIFYING_KEY, stored::PROVING_KEY];

    fn facts(manifest: &groth16::Manifest) -> Facts<'_> {
        Facts {
            statement: &manifest.statement,
            backend: "groth16",
            circuit: ("r1cs_sha256", manifest.circuit.to_string()),
            key: ("verifying_key_hash", manifest.verifying_key.to_string()),
            size: ("constraints", manifest.constraints),
            setup: manifest.setup.to_string(),
            made: setup_words(manifest.setup),
            not_covered: &manifest.not_covered,
        }
    }

    fn keys(directory: &Path, manifest: groth16::Manifest, _: &Steps) -> Result<Keys, Failure> {
        let path = directory.join(stored::PROVING_KEY);
        Keys::load(manifest, &files::read(&path)?).map_err(|error| Failure::refused(&path, &error))
    }

    fn proof(proof: &groth16::Proof, inputs: &groth16::PublicInputs) -> Vec<File> {
        vec![
            (stored::PROOF, snarkjs::write_proof(proof).into_bytes(), Access::Everyone),
            (stored::PUBLIC, snarkjs::write_public(inputs).into_bytes(), Access::Everyone),
        ]
    }

    fn besides(proved: &Proved) -> Vec<File> {
        vec![stored::key_file(&proved.evidence.key), (stored::WITNESS, proved.witness(), Access::Owner)]
    }

    fn manifest(manifest: &groth16::Manifest) -> String {
        manifest.to_json()
    }

    fn read(directory: &Path) -> Result<(groth16::Proof, groth16::PublicInputs), Failure> {
        if is_of_halo2(directory) {
            return Err(Failure::refused(directory, &OtherBackend { found: "halo2", expected: "groth16" }));
        }
        stored::proof(directory)
    }

    fn evidence(directory: &Path) -> Result<Evidence, Failure> {
        let (proof, inputs) = Self::read(directory)?;
        Ok(Evidence { key: stored::claimed_key(directory)?, proof, inputs })
    }
}

impl Files for Halo2 {
    const KEY_FILES: &'static [&'static str] = &[stored::MANIFEST, halo2::PARAMETERS];

    fn facts(manifest: &pasta::Manifest) -> Facts<'_> {
        Facts {
            statement: &manifest.statement,
            backend: "halo2",
            circuit: ("verifying_key_sha256", manifest.verifying_key.to_string()),
            key: ("verifying_key_sha256", manifest.verifying_key.to_string()),
            size: (ROWS_LOG2, manifest.k.into()),
            setup: "transparent".to_owned(),
            made: halo2::MADE,
            not_covered: &manifest.not_covered,
        }
    }

    fn keys(directory: &Path, manifest: pasta::Manifest, steps: &Steps) -> Result<Keys<Self>, Failure> {
        let parameters = |k| halo2::parameters(&directory.join(halo2::PARAMETERS), k, steps);
        Keys::recomputed(manifest, parameters).map_err(|error| Failure::refused(directory, &error))
    }

    fn proof(proof: &pasta::Proof, inputs: &pasta::Inputs) -> Vec<File> {
        vec![
            (halo2::PROOF, proof.bytes().to_vec(), Access::Everyone),
            (stored::PUBLIC, inputs.to_json().into_bytes(), Access::Everyone),
        ]
    }

    fn besides(_: &Proved<Self>) -> Vec<File> {
        Vec::new()
    }

    fn manifest(manifest: &pasta::Manifest) -> String {
        manifest.to_json()
    }

    fn read(directory: &Path) -> Result<(pasta::Proof, pasta::Inputs), Failure> {
        halo2::proof(directory)
    }

    fn evidence(directory: &Path) -> Result<Evidence<Self>, Failure> {
        let (key, (proof, inputs)) = (halo2::claimed_key(directory)?, Self::read(directory)?);
        Ok(Evidence { key, proof, inputs })
    }
}

/// A proof of one proof system where one of another was expected.
#[derive(Debug, thiserror::Error)]
#[error("is a proof of {found}, but the key that you named is of {expected}")]
pub(super) struct OtherBackend {
    pub(super) found: &'static str,
    pub(super) expected: &'static str,
}
