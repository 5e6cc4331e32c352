//! `apportion verify-proof` of a ledger.

use super::arguments::{policy_name, policy_words};
use super::proof::chunk;
use crate::cli::failure::Failure;
use crate::cli::proof::arguments::VerifyProof;
use crate::cli::proof::entropy::Entropy;
use crate::cli::proof::{setup_words, stored};
use crate::cli::{Outcome, files, json};
use apportion::circuits::Expected;
use apportion::circuits::groth16::{Manifest, Setup};
use apportion::circuits::usage::{ChunkProof, Covered, Policing, Verifier};
use apportion::report::{grouped, plain};
use serde_json::json;
use std::fmt::Write as _;

/// Chunks that are verified together.
const BATCH: usize = 64;

/// Verifies the chunks of PROOF one after the other, in constant memory, under a key that the user trusts.
pub(in crate::cli::proof) fn run(
    arguments: &VerifyProof,
    manifest: &Manifest,
    expected: &Expected,
) -> Result<Outcome, Failure> {
    let refused = |refusal: &dyn std::fmt::Display| Failure::refused(&arguments.proof, &refusal);
    let verifier = Verifier::of_manifest(manifest, Setup::SingleParty)
        .map_err(|refusal| Failure::refused(&arguments.vk, &refusal))?;
    let key = stored::verifying_key(&arguments.vk)?;
    let mut ledger = verifier.ledger(&key, expected).map_err(|refusal| Failure::refused(&arguments.vk, &refusal))?;
    let (mut number, mut entropy) = (0, Entropy::default());
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        while batch.len() < BATCH {
            let directory = chunk(&arguments.proof, number + 1);
            if !directory.exists() {
                break;
            }
            number += 1;
            let (proof, inputs) = stored::proof(&directory)?;
            batch.push(ChunkProof { proof, inputs });
        }
        ledger.push(&batch, &mut entropy).map_err(|refusal| refused(&refusal))?;
        if batch.len() < BATCH {
            break;
        }
    }
    entropy.vouch(())?;
    let covered = ledger.finish().map_err(|refusal| refused(&refusal))?;
    files::print(&if arguments.json {
        object(arguments, manifest, verifier.policing(), &covered)
    } else {
        words(arguments, manifest, verifier.policing(), &covered)
    })?;
    Ok(Outcome::Done)
}

fn object(arguments: &VerifyProof, manifest: &Manifest, policing: Policing, covered: &Covered) -> String {
    json::line(json!({
        "verified": true,
        "statement": manifest.statement,
        "context": arguments.context,
        "policy": policy_name(policing),
        "events": covered.events,
        "slots": covered.slots,
        "chunks": covered.chunks,
        "state": covered.state,
        "verifying_key_hash": manifest.verifying_key.to_string(),
        "setup": manifest.setup.to_string(),
        "not_covered": manifest.not_covered,
        "exit_reason": "verified",
    }))
}

fn words(arguments: &VerifyProof, manifest: &Manifest, policing: Policing, covered: &Covered) -> String {
    let mut text = format!(
        "{}: the proof holds: {} events in {} chunks keep the rules of the committed market\n\
         \x20 from slot 0 to slot {}, which may still go on\n\
         \x20 limits over windows policed as {}\n\
         \x20 for {:?}\n\
         \x20 last state committed to as {}\n\
         \x20 key {}\n\
         \x20 made {}\n\
         \x20 not proved:\n",
        manifest.statement,
        grouped(covered.events.into()),
        grouped(covered.chunks.into()),
        grouped(covered.slots.saturating_sub(1).into()),
        policy_words(policing),
        arguments.context,
        covered.state,
        manifest.verifying_key,
        setup_words(manifest.setup),
    );
    for sentence in &manifest.not_covered {
        let _ = writeln!(text, "    {}", plain(sentence));
    }
    text
}
