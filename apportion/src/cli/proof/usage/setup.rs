//! `apportion setup usage`.

use super::arguments::{SetupUsage, policy_name, policy_words};
use crate::cli::failure::Failure;
use crate::cli::proof::arguments::Backend;
use crate::cli::proof::backend::Files;
use crate::cli::proof::entropy::Entropy;
use crate::cli::proof::halo2::{self, Generators};
use crate::cli::proof::setup::{groth16, parameter, said};
use apportion::circuits::compliance::{Groth16, Halo2};
use apportion::circuits::usage::{ChunkSize, Keys};
use apportion::lattice::Market;
use apportion::report::grouped;
use serde_json::json;
use std::time::Instant;

pub(in crate::cli::proof) fn run(arguments: &SetupUsage, started: Instant) -> Result<String, Failure> {
    let SetupUsage { options, events_per_chunk, policy } = arguments;
    let (size, policing) = (ChunkSize { events: *events_per_chunk }, policy.policing());
    match options.backend {
        Backend::Groth16 => {
            let make = |market: &Market, zkey: Option<&[u8]>, entropy: &mut Entropy| match zkey {
                Some(zkey) => Keys::import(market, size, policing, zkey),
                None => Keys::setup(market, size, policing, entropy),
            };
            let keys =
                groth16(options, make, |keys| (keys.proving_key(), keys.verifying_key(), keys.manifest()), started)?;
            Ok(all::<Groth16>(arguments, &keys, started))
        }
        Backend::Halo2 => {
            let compute = |market: &Market, generators: Generators<'_>| {
                Keys::<Halo2>::transparent(market, size, policing, generators)
            };
            let keys = halo2::setup(options, compute, |keys| (keys.manifest(), keys.parameters()), started)?;
            Ok(all::<Halo2>(arguments, &keys, started))
        }
    }
}

/// What is said of keys.
fn all<B: Files>(arguments: &SetupUsage, keys: &Keys<B>, started: Instant) -> String {
    let (manifest, policing) = (keys.manifest(), keys.policing());
    let number = |name: &str| parameter::<B>(manifest, name);
    let purpose = format!(
        "chunks of up to {} events in {} slots, and {} permitted pairs of payer and offer\n\
         \x20 limits over windows policed as {}",
        grouped(number("events").into()),
        grouped(1 << number("slot_bits").min(63)),
        grouped(number("pairs").into()),
        policy_words(policing),
    );
    let members = json!({ "policy": policy_name(policing) });
    said::<B>(&arguments.options, manifest, &purpose, members, started)
}
