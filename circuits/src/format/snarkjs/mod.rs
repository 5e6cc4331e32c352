//! verification_key.json, proof.json and public.json as snarkjs writes and reads them (`snarkjs groth16 verify`).
//!
//! Numbers are decimal texts without leading zeros; points are projective with last coordinate 1; an element of the quadratic extension is
//! [c0, c1]. Unknown and repeated members are errors, as are files longer than any of these.

mod document;
mod number;

pub(crate) use number::read as read_number;

use crate::groth16::{Element, Proof, PublicInputs, Reason, VerifyingKey};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use ark_ff::PrimeField;
use document::{ProofDocument, VerificationKeyDocument};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Most bytes of a verification_key.json that are read.
pub const VERIFICATION_KEY_BYTES_MAX: usize = 1 << 19;
/// Most bytes of a proof.json that are read.
pub const PROOF_BYTES_MAX: usize = 1 << 13;
/// Most bytes of a public.json that are read.
pub const PUBLIC_BYTES_MAX: usize = 1 << 18;

/// Why a file of snarkjs is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SnarkjsError {
    /// Longer than any such file.
    #[error("{found} bytes, more than the {most} that such a file may have")]
    TooLong {
        /// Bytes given.
        found: usize,
        /// Most bytes read.
        most: usize,
    },
    /// Not JSON of the expected members.
    #[error("not what snarkjs writes: {0}")]
    Malformed(String),
    /// A number that is not written in decimal without sign and leading zeros.
    #[error("{0:?} is not a whole number in decimal")]
    Number(String),
    /// Another protocol than `groth16` or another curve than `bn128`.
    #[error("protocol {protocol:?} over curve {curve:?}, where groth16 over bn128 was expected")]
    Protocol {
        /// Protocol that the file names.
        protocol: String,
        /// Curve that the file names.
        curve: String,
    },
    /// A point whose last coordinate is neither 1 nor 0.
    #[error("{0} is not normalised: its last coordinate is not 1")]
    NotNormalised(Element),
    /// The pairing of alpha and beta in the file is not theirs.
    #[error("vk_alphabeta_12 is not the pairing of vk_alpha_1 and vk_beta_2")]
    AlphaBeta,
    /// What the file holds is refused.
    #[error(transparent)]
    Refused(#[from] Reason),
}

fn parse<T: DeserializeOwned>(json: &[u8], most: usize) -> Result<T, SnarkjsError> {
    if json.len() > most {
        return Err(SnarkjsError::TooLong { found: json.len(), most });
    }
    serde_json::from_slice(json).map_err(|error| SnarkjsError::Malformed(error.to_string()))
}

fn render<T: Serialize>(document: &T) -> String {
    // Structures of texts and numbers always serialise.
    serde_json::to_string_pretty(document).unwrap_or_default()
}

/// Writes verification_key.json.
pub fn write_verification_key(key: &VerifyingKey) -> String {
    render(&VerificationKeyDocument::of(key.key()))
}

/// Reads verification_key.json.
///
/// # Errors
/// [`SnarkjsError`]; [`SnarkjsError::Refused`] holds the [`Reason`].
pub fn read_verification_key(json: &[u8]) -> Result<VerifyingKey, SnarkjsError> {
    let key = parse::<VerificationKeyDocument>(json, VERIFICATION_KEY_BYTES_MAX)?.into_key()?;
    Ok(VerifyingKey::new(key)?)
}

/// Writes proof.json.
pub fn write_proof(proof: &Proof) -> String {
    render(&ProofDocument::of(&proof.0))
}

/// Reads proof.json.
///
/// # Errors
/// [`SnarkjsError`]; [`SnarkjsError::Refused`] holds the [`Reason`].
pub fn read_proof(json: &[u8]) -> Result<Proof, SnarkjsError> {
    parse::<ProofDocument>(json, PROOF_BYTES_MAX)?.into_elements().map(Proof)
}

/// Writes public.json.
pub fn write_public(inputs: &PublicInputs) -> String {
    write_elements(&inputs.0)
}

/// Reads public.json.
///
/// # Errors
/// [`SnarkjsError`]; an input that is not below the field's order is [`Reason::InputOutOfRange`].
pub fn read_public(json: &[u8]) -> Result<PublicInputs, SnarkjsError> {
    read_elements(json).map(PublicInputs)
}

pub(crate) fn write_elements<F: PrimeField>(elements: &[F]) -> String {
    render(&elements.iter().map(ToString::to_string).collect::<Vec<_>>())
}

pub(crate) fn read_elements<F: PrimeField>(json: &[u8]) -> Result<Vec<F>, SnarkjsError> {
    let texts: Vec<String> = parse(json, PUBLIC_BYTES_MAX)?;
    let read = |(index, text): (usize, &String)| {
        number::read(text)?.ok_or(SnarkjsError::Refused(Reason::InputOutOfRange { index }))
    };
    texts.iter().enumerate().map(read).collect()
}
