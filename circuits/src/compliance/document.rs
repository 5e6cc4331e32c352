//! What commitment.json and opening.secret.json have in common.

use crate::format::snarkjs::read_number;
use ark_bn254::Fr;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Most bytes of either file that are read.
const BYTES_MAX: usize = 1 << 12;

/// Why a commitment or an opening cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// Longer than any such file.
    #[error("{found} bytes, more than the {BYTES_MAX} that such a file may have")]
    TooLong {
        /// Bytes given.
        found: usize,
    },
    /// Not JSON of the expected members.
    #[error("not a file of this kind: {0}")]
    Malformed(String),
    /// A number that is not written in decimal or not below the field's order.
    #[error("{member} is not a whole number in decimal below the field's order")]
    Number {
        /// Where it stands.
        member: &'static str,
    },
    /// The file is about another statement.
    #[error("it is about the statement {found:?}, neither about \"compliance\" nor about \"usage\"")]
    Statement {
        /// The statement that it names.
        found: String,
    },
}

pub(super) fn parse<T: DeserializeOwned>(json: &[u8]) -> Result<T, DocumentError> {
    if json.len() > BYTES_MAX {
        return Err(DocumentError::TooLong { found: json.len() });
    }
    serde_json::from_slice(json).map_err(|error| DocumentError::Malformed(error.to_string()))
}

pub(super) fn render<T: Serialize>(document: &T) -> String {
    // Structures of texts and numbers always serialise.
    let mut json = serde_json::to_string_pretty(document).unwrap_or_default();
    json.push('\n');
    json
}

pub(super) fn number(member: &'static str, text: &str) -> Result<Fr, DocumentError> {
    read_number(text).ok().flatten().ok_or(DocumentError::Number { member })
}
