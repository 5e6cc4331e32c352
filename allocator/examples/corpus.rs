//! Writes the accepted vectors of the certificate format: `cargo run --release -p apportion-allocator --example corpus FOLDER`.
//!
//! One file `STATUS-K-levels.jsonl` for each status and number of levels, and a short `unknown.jsonl`; the same bytes on every machine. A market gets
//! in if it has a feature that its file still lacks; proofs of one node only as long as enough others are there. Feasible and unknown answers
//! come from low work limits. What the corpus must hold, `certs/tests/vectors_corpus.rs` asserts.

#[path = "../../certs/tests/vectors_support/matters.rs"]
#[allow(unreachable_pub, reason = "shared with the tests of certs")]
mod matters;

use apportion_allocator::{Answer, Solver};
use apportion_certs::{Status, check};
use apportion_lattice::Market;
use apportion_lattice::document::Objective;
use apportion_lattice::testing::generate::{self, Profile};
use matters::Feature;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::PathBuf;

/// Vectors of each feature in a file.
const ENOUGH: u32 = 50;
/// Seeds after which a file that still lacks something is an error.
const SEEDS_MAX: u64 = 200_000;
/// Work limits to stop at, in options looked at.
const STOPS: [u64; 6] = [1, 100, 400, 1_500, 6_000, 25_000];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from).ok_or("usage: corpus FOLDER")?;
    std::fs::create_dir_all(&folder)?;
    for status in [Status::Optimal, Status::Feasible, Status::Infeasible] {
        for levels in 1..=3 {
            let file = collect(status, Some(levels))?;
            std::fs::write(folder.join(format!("{status}-{levels}-levels.jsonl")), file)?;
        }
    }
    std::fs::write(folder.join("unknown.jsonl"), collect(Status::Unknown, None)?)?;
    Ok(())
}

/// How often a feature is in a file.
#[derive(Default)]
struct Tally {
    vectors: u32,
    branching: u32,
}

fn collect(status: Status, levels: Option<usize>) -> Result<String, Box<dyn Error>> {
    let mut tallies: BTreeMap<Feature, Tally> =
        Feature::ALL.into_iter().map(|feature| (feature, Tally::default())).collect();
    let mut lines = String::new();
    for seed in 0..SEEDS_MAX {
        let done = match levels {
            Some(_) => tallies.values().all(|tally| tally.vectors >= ENOUGH),
            None => lines.lines().count() >= ENOUGH as usize,
        };
        if done {
            return Ok(lines);
        }
        let mut market = generate::market(seed, &profile(status, seed));
        if let (Status::Infeasible, Some(levels)) = (status, levels) {
            market = with_levels(&market, levels, seed)?;
        }
        if levels.is_some_and(|levels| levels != market.levels().len()) {
            continue;
        }
        let features = matters::features(&market);
        // Markets with many features keep the files small.
        let least = if levels.is_some() { 5 } else { 3 };
        if features.len() < least || !features.iter().any(|feature| tallies[feature].vectors < ENOUGH) {
            continue;
        }
        let Some(answer) = answer(&market, status)? else { continue };
        let branching = nodes(&answer) >= 3;
        if levels.is_some()
            && !branching
            && features.iter().any(|feature| tallies[feature].branching * 4 < tallies[feature].vectors + 1)
        {
            continue;
        }
        check(&market, &answer.allocation, &answer.certificate)?;
        count(&mut tallies, &features, branching);
        lines += &line(&market, &answer);
    }
    Err(format!("{status}: too few markets of {levels:?} levels").into())
}

fn count(tallies: &mut BTreeMap<Feature, Tally>, features: &BTreeSet<Feature>, branching: bool) {
    for feature in features {
        let tally = tallies.entry(*feature).or_default();
        tally.vectors += 1;
        tally.branching += u32::from(branching);
    }
}

/// Few tasks, little room; much is required where nothing is to be feasible. Every eighth market has large numbers.
fn profile(status: Status, seed: u64) -> Profile {
    let sizes = if seed % 8 == 7 { Profile::large_numbers() } else { Profile::small() };
    let profile =
        Profile { tasks: 3..=6, offers: 2..=3, payers: 1..=2, resources: 1..=2, slots: 2..=4, options_max: 4, ..sizes };
    match status {
        Status::Infeasible => Profile { required_ppm: 500_000, share_ppm: 300_000..=900_000, ..profile },
        Status::Unknown => Profile { tasks: 5..=8, required_ppm: 800_000, share_ppm: 300_000..=700_000, ..profile },
        Status::Optimal | Status::Feasible => Profile { share_ppm: 250_000..=900_000, ..profile },
    }
}

/// The market with an objective of so many levels; whether anything is feasible does not depend on it.
fn with_levels(market: &Market, levels: usize, seed: u64) -> Result<Market, Box<dyn Error>> {
    let terms = ["price", "value_lost", "end_slot", "latency_ms", "score", "penalty", "quality_lost_ppm"];
    let mut chosen = terms.iter().cycle().skip(seed as usize % terms.len()).take(levels);
    let first = chosen.next().map(|&term| (term, 1));
    let mut document = market.to_document();
    document.objective = chosen.fold(Objective::level(first), |objective, &term| objective.then([(term, 1)]));
    Ok(Market::from_document(document)?)
}

/// An answer of this status, if the market has one: of those stopped early, the one with the largest proof.
fn answer(market: &Market, status: Status) -> Result<Option<Answer>, Box<dyn Error>> {
    let limits: &[u64] = match status {
        Status::Optimal | Status::Infeasible => &[u64::MAX],
        Status::Feasible | Status::Unknown => &STOPS,
    };
    let mut largest: Option<Answer> = None;
    for &limit in limits {
        let answer = Solver::new().work_limit(limit).solve(market)?;
        if answer.certificate.claim.status() != status {
            continue;
        }
        if largest.as_ref().is_none_or(|known| nodes(&answer) > nodes(known)) {
            largest = Some(answer);
        }
    }
    Ok(largest)
}

fn nodes(answer: &Answer) -> usize {
    answer.certificate.proofs.iter().map(Vec::len).sum()
}

/// The three files as one line of JSON.
fn line(market: &Market, answer: &Answer) -> String {
    let market = String::from_utf8_lossy(&market.canonical_json()).into_owned();
    let allocation: String = answer.allocation.to_json().lines().map(str::trim).collect();
    let certificate: String = answer.certificate.to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{{\"market\":{market},\"allocation\":{allocation},\"certificate\":\"{certificate}\"}}\n")
}
