//! `apportion prove`.

use super::arguments::{Prove, ProveCompliance, ProveNearOptimality};
use super::backend::{self, File, Files, Manifest};
use super::entropy::Entropy;
use super::{context, stored, usage};
use crate::cli::failure::Failure;
use crate::cli::files::{Access, Directory};
use crate::cli::progress::Steps;
use crate::cli::{Outcome, files, json, verify};
use apportion::certs::Checked;
use apportion::circuits::compliance::{Groth16, Halo2, LineOpenings, ProveError};
use apportion::circuits::{Goal, Keys, Opening, Proved, compliance, near_optimality};
use apportion::lattice::Market;
use apportion::multipliers;
use apportion::report::check_rules;
use serde_json::json;
use std::time::Instant;

pub(in crate::cli) fn run(statement: &Prove, started: Instant) -> Result<Outcome, Failure> {
    match statement {
        Prove::Compliance(arguments) => allocation(arguments, None, started),
        Prove::NearOptimality(ProveNearOptimality { rules, epsilon_ppm }) => {
            allocation(rules, Some(*epsilon_ppm), started)
        }
        Prove::Usage(arguments) => usage::prove(arguments, started),
    }
}

/// Proves compliance, and how near the bound the cost is if that is asked for.
fn allocation(arguments: &ProveCompliance, epsilon_ppm: Option<u32>, started: Instant) -> Result<Outcome, Failure> {
    let (market, checked) = allocated(arguments)?;
    match backend::manifest(&arguments.options.keys.join(stored::MANIFEST))? {
        Manifest::Groth16(keys) => with::<Groth16>(arguments, epsilon_ppm, keys, &market, &checked, started),
        Manifest::Halo2(keys) => with::<Halo2>(arguments, epsilon_ppm, keys, &market, &checked, started),
    }
}

/// Proves with the keys that a manifest describes.
fn with<B: Files>(
    arguments: &ProveCompliance,
    epsilon_ppm: Option<u32>,
    manifest: B::Manifest,
    market: &Market,
    checked: &Checked,
    started: Instant,
) -> Result<Outcome, Failure> {
    let opening = stored::opening::<B>(&arguments.options.opening)?;
    let steps = Steps::new(started);
    steps.say("loading the keys");
    let keys = B::keys(&arguments.options.keys, manifest, &steps)?;
    steps.say("proving");
    let proved = prove(arguments, epsilon_ppm, &keys, market, &opening, checked)?;
    let manifest = keys.manifest();
    let mut written = B::proof(&proved.evidence.proof, &proved.evidence.inputs);
    written.extend(B::besides(&proved));
    let lines = proved.lines.as_ref().map(LineOpenings::to_json);
    written.extend(lines.map(|lines| (stored::LINES, lines.into_bytes(), Access::Owner)));
    written.push((stored::MANIFEST, B::manifest(manifest).into_bytes(), Access::Everyone));
    backend::write(&Directory::open(&arguments.options.out)?, &written)?;
    steps.finish();
    let allocation = proved.evidence.allocation().unwrap_or_default();
    files::print(&if arguments.options.json {
        json::line(B::facts(manifest).object(json!({
            "context": arguments.options.context,
            "epsilon_ppm": epsilon_ppm,
            "commitment": opening.commitment().decimal(),
            "allocation": allocation,
            "market_sha256": opening.market_sha256(),
            "elapsed_ms": started.elapsed().as_millis() as u64,
            "exit_reason": "done",
        })))
    } else {
        words(arguments, B::facts(manifest).statement, &allocation, &written, started)
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

fn prove<B: Files>(
    arguments: &ProveCompliance,
    epsilon_ppm: Option<u32>,
    keys: &Keys<B>,
    market: &Market,
    opening: &Opening<B>,
    checked: &Checked,
) -> Result<Proved<B>, Failure> {
    let mut entropy = Entropy::default();
    let context = context(&arguments.options.context);
    let proved = match epsilon_ppm {
        None => compliance(keys).prove(market, opening, checked, &context, &mut entropy),
        Some(epsilon_ppm) => {
            let prover = near_optimality(keys);
            prover.relaxation(market).and_then(|relaxation| {
                let cost = checked.values().and_then(|values| values.first().copied()).unwrap_or_default();
                let goal = Goal { epsilon_ppm, multipliers: multipliers(&relaxation, cost) };
                prover.prove(market, opening, checked, &goal, &context, &mut entropy)
            })
        }
    };
    let proved = proved.map_err(|error| match &error {
        ProveError::OtherCircuit | ProveError::OtherMarket(_) => Failure::refused(&arguments.options.opening, &error),
        ProveError::OtherClaim(_) => Failure::unusable(&arguments.options.keys, &error),
        ProveError::Fit(_) => Failure::unusable(&arguments.answer.market, &error),
        ProveError::Unsatisfied(_) => Failure::refused(&arguments.answer.allocation, &error),
        _ => Failure::refused(&arguments.options.keys, &error),
    })?;
    entropy.vouch(proved)
}

fn words(arguments: &ProveCompliance, statement: &str, allocation: &str, written: &[File], started: Instant) -> String {
    let out = arguments.options.out.display();
    let wrote = |(name, _, access): &File| match access {
        Access::Everyone => format!("wrote {out}/{name}\n"),
        Access::Owner => format!("wrote {out}/{name}: keep it secret; it holds the market and the allocation\n"),
    };
    format!(
        "{statement}: proved in {:.1} s, for {:?}\n\
         \x20 allocation committed to as {allocation}\n\
         {}\
         next: apportion verify-proof {out} --vk FILE --commitment FILE --context TEXT\n",
        started.elapsed().as_secs_f64(),
        arguments.options.context,
        written.iter().map(wrote).collect::<String>(),
    )
}
