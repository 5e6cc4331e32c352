//! What a key is for.

use super::{Digest, ManifestError};
use serde::{Deserialize, Serialize};

/// Statement, size and hash of a key. Whoever knows the statement computes the same manifest; nobody has to be trusted for it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of this file: 1.
    pub version: Version,
    /// The proof system: halo2 with inner product arguments over Vesta.
    pub backend: Backend,
    /// Name of the statement.
    pub statement: String,
    /// Its parameters, in the order of the statement.
    pub parameters: Vec<u64>,
    /// Number of public inputs.
    pub inputs: usize,
    /// Binary logarithm of the number of rows.
    pub k: u32,
    /// Hash of the verifying key, statement and parameters.
    #[serde(rename = "verifying_key_sha256")]
    pub verifying_key: Digest,
}

/// Version 1 of the manifest.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Version;

impl From<Version> for u64 {
    fn from(_: Version) -> Self {
        1
    }
}

impl TryFrom<u64> for Version {
    type Error = String;

    fn try_from(version: u64) -> Result<Self, String> {
        if version == 1 { Ok(Self) } else { Err(format!("version {version}, only version 1 is known")) }
    }
}

/// The proof system of a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Backend {
    /// halo2 with inner product arguments, commitments on Vesta.
    #[serde(rename = "halo2-ipa-vesta")]
    Halo2IpaVesta,
}

impl Manifest {
    /// Bytes of the longest manifest that is read.
    pub const BYTES_MAX: usize = 1 << 16;

    /// Reads a manifest; unknown members are errors.
    ///
    /// # Errors
    /// [`ManifestError`], with line and column.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ManifestError> {
        if bytes.len() > Self::BYTES_MAX {
            return Err(ManifestError::TooLong { found: bytes.len(), most: Self::BYTES_MAX });
        }
        Ok(serde_json::from_slice(bytes)?)
    }

    /// The manifest as JSON with a line end.
    ///
    /// # Errors
    /// Never: a manifest holds text and whole numbers alone.
    pub fn to_json(&self) -> Result<String, ManifestError> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}
