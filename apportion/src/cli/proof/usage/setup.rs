//! `apportion setup usage`.

use super::arguments::{SetupUsage, policy_name, policy_words};
use crate::cli::failure::Failure;
use crate::cli::files::{self, Directory};
use crate::cli::progress::Steps;
use crate::cli::proof::backend::Files;
use crate::cli::proof::entropy::Entropy;
use crate::cli::proof::{setup_words, stored};
use crate::cli::{Outcome, json};
use apportion::circuits::compliance::{Groth16, KeysError};
use apportion::circuits::usage::{ChunkSize, Keys};
use apportion::report::grouped;
use serde_json::json;
use std::time::Instant;

pub(in crate::cli::proof) fn run(arguments: &SetupUsage, started: Instant) -> Result<Outcome, Failure> {
    let market = files::read_market(&arguments.market)?;
    let zkey = arguments.zkey.as_deref().map(|path| Ok::<_, Failure>((path, files::read(path)?))).transpose()?;
    let directory = Directory::open(&arguments.out)?;
    let (size, policing) = (ChunkSize { events: arguments.events_per_chunk }, arguments.policy.policing());
    let steps = Steps::new(started);
    let keys = match zkey {
        Some((path, bytes)) => {
            steps.say("checking the ceremony's key against the circuit");
            Keys::import(&market, size, policing, &bytes).map_err(|error| match error {
                KeysError::Zkey(_) => Failure::refused(path, &error),
                _ => Failure::unusable(&arguments.market, &error),
            })?
        }
        None => {
            steps.say("making keys for the circuit");
            let mut entropy = Entropy::default();
            let keys = Keys::setup(&market, size, policing, &mut entropy);
            entropy.vouch(keys.map_err(|error| Failure::unusable(&arguments.market, &error))?)?
        }
    };
    steps.say("writing the keys");
    stored::write_keys(&directory, &keys.proving_key(), keys.verifying_key(), keys.manifest())?;
    steps.finish();
    files::print(&if arguments.json { object(&keys, started) } else { words(arguments, &keys, started) })?;
    Ok(Outcome::Done)
}

fn object(keys: &Keys, started: Instant) -> String {
    let manifest = keys.manifest();
    json::line(Groth16::facts(manifest).object(json!({
        "policy": policy_name(keys.policing()),
        "parameters": manifest.parameters,
        "elapsed_ms": started.elapsed().as_millis() as u64,
        "exit_reason": "done",
    })))
}

fn words(arguments: &SetupUsage, keys: &Keys, started: Instant) -> String {
    let (manifest, out) = (keys.manifest(), arguments.out.display());
    let parameter = |name: &str| manifest.parameters.get(name).copied().unwrap_or_default();
    format!(
        "usage: keys for chunks of up to {} events in {} slots, and {} permitted pairs of payer and offer\n\
         \x20 limits over windows policed as {}\n\
         \x20 {} constraints, made in {:.1} s\n\
         \x20 key {}\n\
         \x20 made {}\n\
         wrote {out}/{}, {out}/{} and {out}/{}\n\
         next: apportion commit {} --keys {out} -o DIR\n",
        grouped(parameter("events").into()),
        grouped(1 << parameter("slot_bits").min(63)),
        grouped(parameter("pairs").into()),
        policy_words(keys.policing()),
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
