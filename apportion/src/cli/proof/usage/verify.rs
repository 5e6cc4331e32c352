//! `apportion verify-proof` of a ledger.

use super::arguments::{policy_name, policy_words};
use super::files::chunk;
use crate::cli::failure::Failure;
use crate::cli::json;
use crate::cli::proof::arguments::VerifyProof;
use crate::cli::proof::backend::{self, Facts, Files};
use crate::cli::proof::entropy::Entropy;
use crate::cli::proof::verify::{Known, trusted};
use crate::cli::proof::{context, halo2, stored};
use apportion::circuits::Expected;
use apportion::circuits::compliance::{Groth16, Halo2};
use apportion::circuits::groth16::Setup;
use apportion::circuits::usage::{ChunkProof, Covered, LedgerRefusal, Policing, Verifier};
use apportion::report::{grouped, plain};
use serde_json::json;
use std::fmt::Write as _;
use std::time::Instant;

/// Chunks that are verified together.
const BATCH: usize = 64;

/// Verifies a ledger of either proof system, whichever the known key is of.
pub(in crate::cli::proof) fn run(
    arguments: &VerifyProof,
    known: Known<'_>,
    started: Instant,
) -> Result<String, Failure> {
    if known.epsilon_ppm.is_some() {
        return Err(Failure::unusable(known.vk, &"is for usage, which --epsilon-ppm says nothing about"));
    }
    if let Some(manifest) = backend::manifest_of_halo2(known.vk)? {
        let expected = Expected { context: context(known.context), market: stored::commitment(known.commitment)? };
        let claimed = halo2::claimed_key(&arguments.proof)?;
        let compute = |generators: halo2::Generators<'_>| Verifier::transparent(&manifest, generators);
        let verifier = halo2::verifier(known.vk, compute, started)?;
        return accept::<Halo2>(arguments, &manifest, &verifier, &claimed, &expected);
    }
    let (manifest, key) = (trusted(known.vk)?, stored::verifying_key(known.vk)?);
    let expected = Expected { context: context(known.context), market: stored::commitment(known.commitment)? };
    let verifier = Verifier::of_manifest(&manifest, Setup::SingleParty);
    let verifier = verifier.map_err(|refusal| Failure::refused(known.vk, &refusal))?;
    accept::<Groth16>(arguments, &manifest, &verifier, &key, &expected)
}

/// Verifies the chunks of PROOF one after the other, in constant memory.
fn accept<B: Files>(
    arguments: &VerifyProof,
    manifest: &B::Manifest,
    verifier: &Verifier<B>,
    key: &B::Key,
    expected: &Expected<B>,
) -> Result<String, Failure> {
    let refused = |refusal: &dyn std::fmt::Display| Failure::refused(&arguments.proof, &refusal);
    let begun = match &arguments.after {
        None => verifier.ledger(key, expected),
        Some(state) => verifier.resume(key, expected, state),
    };
    let mut ledger = begun.map_err(|refusal| match refusal {
        LedgerRefusal::State(_) => Failure::Unusable(format!("--after: {refusal}")),
        _ => Failure::refused(&arguments.vk, &refusal),
    })?;
    let (mut number, mut entropy) = (0, Entropy::default());
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        while batch.len() < BATCH {
            let directory = chunk(&arguments.proof, number + 1);
            if !directory.exists() {
                break;
            }
            number += 1;
            let (proof, inputs) = B::read(&directory)?;
            batch.push(ChunkProof { proof, inputs });
        }
        ledger.push(&batch, &mut entropy).map_err(|refusal| refused(&refusal))?;
        if batch.len() < BATCH {
            break;
        }
    }
    entropy.vouch(())?;
    let covered = ledger.finish().map_err(|refusal| refused(&refusal))?;
    let (facts, policing) = (B::facts(manifest), verifier.policing());
    Ok(if arguments.json {
        object(arguments, &facts, policing, &covered)
    } else {
        words(arguments, &facts, policing, &covered)
    })
}

fn object(arguments: &VerifyProof, facts: &Facts<'_>, policing: Policing, covered: &Covered) -> String {
    json::line(facts.object(json!({
        "verified": true,
        "context": arguments.context,
        "policy": policy_name(policing),
        "after": arguments.after,
        "events": covered.events,
        "slots": covered.slots,
        "chunks": covered.chunks,
        "state": covered.state,
        "not_covered": facts.not_covered,
        "exit_reason": "verified",
    })))
}

/// Chunks in words.
fn chunks(arguments: &VerifyProof, count: u64) -> String {
    let more = if arguments.after.is_some() { " more" } else { "" };
    format!("{}{more} chunks", grouped(count.into()))
}

fn words(arguments: &VerifyProof, facts: &Facts<'_>, policing: Policing, covered: &Covered) -> String {
    let mut text = format!(
        "{}: the proof holds: {} events in {} keep the rules of the committed market\n\
         \x20 from slot 0 to slot {}, which may still go on\n\
         {}\
         \x20 limits over windows policed as {}\n\
         \x20 for {:?}\n\
         \x20 last state committed to as {}\n\
         \x20 key {}\n\
         \x20 made {}\n\
         \x20 not proved:\n",
        facts.statement,
        grouped(covered.events.into()),
        chunks(arguments, covered.chunks),
        grouped(covered.slots.saturating_sub(1).into()),
        arguments
            .after
            .as_ref()
            .map(|state| format!("  those up to the state {state} were verified before\n"))
            .unwrap_or_default(),
        policy_words(policing),
        arguments.context,
        covered.state,
        facts.key.1,
        facts.made,
    );
    for sentence in facts.not_covered {
        let _ = writeln!(text, "    {}", plain(sentence));
    }
    text
}
