//! The rows of an exported problem are satisfied by exactly the feasible allocations (within the caps of earlier levels), and the objective is their value.
#![no_main]

use apportion_allocator::Solver;
use apportion_certs::{elaborate::Limits, veripb};
use apportion_lattice::Market;
use apportion_lattice::testing::{generate, oracle};
use libfuzzer_sys::fuzz_target;
use std::collections::HashSet;

fuzz_target!(|input: (u64, u8, Vec<u8>)| {
    let (seed, preset, picks) = input;
    let presets = generate::Profile::presets();
    let market = generate::market(seed, &presets[usize::from(preset) % presets.len()].1);
    let answer = Solver::new().work_limit(20_000).solve(&market).expect("a valid market is solved");
    let Ok(levels) = veripb::export(&market, &answer.certificate, Limits::default()) else { return };
    let caps: Vec<u128> = answer.certificate.claim.values().unwrap_or_default().to_vec();
    let assignment = pick(&market, &picks);
    let feasible = oracle::feasible(&market, &assignment).is_ok();
    let values = oracle::value(&market, &assignment);
    let chosen = names(&assignment);
    for (level, files) in levels.iter().enumerate() {
        let within = values.iter().zip(&caps).take(level).all(|(value, cap)| value <= cap);
        assert_eq!(satisfies(&files.problem, &chosen), feasible && within, "level {level}:\n{}", files.problem);
        if let Some(objective) = files.problem.lines().find_map(|line| line.strip_prefix("min:")) {
            assert_eq!(sum(objective, &chosen), values[asked(&files.problem)] as i128);
        }
    }
});

/// The level that a problem asks about: without an allocation, whose values would be caps, it is the first for every file.
fn asked(problem: &str) -> usize {
    let question = problem.split_once("at objective level ").expect("a question").1;
    question.split_once(',').expect("a level").0.parse().expect("a number")
}

/// An option for each task, from the fuzzer's bytes; the one after the last means none.
fn pick(market: &Market, picks: &[u8]) -> oracle::Assignment {
    let tasks = (0..market.tasks().len() as u32).map(apportion_lattice::TaskIndex::new);
    let choose = |(at, task)| {
        let options = oracle::options(market, task);
        let pick: usize = picks.get(at).copied().unwrap_or(u8::MAX).into();
        options.get(pick % (options.len() + 1)).copied()
    };
    tasks.enumerate().map(choose).collect()
}

fn names(assignment: &oracle::Assignment) -> HashSet<String> {
    let name = |(task, run): (usize, &Option<_>)| match run {
        None => format!("x_t{task}_none"),
        Some((offer, start)) => format!("x_t{task}_o{}_s{start}", apportion_lattice::OfferIndex::get(*offer)),
    };
    assignment.iter().enumerate().map(name).collect()
}

fn satisfies(problem: &str, chosen: &HashSet<String>) -> bool {
    let rows = problem.lines().filter(|line| !line.starts_with('*') && !line.starts_with("min:"));
    rows.filter_map(|row| row.split_once("= ")).all(|(left, degree)| {
        let degree: i128 = degree.trim_end_matches(" ;").parse().expect("an integer degree");
        match left.strip_suffix('>') {
            Some(terms) => sum(terms, chosen) >= degree,
            None => sum(left.strip_suffix('<').expect(">= or <="), chosen) <= degree,
        }
    })
}

fn sum(terms: &str, chosen: &HashSet<String>) -> i128 {
    let tokens: Vec<&str> = terms.split_whitespace().filter(|token| *token != ";").collect();
    let term = |pair: &[&str]| {
        let coefficient: i128 = pair[0].parse().expect("an integer coefficient");
        if chosen.contains(pair[1]) { coefficient } else { 0 }
    };
    tokens.chunks(2).map(term).sum()
}
