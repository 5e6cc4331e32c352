//! What can go wrong.

use super::Digest;
use crate::statement::Unsatisfied;
use thiserror::Error;

/// Why a statement has no circuit.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[non_exhaustive]
pub enum CircuitError {
    /// The statement cannot be written with the columns of this backend.
    #[error("{statement}: no circuit; a statement for halo2 hashes with halo2::poseidon()")]
    Synthesis {
        /// Name of the statement.
        statement: &'static str,
    },
    /// The circuit is too large.
    #[error("the circuit has {rows} rows, at most {rows_max} are supported: prove fewer items at a time")]
    TooLarge {
        /// Rows that are needed.
        rows: usize,
        /// Rows that the largest parameters have.
        rows_max: usize,
    },
}

/// Why there are no parameters.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[non_exhaustive]
pub enum ParametersError {
    /// No parameters of that size are supported.
    #[error("parameters for 2^{k} rows: only 2^{k_min} to 2^{k_max} are supported")]
    Size {
        /// The binary logarithm of the number of rows.
        k: u32,
        /// The least one.
        k_min: u32,
        /// The greatest one.
        k_max: u32,
    },
    /// The bytes are not those of parameters.
    #[error("{found} bytes, parameters for 2^{k} rows have {expected}")]
    Length {
        /// The binary logarithm of the number of rows.
        k: u32,
        /// Bytes that such parameters have.
        expected: usize,
        /// Bytes given.
        found: usize,
    },
    /// The bytes are not those that everybody computes: whoever chose them could forge proofs.
    #[error(
        "the parameters for 2^{k} rows have hash {found}, the only ones of that size have {expected}: compute them anew"
    )]
    Forged {
        /// The binary logarithm of the number of rows.
        k: u32,
        /// The hash of the only parameters of this size.
        expected: Digest,
        /// The hash of the bytes given.
        found: Digest,
    },
    /// Points could not be read or written.
    #[error("the parameters' points cannot be read")]
    Points,
}

/// Why there is no key.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The statement has no circuit.
    #[error(transparent)]
    Circuit(#[from] CircuitError),
    /// The parameters are of another size than the circuit.
    #[error("the circuit has 2^{circuit} rows, the parameters have 2^{parameters}")]
    Size {
        /// Binary logarithm of the circuit's rows.
        circuit: u32,
        /// Binary logarithm of the parameters' rows.
        parameters: u32,
    },
    /// The key is not the expected one.
    #[error("the key has the hash {found}, but {expected} was published: another version may have made it")]
    Unexpected {
        /// The hash that was published.
        expected: Digest,
        /// The hash of the key.
        found: Digest,
    },
    /// Another number of names than of public inputs.
    #[error("the key has {found} public inputs, but {stated} are named")]
    Inputs {
        /// Public inputs of the key.
        found: usize,
        /// Names given.
        stated: usize,
    },
    /// halo2 made no key.
    #[error("halo2 made no key: {0}")]
    Backend(#[from] halo2_proofs::plonk::Error),
}

/// Why a text is no manifest.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// Longer than any manifest.
    #[error("{found} bytes, a manifest has at most {most}")]
    TooLong {
        /// Bytes given.
        found: usize,
        /// Bytes of the longest manifest.
        most: usize,
    },
    /// Not the JSON of a manifest.
    #[error("not a manifest: {0}")]
    Malformed(#[from] serde_json::Error),
}

/// Why no proof was made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProveError {
    /// The witness does not satisfy the statement.
    #[error(transparent)]
    Unsatisfied(#[from] Unsatisfied),
    /// The statement has no circuit.
    #[error(transparent)]
    Circuit(#[from] CircuitError),
    /// The key is of another statement.
    #[error("the key is of {found} with parameters {parameters:?}, not of this statement")]
    Key {
        /// The statement of the key.
        found: &'static str,
        /// Its parameters.
        parameters: Vec<u64>,
    },
    /// halo2 made no proof.
    #[error("halo2 made no proof: {0}")]
    Backend(#[from] halo2_proofs::plonk::Error),
    /// The proof that was made does not verify: the key belongs to another circuit of the same shape, or the parameters to another key.
    #[error("the proof that was made is refused: {0}")]
    Refused(#[from] VerifyError),
}

/// Why a proof is refused.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The proof is under another key.
    #[error("the proof is under the key {found}, but {expected} is known")]
    Key {
        /// Hash of the key that is known.
        expected: Digest,
        /// Hash of the key that the proof is said to be under.
        found: Digest,
    },
    /// The statement has another number of public inputs.
    #[error("{found} public inputs, the key has {expected}")]
    InputCount {
        /// Inputs of the key.
        expected: usize,
        /// Inputs given.
        found: usize,
    },
    /// The parameters are of another size than the key.
    #[error("the key has 2^{key} rows, the parameters have 2^{parameters}")]
    Size {
        /// Binary logarithm of the key's rows.
        key: u32,
        /// Binary logarithm of the parameters' rows.
        parameters: u32,
    },
    /// The proof goes on after its end.
    #[error("{0} bytes follow the proof")]
    TrailingBytes(usize),
    /// The proof is not one of this key and these public inputs.
    #[error("the proof is not one of this key and these public inputs: {0}")]
    Refused(#[from] halo2_proofs::plonk::Error),
}

/// The first proof of a batch that is refused.
#[derive(Debug, Error)]
#[error("proof {index} of the batch: {reason}")]
pub struct RefusedProof {
    /// Position in the batch, from 0.
    pub index: usize,
    /// Why it is refused.
    #[source]
    pub reason: VerifyError,
}
