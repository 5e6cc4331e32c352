//! VeriPB accepts what is exported, states the claimed bounds, and refuses what was corrupted.
//!
//! The tests run the program `veripb` (version 3.0) and say loudly that they did nothing where it is not installed; CI installs it.

mod core_support;

use apportion_certs::elaborate::Limits;
use apportion_certs::veripb::{self, LevelFiles};
use apportion_certs::{Certificate, Claim};
use apportion_lattice::Market;
use apportion_lattice::testing::generate::{self, Profile};
use std::path::PathBuf;
use std::process::Command;

/// A directory of its own for each test, removed at the end.
struct Judge(PathBuf);

impl Judge {
    /// `None`, loudly, without `veripb` on the path.
    fn new(name: &str) -> Option<Self> {
        let version = Command::new("veripb").arg("--version").output();
        if !version.is_ok_and(|output| output.status.success()) {
            eprintln!("SKIPPED {name}: the program veripb is not on the path (cargo install veripb --version 3.0.2)");
            return None;
        }
        let directory = std::env::temp_dir().join(format!("apportion-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        Some(Self(directory))
    }

    /// What VeriPB says was verified, or its complaint.
    fn verdict(&self, files: &LevelFiles) -> Result<String, String> {
        let (problem, proof) = (self.0.join("problem.opb"), self.0.join("proof.pbp"));
        std::fs::write(&problem, &files.problem).unwrap();
        std::fs::write(&proof, &files.proof).unwrap();
        let output = Command::new("veripb").args([&problem, &proof]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        match said.lines().find_map(|line| line.strip_prefix("s VERIFIED ")) {
            Some(verdict) if output.status.success() => Ok(verdict.to_owned()),
            _ => Err(said + &String::from_utf8_lossy(&output.stderr)),
        }
    }
}

impl Drop for Judge {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn export(market: &Market, certificate: &Certificate) -> Vec<LevelFiles> {
    veripb::export(market, certificate, Limits::default()).unwrap()
}

/// What VeriPB should say of a level.
fn expected(claim: &Claim, level: usize) -> String {
    let value = claim.values().map_or("INF".to_owned(), |values| values[level].to_string());
    match claim.bounds() {
        None => "UNSATISFIABLE".to_owned(),
        Some(bounds) => format!("BOUNDS {} <= obj <= {value}", bounds[level]),
    }
}

fn certificates(seeds: u64) -> impl Iterator<Item = (String, Market, Certificate)> {
    let of = move |(name, profile): (&'static str, Profile)| {
        (0..seeds).filter_map(move |seed| {
            let market = generate::market(seed, &profile);
            let certificate = core_support::certificate(&market, seed)?;
            Some((format!("{name} {seed}"), market, certificate))
        })
    };
    Profile::presets().into_iter().flat_map(of)
}

#[test]
fn veripb_states_the_claimed_bounds() {
    let Some(judge) = Judge::new("claims") else { return };
    let mut levels = std::collections::BTreeMap::new();
    for (name, market, certificate) in certificates(60) {
        for (level, files) in export(&market, &certificate).iter().enumerate() {
            let verdict = judge.verdict(files);
            if verdict != Ok(expected(&certificate.claim, level)) {
                let kept = std::env::temp_dir();
                std::fs::write(kept.join("refused.opb"), &files.problem).unwrap();
                std::fs::write(kept.join("refused.pbp"), &files.proof).unwrap();
                panic!("{name}, level {level}: {verdict:?}, files kept as {}", kept.join("refused.*").display());
            }
            *levels.entry((certificate.claim.status().name(), level)).or_insert(0) += 1;
        }
    }
    for case in [("optimal", 2), ("feasible", 2), ("unknown", 0), ("infeasible", 0)] {
        assert!(levels.get(&case).is_some_and(|&count| count > 3), "too few of {case:?}: {levels:?}");
    }
}
