//! `apportion setup`.

use super::arguments::{Backend, Setup, SetupCompliance, SetupOptions};
use super::backend::Files;
use super::entropy::Entropy;
use super::{halo2, stored, usage};
use crate::cli::failure::Failure;
use crate::cli::files::Directory;
use crate::cli::progress::Steps;
use crate::cli::{Outcome, files, json};
use apportion::circuits::compliance::{Groth16, Halo2, KeysError, Purpose};
use apportion::circuits::groth16::{Manifest, VerifyingKey};
use apportion::circuits::statement::compliance::LineCommitment;
use apportion::circuits::{Claim, Keys};
use apportion::lattice::Market;
use apportion::report::grouped;
use serde_json::{Value, json};
use std::time::Instant;

pub(in crate::cli) fn run(statement: &Setup, started: Instant) -> Result<Outcome, Failure> {
    let said = match statement {
        Setup::Compliance(arguments) => allocation(Claim::Compliance, arguments, started),
        Setup::NearOptimality(arguments) => allocation(Claim::NearOptimality, arguments, started),
        Setup::Usage(arguments) => usage::setup(arguments, started),
    };
    files::print(&said?)?;
    Ok(Outcome::Done)
}

fn allocation(claim: Claim, arguments: &SetupCompliance, started: Instant) -> Result<String, Failure> {
    let SetupCompliance { options, openings } = arguments;
    let lines = if *openings { LineCommitment::Tree } else { LineCommitment::Sponge };
    let purpose = Purpose { claim, lines };
    match options.backend {
        Backend::Groth16 => {
            let make = |market: &Market, zkey: Option<&[u8]>, entropy: &mut Entropy| match zkey {
                Some(zkey) => Keys::import_for(purpose, market, zkey),
                None => Keys::setup_for(purpose, market, entropy),
            };
            let keys =
                groth16(options, make, |keys| (keys.proving_key(), keys.verifying_key(), keys.manifest()), started)?;
            Ok(said::<Groth16>(options, keys.manifest(), &markets::<Groth16>(keys.manifest()), json!({}), started))
        }
        Backend::Halo2 => {
            let compute = |market: &Market, generators: halo2::Generators<'_>| {
                Keys::<Halo2>::transparent(purpose, market, generators)
            };
            let keys = halo2::setup(options, compute, |keys| (keys.manifest(), keys.parameters()), started)?;
            Ok(said::<Halo2>(options, keys.manifest(), &markets::<Halo2>(keys.manifest()), json!({}), started))
        }
    }
}

/// Makes keys of Groth16, whatever they are for, or takes those of a ceremony, and writes them.
pub(super) fn groth16<K>(
    options: &SetupOptions,
    make: impl FnOnce(&Market, Option<&[u8]>, &mut Entropy) -> Result<K, KeysError>,
    parts: impl FnOnce(&K) -> (Vec<u8>, &VerifyingKey, &Manifest),
    started: Instant,
) -> Result<K, Failure> {
    let market = files::read_market(&options.market)?;
    let zkey = options.zkey.as_deref().map(files::read).transpose()?;
    let directory = Directory::open(&options.out)?;
    let steps = Steps::new(started);
    steps.say(match zkey {
        Some(_) => "checking the ceremony's key against the circuit",
        None => "making keys for the circuit",
    });
    let mut entropy = Entropy::default();
    let keys = make(&market, zkey.as_deref(), &mut entropy).map_err(|error| match (&options.zkey, &error) {
        (None, _) | (_, KeysError::Shape(_) | KeysError::Circuit(_) | KeysError::TooManyLimits { .. }) => {
            Failure::unusable(&options.market, &error)
        }
        (Some(zkey), _) => Failure::refused(zkey, &error),
    })?;
    let keys = entropy.vouch(keys)?;
    steps.say("writing the keys");
    let (proving, verifying, manifest) = parts(&keys);
    stored::write_keys(&directory, &proving, verifying, manifest)?;
    steps.finish();
    Ok(keys)
}

/// The markets that keys are for, in words.
fn markets<B: Files>(manifest: &B::Manifest) -> String {
    let [tasks, options, slots] =
        ["tasks", "options", "slots"].map(|name| grouped(parameter::<B>(manifest, name).into()));
    format!("markets of up to {tasks} tasks, {options} options and {slots} slots")
}

/// A parameter of the statement that keys are for.
pub(super) fn parameter<B: Files>(manifest: &B::Manifest, name: &str) -> u64 {
    B::statement(manifest).1.get(name).copied().unwrap_or_default()
}

/// What is said of keys that were written: what they are for, and more members of the object.
pub(super) fn said<B: Files>(
    options: &SetupOptions,
    manifest: &B::Manifest,
    purpose: &str,
    members: Value,
    started: Instant,
) -> String {
    let facts = B::facts(manifest);
    if options.json {
        let mut object = facts.object(members);
        object["parameters"] = json!(B::statement(manifest).1);
        object["elapsed_ms"] = json!(started.elapsed().as_millis() as u64);
        object["exit_reason"] = json!("done");
        return json::line(object);
    }
    let out = options.out.display();
    let written: Vec<String> = B::KEY_FILES.iter().map(|name| format!("{out}/{name}")).collect();
    format!(
        "{}: keys for {purpose}\n\
         \x20 {}, done in {:.1} s\n\
         \x20 key {}\n\
         \x20 made {}\n\
         wrote {}\n\
         next: apportion commit {} --keys {out} -o DIR\n",
        facts.statement,
        facts.extent(),
        started.elapsed().as_secs_f64(),
        facts.key.1,
        facts.made,
        written.join(", "),
        options.market.display(),
    )
}
