//! `apportion prove`.

use super::arguments::{Prove, ProveCompliance};
use super::entropy::Entropy;
use super::{context, stored, usage};
use crate::cli::failure::Failure;
use crate::cli::files::{Access, Directory};
use crate::cli::progress::Steps;
use crate::cli::{Outcome, files, json, verify};
use apportion::certs::Checked;
use apportion::circuits::compliance::ProveError;
use apportion::circuits::format::snarkjs;
use apportion::circuits::{Keys, Opening, Proved, compliance};
use apportion::lattice::Market;
use apportion::report::check_rules;
use serde_json::json;
use std::time::Instant;

pub(in crate::cli) fn run(statement: &Prove, started: Instant) -> Result<Outcome, Failure> {
    match statement {
        Prove::Compliance(arguments) => prove_compliance(arguments, started),
        Prove::Usage(arguments) => usage::prove(arguments, started),
    }
}

fn prove_compliance(arguments: &ProveCompliance, started: Instant) -> Result<Outcome, Failure> {
    let (market, checked) = allocated(arguments)?;
    let opening = stored::opening(&arguments.opening)?;
    let steps = Steps::new(started);
    steps.say("loading the keys");
    let keys = stored::keys(&arguments.keys)?;
    steps.say("proving");
    let proved = prove(arguments, &keys, &market, &opening, &checked)?;
    let manifest = keys.manifest();
    let evidence = &proved.evidence;
    Directory::open(&arguments.out)?.write_with(&[
        (stored::WITNESS, &proved.witness(), Access::Owner),
        (stored::MANIFEST, manifest.to_json().as_bytes(), Access::Everyone),
        (stored::VERIFYING_KEY, snarkjs::write_verification_key(&evidence.key).as_bytes(), Access::Everyone),
        (stored::PUBLIC, snarkjs::write_public(&evidence.inputs).as_bytes(), Access::Everyone),
        (stored::PROOF, snarkjs::write_proof(&evidence.proof).as_bytes(), Access::Everyone),
    ])?;
    steps.finish();
    let allocation = evidence.allocation().unwrap_or_default();
    files::print(&if arguments.json {
        json::line(json!({
            "statement": manifest.statement,
            "context": arguments.context,
            "commitment": opening.commitment().decimal(),
            "allocation": allocation,
            "market_sha256": opening.market_sha256(),
            "verifying_key_hash": manifest.verifying_key.to_string(),
            "setup": manifest.setup.to_string(),
            "constraints": manifest.constraints,
            "elapsed_ms": started.elapsed().as_millis() as u64,
            "exit_reason": "done",
        }))
    } else {
        words(arguments, &allocation, started)
    })?;
    Ok(Outcome::Done)
}

/// The market and an allocation of it that keeps the rules, as the certificate states. Rules come before hashes: whoever gives an allocation that
/// breaks one hears which.
fn allocated(arguments: &ProveCompliance) -> Result<(Market, Checked), Failure> {
    let answer = &arguments.answer;
    let market = files::read_market(&answer.market)?;
    let allocation = files::read_allocation(&answer.allocation)?;
    check_rules(&market, &allocation).map_err(|broken| Failure::refused(&answer.allocation, &broken))?;
    let certificate = files::read_certificate(&answer.certificate)?;
    let checked = verify::check(&market, &allocation, &certificate, &answer.certificate)?;
    if checked.values().is_none() {
        let message = format!("is {}: there is no allocation to prove anything about", checked.status().name());
        return Err(Failure::unusable(&answer.allocation, &message));
    }
    Ok((market, checked))
}

fn prove(
    arguments: &ProveCompliance,
    keys: &Keys,
    market: &Market,
    opening: &Opening,
    checked: &Checked,
) -> Result<Proved, Failure> {
    let mut entropy = Entropy::default();
    let proved = compliance(keys).prove(market, opening, checked, &context(&arguments.context), &mut entropy);
    let proved = proved.map_err(|error| match &error {
        ProveError::OtherCircuit | ProveError::OtherMarket(_) => Failure::refused(&arguments.opening, &error),
        ProveError::Fit(_) => Failure::unusable(&arguments.answer.market, &error),
        ProveError::Unsatisfied(_) => Failure::refused(&arguments.answer.allocation, &error),
        _ => Failure::refused(&arguments.keys, &error),
    })?;
    entropy.vouch(proved)
}

fn words(arguments: &ProveCompliance, allocation: &str, started: Instant) -> String {
    let out = arguments.out.display();
    format!(
        "compliance: proved in {:.1} s, for {:?}\n\
         \x20 allocation committed to as {allocation}\n\
         wrote {out}/{}, {out}/{}, {out}/{} and {out}/{}\n\
         wrote {out}/{}: keep it secret; it holds the market and the allocation\n\
         next: apportion verify-proof {out} --vk FILE --commitment FILE --context TEXT\n",
        started.elapsed().as_secs_f64(),
        arguments.context,
        stored::PROOF,
        stored::PUBLIC,
        stored::VERIFYING_KEY,
        stored::MANIFEST,
        stored::WITNESS,
    )
}
