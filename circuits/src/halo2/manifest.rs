//! What a key is for.

use super::{Digest, ManifestError};
use crate::groth16::named_parameters;
use alloc::collections::BTreeMap;
use serde::{Deserialize, Serialize};

/// Statement, size and hash of a key: `manifest.json`. Whoever knows the statement computes the same key; nobody has to be trusted for it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of this file: 1.
    pub version: Version,
    /// Program and version that computed the key.
    pub made_by: String,
    /// The proof system: halo2 with inner product arguments over Vesta.
    pub backend: Backend,
    /// Name of the statement.
    pub statement: String,
    /// Sizes and widths of the statement, by name.
    #[serde(deserialize_with = "named_parameters")]
    pub parameters: BTreeMap<String, u64>,
    /// Names of the public inputs, in order.
    pub public_inputs: Vec<String>,
    /// Binary logarithm of the number of rows.
    pub k: u32,
    /// Hash of the verifying key, statement and parameters.
    #[serde(rename = "verifying_key_sha256")]
    pub verifying_key: Digest,
    /// Nobody made the key: it follows from statement and parameters.
    pub setup: Setup,
    /// What a proof does not say, in sentences.
    pub not_covered: Vec<String>,
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

/// Who made a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Setup {
    /// Nobody: there is no secret, and everybody computes the same key.
    Transparent,
}

impl Backend {
    /// What documents call the proof system.
    pub const NAME: &'static str = "halo2-ipa-vesta";
}

impl Manifest {
    /// Bytes of the longest manifest that is read.
    pub const BYTES_MAX: usize = 1 << 16;

    /// Reads a manifest; unknown and repeated members are errors.
    ///
    /// # Errors
    /// [`ManifestError`], with line and column.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ManifestError> {
        if bytes.len() > Self::BYTES_MAX {
            return Err(ManifestError::TooLong { found: bytes.len(), most: Self::BYTES_MAX });
        }
        Ok(serde_json::from_slice(bytes)?)
    }

    /// `manifest.json`: members in the order of the fields, two spaces of indentation, a line end.
    pub fn to_json(&self) -> String {
        // Maps with text keys and no floating-point number always serialise.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}
