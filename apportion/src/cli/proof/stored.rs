//! Keys, commitments and proofs as files.

use super::backend::File;
use crate::cli::failure::Failure;
use crate::cli::files::{self, Access, Directory};
use apportion::circuits::compliance::Backend;
use apportion::circuits::format::snarkjs::{self, SnarkjsError};
use apportion::circuits::groth16::{Manifest, Proof, PublicInputs, VerifyingKey};
use apportion::circuits::usage::LedgerState;
use apportion::circuits::{MarketCommitment, Opening};
use std::path::Path;

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const VERIFYING_KEY: &str = "verification_key.json";
pub(super) const PROVING_KEY: &str = "proving_key.bin";
pub(super) const COMMITMENT: &str = "commitment.json";
pub(super) const OPENING: &str = "opening.secret.json";
pub(super) const PROOF: &str = "proof.json";
pub(super) const PUBLIC: &str = "public.json";
pub(super) const LINES: &str = "lines.secret.json";
pub(super) const STATE: &str = "state.secret.json";
pub(super) const WITNESS: &str = "witness.secret.wtns";

pub(super) fn manifest(path: &Path) -> Result<Manifest, Failure> {
    Manifest::from_json(&files::read(path)?).map_err(|error| Failure::unusable(path, &error))
}

/// Writes keys of Groth16, all of their files or none.
pub(super) fn write_keys(
    directory: &Directory,
    proving_key: &[u8],
    verifying_key: &VerifyingKey,
    manifest: &Manifest,
) -> Result<(), Failure> {
    directory.write(&[
        (PROVING_KEY, proving_key),
        (VERIFYING_KEY, snarkjs::write_verification_key(verifying_key).as_bytes()),
        (MANIFEST, manifest.to_json().as_bytes()),
    ])
}

/// A key of Groth16 beside its proofs.
pub(super) fn key_file(key: &VerifyingKey) -> File {
    (VERIFYING_KEY, snarkjs::write_verification_key(key).into_bytes(), Access::Everyone)
}

pub(super) fn commitment<B: Backend>(path: &Path) -> Result<MarketCommitment<B>, Failure> {
    MarketCommitment::from_json(&files::read(path)?).map_err(|error| Failure::unusable(path, &error))
}

pub(super) fn opening<B: Backend>(path: &Path) -> Result<Opening<B>, Failure> {
    Opening::from_json(&files::read(path)?).map_err(|error| Failure::unusable(path, &error))
}

/// Where a ledger stands.
pub(super) fn ledger_state<B: Backend>(path: &Path) -> Result<LedgerState<B>, Failure> {
    LedgerState::from_json(&files::read(path)?).map_err(|error| Failure::unusable(path, &error))
}

/// A key that the user named: not a key is unusable, a key under which proofs can be forged is refused.
pub(super) fn verifying_key(path: &Path) -> Result<VerifyingKey, Failure> {
    snarkjs::read_verification_key(&files::read(path)?).map_err(|error| match &error {
        SnarkjsError::Refused(_) | SnarkjsError::NotNormalised(_) | SnarkjsError::AlphaBeta => {
            Failure::refused(path, &error)
        }
        _ => Failure::unusable(path, &error),
    })
}

/// A proof and its public inputs; what does not decode is refused.
pub(super) fn proof(directory: &Path) -> Result<(Proof, PublicInputs), Failure> {
    let (proof, public) = (directory.join(PROOF), directory.join(PUBLIC));
    let [proof_json, public_json] = [&proof, &public].map(|path| files::read(path));
    let inputs = snarkjs::read_public(&public_json?).map_err(|error| Failure::refused(&public, &error))?;
    Ok((snarkjs::read_proof(&proof_json?).map_err(|error| Failure::refused(&proof, &error))?, inputs))
}

/// The key that a proof claims to be under.
pub(super) fn claimed_key(directory: &Path) -> Result<VerifyingKey, Failure> {
    let path = directory.join(VERIFYING_KEY);
    snarkjs::read_verification_key(&files::read(&path)?).map_err(|error| Failure::refused(&path, &error))
}
