//! `apportion setup`.

use super::arguments::{Backend, Setup, SetupCompliance};
use super::backend::Files;
use super::entropy::Entropy;
use super::{halo2, setup_words, stored, usage};
use crate::cli::failure::Failure;
use crate::cli::files::Directory;
use crate::cli::progress::Steps;
use crate::cli::{Outcome, files, json};
use apportion::circuits::compliance::{Groth16, KeysError, Purpose};
use apportion::circuits::statement::compliance::LineCommitment;
use apportion::circuits::{Claim, Keys};
use apportion::lattice::Market;
use apportion::report::grouped;
use serde_json::json;
use std::path::Path;
use std::time::Instant;

pub(in crate::cli) fn run(statement: &Setup, started: Instant) -> Result<Outcome, Failure> {
    let (claim, arguments) = match statement {
        Setup::Compliance(arguments) => (Claim::Compliance, arguments),
        Setup::NearOptimality(arguments) => (Claim::NearOptimality, arguments),
        Setup::Usage(arguments) => return usage::setup(arguments, started),
    };
    let lines = if arguments.openings { LineCommitment::Tree } else { LineCommitment::Sponge };
    let purpose = Purpose { claim, lines };
    match arguments.backend {
        Backend::Groth16 => groth16(arguments, purpose, started),
        Backend::Halo2 => halo2::setup(arguments, purpose, started),
    }
}

fn groth16(arguments: &SetupCompliance, purpose: Purpose, started: Instant) -> Result<Outcome, Failure> {
    let market = files::read_market(&arguments.market)?;
    let zkey = arguments.zkey.as_deref().map(|path| Ok::<_, Failure>((path, files::read(path)?))).transpose()?;
    let directory = Directory::open(&arguments.out)?;
    let steps = Steps::new(started);
    let keys = match zkey {
        Some((path, bytes)) => {
            steps.say("checking the ceremony's key against the circuit");
            Keys::import_for(purpose, &market, &bytes).map_err(|error| match error {
                KeysError::Shape(_) | KeysError::Circuit(_) | KeysError::TooManyLimits { .. } => {
                    Failure::unusable(&arguments.market, &error)
                }
                _ => Failure::refused(path, &error),
            })?
        }
        None => make(purpose, &arguments.market, &market, &steps)?,
    };
    steps.say("writing the keys");
    stored::write_keys(&directory, &keys.proving_key(), keys.verifying_key(), keys.manifest())?;
    steps.finish();
    files::print(&if arguments.json { object(&keys, started) } else { words(arguments, &keys, started) })?;
    Ok(Outcome::Done)
}

fn make(purpose: Purpose, path: &Path, market: &Market, steps: &Steps) -> Result<Keys, Failure> {
    steps.say("making keys for the circuit");
    let mut entropy = Entropy::default();
    let keys = Keys::setup_for(purpose, market, &mut entropy).map_err(|error| Failure::unusable(path, &error))?;
    entropy.vouch(keys)
}

fn object(keys: &Keys, started: Instant) -> String {
    let manifest = keys.manifest();
    json::line(Groth16::facts(manifest).object(json!({
        "parameters": manifest.parameters,
        "elapsed_ms": started.elapsed().as_millis() as u64,
        "exit_reason": "done",
    })))
}

fn words(arguments: &SetupCompliance, keys: &Keys, started: Instant) -> String {
    let (manifest, out) = (keys.manifest(), arguments.out.display());
    let size = |name: &str| grouped(manifest.parameters.get(name).copied().unwrap_or_default().into());
    format!(
        "{}: keys for markets of up to {} tasks, {} options and {} slots\n\
         \x20 {} constraints, made in {:.1} s\n\
         \x20 key {}\n\
         \x20 made {}\n\
         wrote {out}/{}, {out}/{} and {out}/{}\n\
         next: apportion commit {} --keys {out} -o DIR\n",
        manifest.statement,
        size("tasks"),
        size("options"),
        size("slots"),
        grouped(manifest.constraints.into()),
        started.elapsed().as_secs_f64(),
        manifest.verifying_key,
        setup_words(manifest.setup),
        stored::MANIFEST,
        stored::VERIFYING_KEY,
        stored::PROVING_KEY,
        arguments.market.display(),
    )
}
