//! Keys and proofs of halo2 as files.

use super::arguments::SetupCompliance;
use super::backend::{self, Files, Manifest, OtherBackend};
use super::stored;
use crate::cli::failure::Failure;
use crate::cli::files::Directory;
use crate::cli::progress::Steps;
use crate::cli::{Outcome, files, json};
use apportion::circuits::compliance::{Halo2, Purpose, TransparentError};
use apportion::circuits::halo2::{Inputs, Parameters, ParametersError, Proof};
use apportion::circuits::{Evidence, Keys};
use apportion::report::grouped;
use serde_json::json;
use std::path::Path;
use std::time::Instant;

pub(super) const PARAMETERS: &str = "parameters.bin";
pub(super) const PROOF: &str = "proof.bin";

/// Who made keys, in words.
pub(super) const MADE: &str = "by nobody: anybody computes it from the statement, and it convinces everybody";

/// `apportion setup compliance --backend halo2`, and near-optimality.
pub(super) fn setup(arguments: &SetupCompliance, purpose: Purpose, started: Instant) -> Result<Outcome, Failure> {
    if let Some(zkey) = &arguments.zkey {
        return Err(Failure::unusable(zkey, &"halo2 has no setup, and so no ceremony: leave --zkey out"));
    }
    let market = files::read_market(&arguments.market)?;
    let directory = Directory::open(&arguments.out)?;
    let steps = Steps::new(started);
    let stored = directory.join(PARAMETERS);
    let keys =
        Keys::transparent(purpose, &market, |k| parameters(&stored, k, &steps)).map_err(|error| match error {
            TransparentError::Parameters(_) => Failure::refused(&stored, &error),
            _ => Failure::unusable(&arguments.market, &error),
        })?;
    steps.say("writing the generators");
    let generators = keys.parameters().to_bytes().map_err(|error| Failure::unusable(&stored, &error))?;
    directory.write(&[(PARAMETERS, &generators), (stored::MANIFEST, keys.manifest().to_json().as_bytes())])?;
    steps.finish();
    files::print(&if arguments.json { object(&keys, started) } else { words(arguments, &keys, started) })?;
    Ok(Outcome::Done)
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

/// A proof with what it claims; what does not decode is refused.
pub(super) fn evidence(directory: &Path) -> Result<Evidence<Halo2>, Failure> {
    let manifest = match backend::manifest(&directory.join(stored::MANIFEST))? {
        Manifest::Halo2(manifest) => manifest,
        Manifest::Groth16(_) => {
            return Err(Failure::refused(directory, &OtherBackend { found: "groth16", expected: "halo2" }));
        }
    };
    let public = directory.join(stored::PUBLIC);
    let inputs = Inputs::from_json(&files::read(&public)?).map_err(|error| Failure::refused(&public, &error))?;
    let proof = Proof::from_bytes(files::read(&directory.join(PROOF))?);
    Ok(Evidence { key: manifest.verifying_key, proof, inputs })
}

fn object(keys: &Keys<Halo2>, started: Instant) -> String {
    let manifest = keys.manifest();
    json::line(Halo2::facts(manifest).object(json!({
        "parameters": manifest.parameters,
        "elapsed_ms": started.elapsed().as_millis() as u64,
        "exit_reason": "done",
    })))
}

fn words(arguments: &SetupCompliance, keys: &Keys<Halo2>, started: Instant) -> String {
    let (manifest, out) = (keys.manifest(), arguments.out.display());
    let size = |name: &str| grouped(manifest.parameters.get(name).copied().unwrap_or_default().into());
    format!(
        "{}: keys for markets of up to {} tasks, {} options and {} slots\n\
         \x20 2^{} rows, computed in {:.1} s\n\
         \x20 key {}\n\
         \x20 made {MADE}\n\
         wrote {out}/{} and {out}/{PARAMETERS}\n\
         next: apportion commit {} --keys {out} -o DIR\n",
        manifest.statement,
        size("tasks"),
        size("options"),
        size("slots"),
        manifest.k,
        started.elapsed().as_secs_f64(),
        manifest.verifying_key,
        stored::MANIFEST,
        arguments.market.display(),
    )
}
