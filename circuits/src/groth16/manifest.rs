use super::{ConstraintsHash, ProvingKeyHash, VerifyingKeyHash};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Who made a key, from the least to the most trustworthy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Setup {
    /// From a seed: whoever knows it can forge proofs. For tests alone.
    DevInsecure,
    /// By one party, who could have kept the secrets: such a key convinces that party only.
    SingleParty,
    /// By several parties, of whom one honest one is enough.
    Ceremony,
}

impl fmt::Display for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DevInsecure => "dev-insecure",
            Self::SingleParty => "single-party",
            Self::Ceremony => "ceremony",
        })
    }
}

/// What a pair of keys is for: `manifest.json` beside them.
///
/// A manifest is as good as where it comes from: one that arrives together with a proof proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of this file: 1.
    pub version: ManifestVersion,
    /// Program and version that made the keys.
    pub made_by: String,
    /// Always BN254.
    pub curve: Curve,
    /// Name of the statement.
    pub statement: String,
    /// Sizes and widths of the statement, by name.
    #[serde(deserialize_with = "parameters")]
    pub parameters: BTreeMap<String, u64>,
    /// Names of the public inputs, in order.
    pub public_inputs: Vec<String>,
    /// Number of constraints.
    pub constraints: u64,
    /// Hash of the circuit.
    #[serde(rename = "r1cs_sha256", with = "hexadecimal")]
    pub circuit: ConstraintsHash,
    /// Hash of the verifying key.
    #[serde(rename = "verifying_key_hash", with = "hexadecimal")]
    pub verifying_key: VerifyingKeyHash,
    /// Hash of the proving key's file.
    #[serde(rename = "proving_key_sha256", with = "hexadecimal")]
    pub proving_key: ProvingKeyHash,
    /// Who made the keys.
    pub setup: Setup,
    /// What a proof does not say, in sentences.
    pub not_covered: Vec<String>,
}

/// Version 1 of the manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct ManifestVersion;

impl From<ManifestVersion> for u64 {
    fn from(_: ManifestVersion) -> Self {
        1
    }
}

impl TryFrom<u64> for ManifestVersion {
    type Error = String;

    fn try_from(version: u64) -> Result<Self, String> {
        if version == 1 { Ok(Self) } else { Err(format!("version {version}, but only version 1 is known")) }
    }
}

/// The curve of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Curve {
    /// BN254, also called alt_bn128 or bn128.
    #[serde(rename = "bn254")]
    Bn254,
}

/// Why a manifest cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// Longer than any manifest.
    #[error("{found} bytes, more than the {most} that a manifest may have")]
    TooLong {
        /// Bytes given.
        found: usize,
        /// Most bytes read.
        most: usize,
    },
    /// Not a manifest of version 1.
    #[error("not a manifest: {0}")]
    Malformed(String),
}

impl Manifest {
    /// Most bytes that are read.
    pub const BYTES_MAX: usize = 1 << 16;

    /// Reads `manifest.json`; unknown and repeated members are errors.
    ///
    /// # Errors
    /// [`ManifestError`], with line and column.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ManifestError> {
        if bytes.len() > Self::BYTES_MAX {
            return Err(ManifestError::TooLong { found: bytes.len(), most: Self::BYTES_MAX });
        }
        serde_json::from_slice(bytes).map_err(|error| ManifestError::Malformed(error.to_string()))
    }

    /// `manifest.json`: members in the order of the fields, two spaces of indentation, a line end.
    pub fn to_json(&self) -> String {
        // Maps with text keys and no floating-point number always serialise.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }
}

/// A map without repeated keys.
pub(crate) fn parameters<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, u64>, D::Error> {
    struct Parameters;

    impl<'de> Visitor<'de> for Parameters {
        type Value = BTreeMap<String, u64>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map of whole numbers")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
            let mut map = BTreeMap::new();
            while let Some((key, value)) = access.next_entry::<String, u64>()? {
                if map.contains_key(&key) {
                    return Err(A::Error::custom(format_args!("parameter {key:?} stands twice")));
                }
                map.insert(key, value);
            }
            Ok(map)
        }
    }

    deserializer.deserialize_map(Parameters)
}

mod hexadecimal {
    use super::{Deserialize, Deserializer, Serializer, String};
    use core::{fmt::Display, str::FromStr};
    use serde::de::Error as _;

    pub(super) fn serialize<T: Display, S: Serializer>(hash: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(hash)
    }

    pub(super) fn deserialize<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
