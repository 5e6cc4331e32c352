//! Keys and proofs of halo2 as files.

use super::arguments::SetupOptions;
use super::backend::{self, Manifest, OtherBackend};
use super::stored;
use crate::cli::failure::Failure;
use crate::cli::files::{self, Directory};
use crate::cli::progress::Steps;
use apportion::circuits::compliance::TransparentError;
use apportion::circuits::halo2::{self, Digest, Inputs, Parameters, ParametersError, Proof};
use apportion::lattice::Market;
use std::path::Path;
use std::time::Instant;

pub(super) const PARAMETERS: &str = "parameters.bin";
pub(super) const PROOF: &str = "proof.bin";

/// Who made keys, in words.
pub(super) const MADE: &str = "by nobody: anybody computes it from the statement, and it convinces everybody";

/// Gives generators for 2^k rows.
pub(super) type Generators<'g> = &'g dyn Fn(u32) -> Result<Parameters, ParametersError>;

/// Computes and writes keys, whatever they are for.
pub(super) fn setup<K>(
    options: &SetupOptions,
    compute: impl FnOnce(&Market, Generators<'_>) -> Result<K, TransparentError>,
    parts: impl FnOnce(&K) -> (&halo2::Manifest, &Parameters),
    started: Instant,
) -> Result<K, Failure> {
    if let Some(zkey) = &options.zkey {
        return Err(Failure::unusable(zkey, &"halo2 has no setup, and so no ceremony: leave --zkey out"));
    }
    let market = files::read_market(&options.market)?;
    let directory = Directory::open(&options.out)?;
    let steps = Steps::new(started);
    let stored = directory.join(PARAMETERS);
    let keys = compute(&market, &|k| parameters(&stored, k, &steps)).map_err(|error| match error {
        TransparentError::Parameters(_) => Failure::refused(&stored, &error),
        _ => Failure::unusable(&options.market, &error),
    })?;
    steps.say("writing the generators");
    let (manifest, generators) = parts(&keys);
    let generators = generators.to_bytes().map_err(|error| Failure::unusable(&stored, &error))?;
    directory.write(&[(PARAMETERS, &generators), (stored::MANIFEST, manifest.to_json().as_bytes())])?;
    steps.finish();
    Ok(keys)
}

/// What verifies, with the generators that lie beside a manifest or are computed anew.
pub(super) fn verifier<V>(
    manifest: &Path,
    compute: impl FnOnce(Generators<'_>) -> Result<V, TransparentError>,
    started: Instant,
) -> Result<V, Failure> {
    let steps = Steps::new(started);
    let stored = manifest.with_file_name(PARAMETERS);
    let verifier = compute(&|k| parameters(&stored, k, &steps));
    steps.finish();
    verifier.map_err(|error| Failure::refused(manifest, &error))
}

/// Stored generators, or the same computed anew.
pub(super) fn parameters(stored: &Path, k: u32, steps: &Steps) -> Result<Parameters, ParametersError> {
    match std::fs::read(stored) {
        Ok(bytes) if Parameters::k_of(&bytes) == Some(k) => {
            steps.say("loading the generators and computing the key");
            Parameters::from_bytes(&bytes)
        }
        _ => {
            steps.say("computing generators and key, a millisecond of processor time a row");
            Parameters::new(k)
        }
    }
}

/// A proof and its public inputs; what does not decode is refused.
pub(super) fn proof(directory: &Path) -> Result<(Proof, Inputs), Failure> {
    let public = directory.join(stored::PUBLIC);
    let inputs = Inputs::from_json(&files::read(&public)?).map_err(|error| Failure::refused(&public, &error))?;
    Ok((Proof::from_bytes(files::read(&directory.join(PROOF))?), inputs))
}

/// The key that a proof claims to be under.
pub(super) fn claimed_key(directory: &Path) -> Result<Digest, Failure> {
    match backend::manifest(&directory.join(stored::MANIFEST))? {
        Manifest::Halo2(manifest) => Ok(manifest.verifying_key),
        Manifest::Groth16(_) => Err(Failure::refused(directory, &OtherBackend { found: "groth16", expected: "halo2" })),
    }
}
