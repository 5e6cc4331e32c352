//! What the files beside a proof have in common.

use super::Backend;
use crate::format::snarkjs::read_number;
use ark_ff::PrimeField;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Most bytes of either file that are read.
const BYTES_MAX: usize = 1 << 12;

/// Why a commitment or an opening cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// Longer than any such file.
    #[error("{found} bytes, more than the {most} that such a file may have")]
    TooLong {
        /// Bytes given.
        found: usize,
        /// Bytes that such a file may have.
        most: usize,
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
    #[error("it is about the statement {found:?}, which is none about a committed market")]
    Statement {
        /// The statement that it names.
        found: String,
    },
    /// The file is of another backend, whose commitments are other numbers.
    #[error("it is for the backend {}, the keys are for {}", backend(.found.as_deref()), backend(*.expected))]
    Backend {
        /// The backend that it names.
        found: Option<String>,
        /// The backend that was expected.
        expected: Option<&'static str>,
    },
    /// The file does not say which circuit it is for.
    #[error("{member} is missing")]
    Missing {
        /// What names the circuit.
        member: &'static str,
    },
}

fn backend(name: Option<&str>) -> &str {
    name.unwrap_or("groth16")
}

/// The members that say which circuit a file is about.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) backend: Option<String>,
    pub(crate) constraints: Option<String>,
    pub(crate) key: Option<String>,
}

impl Named {
    /// A circuit by its name: the hash of its constraints for Groth16, of its key for a backend whose keys follow from the circuit.
    pub(crate) fn of<B: Backend>(circuit: B::Circuit) -> Self {
        let circuit = Some(circuit.to_string());
        let (constraints, key) = if B::NAME.is_none() { (circuit, None) } else { (None, circuit) };
        Self { backend: B::NAME.map(str::to_owned), constraints, key }
    }

    pub(crate) fn circuit<B: Backend>(self) -> Result<B::Circuit, DocumentError> {
        if self.backend.as_deref() != B::NAME {
            return Err(DocumentError::Backend { found: self.backend, expected: B::NAME });
        }
        let (member, named, other) = match B::NAME {
            None => ("r1cs_sha256", self.constraints, self.key),
            Some(_) => ("verifying_key_sha256", self.key, self.constraints),
        };
        if other.is_some() {
            return Err(DocumentError::Malformed("two hashes of circuits".into()));
        }
        let text = named.ok_or(DocumentError::Missing { member })?;
        text.parse().map_err(|error| DocumentError::Malformed(format!("{member}: {error}")))
    }
}

pub(crate) fn parse<T: DeserializeOwned>(json: &[u8]) -> Result<T, DocumentError> {
    parse_up_to(BYTES_MAX, json)
}

pub(crate) fn parse_up_to<T: DeserializeOwned>(most: usize, json: &[u8]) -> Result<T, DocumentError> {
    if json.len() > most {
        return Err(DocumentError::TooLong { found: json.len(), most });
    }
    serde_json::from_slice(json).map_err(|error| DocumentError::Malformed(error.to_string()))
}

pub(crate) fn render<T: Serialize>(document: &T) -> String {
    // Structures of texts and numbers always serialise.
    let mut json = serde_json::to_string_pretty(document).unwrap_or_default();
    json.push('\n');
    json
}

pub(crate) fn number<F: PrimeField>(member: &'static str, text: &str) -> Result<F, DocumentError> {
    read_number(text).ok().flatten().ok_or(DocumentError::Number { member })
}
