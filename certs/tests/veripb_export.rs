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
    let (mut levels, mut cuts) = (std::collections::BTreeMap::new(), 0);
    for (name, market, certificate) in certificates(45) {
        for (level, files) in export(&market, &certificate).iter().enumerate() {
            let verdict = judge.verdict(files);
            if verdict != Ok(expected(&certificate.claim, level)) {
                let kept = std::env::temp_dir();
                std::fs::write(kept.join("refused.opb"), &files.problem).unwrap();
                std::fs::write(kept.join("refused.pbp"), &files.proof).unwrap();
                panic!("{name}, level {level}: {verdict:?}, files kept as {}", kept.join("refused.*").display());
            }
            *levels.entry((certificate.claim.status().name(), level)).or_insert(0) += 1;
            cuts += usize::from(files.proof.contains("not_lemma_"));
        }
    }
    assert!(cuts > 5, "{cuts} proofs with lemmas that need a search");
    for case in [("optimal", 2), ("feasible", 2), ("unknown", 0), ("infeasible", 0)] {
        assert!(levels.get(&case).is_some_and(|&count| count > 3), "too few of {case:?}: {levels:?}");
    }
}

/// Every way in which a stored proof may be wrong, one at a time.
fn corruptions(files: &LevelFiles, bound: u128) -> Vec<(&'static str, LevelFiles)> {
    let lines: Vec<&str> = files.proof.lines().collect();
    let with = |proof: String| LevelFiles { proof, ..files.clone() };
    let edit = |kind: &str, edit: &dyn Fn(&str) -> Option<String>| {
        let at = lines.iter().position(|line| line.starts_with(kind) && edit(line).is_some())?;
        let mut lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
        lines[at] = edit(&lines[at])?;
        Some(with(lines.join("\n") + "\n"))
    };
    let replace = |from: &str, to: &str| files.proof.contains(from).then(|| with(files.proof.replace(from, to)));
    let (claimed, larger) = (format!("BOUNDS {bound} :"), format!("BOUNDS {} :", bound + 1));
    let mut cases = vec![
        ("a larger bound concluded", replace(&claimed, &larger)),
        (
            "a larger goal",
            replace(&format!("{bound} below_bound >= {bound}"), &format!("{0} below_bound >= {0}", bound + 1)),
        ),
        (
            "no clause at the end",
            edit("pol", &|line| line.ends_with(&format!(" {bound} * +;")).then(|| "pol 1;".to_owned())),
        ),
        ("an infeasible solution", edit("sol", &|line| Some(line.replacen('~', "", 1)))),
    ];
    // Clauses without a literal that they need, leaves without hints, and combinations that are weaker.
    cases.push((
        "a leaf without its combination",
        edit("rup", &|line| {
            let (clause, hints) = line.split_once(" : ~ ")?;
            let (rest, _) = hints.rsplit_once(' ')?;
            Some(format!("{clause} : ~ {rest};"))
        }),
    ));
    cases.push((
        "a leaf without its decision",
        edit("rup", &|line| {
            let (first, rest) = line.strip_prefix("rup 1 ")?.split_once(" 1 ")?;
            (first.contains("x_t") && rest.contains("x_t")).then(|| format!("rup 1 {rest}"))
        }),
    ));
    cases.push(("a dropped clause", {
        let at = lines.iter().rposition(|line| line.starts_with("rup") && line.contains("x_t"));
        at.map(|at| with([&lines[..at], &lines[at + 1..]].concat().join("\n") + "\n"))
    }));
    cases.into_iter().filter_map(|(name, files)| Some((name, files?))).collect()
}

#[test]
fn veripb_refuses_corrupted_proofs() {
    let Some(judge) = Judge::new("corruptions") else { return };
    let mut refused = std::collections::BTreeMap::new();
    for (name, market, certificate) in certificates(8) {
        let Claim::Optimal { values, .. } = &certificate.claim else { continue };
        for (level, files) in export(&market, &certificate).iter().enumerate().filter(|(level, _)| values[*level] > 0) {
            for (corruption, corrupted) in corruptions(files, values[level]) {
                if corrupted == *files {
                    continue;
                }
                match judge.verdict(&corrupted) {
                    Err(_) => *refused.entry(corruption).or_insert(0) += 1,
                    // What is still accepted is still true: a hint or a literal may be one that another makes up for.
                    Ok(verdict) => {
                        assert_eq!(verdict, expected(&certificate.claim, level), "{name}, {corruption}");
                        assert!(
                            corruption.starts_with("a leaf") || corruption == "no clause at the end",
                            "{name}, {corruption}"
                        );
                    }
                }
            }
        }
    }
    assert!(refused.len() == 7 && refused.values().all(|&count| count > 2), "{refused:?}");
}

#[test]
fn the_problem_names_what_the_market_names() {
    let market = Market::from_json(
        r#"{"version": 1, "resources": [{"name": "tokens", "unit": "token"}], "slots": {"count": 4, "length_ms": 1000},
            "payers": [{"id": "alice", "budget": 1000}],
            "offers": [{"id": "anthropic_claude", "capacity": {"tokens": 100}, "price": {"tokens": 3}},
                       {"id": "poor", "capacity": {"tokens": 100}, "quality_ppm": 10}],
            "tasks": [{"id": "req 1", "payer": "alice", "demand": {"tokens": 60}, "quality_min_ppm": 500000, "penalty": 900},
                      {"id": "req 2", "payer": "alice", "demand": {"tokens": 70}, "slots": [3, 3], "required": true}]}"#,
    )
    .unwrap();
    let certificate = (0..).find_map(|seed| core_support::certificate(&market, seed)).unwrap();
    let files = export(&market, &certificate);
    for line in [
        "* capacity of \"anthropic_claude\": tokens, slot 3\n60 x_t0_o0_s3 70 x_t1_o0_s3 <= 100 ;",
        "* o0 is offer \"anthropic_claude\"",
        "* t0 is task \"req 1\"",
        "* t1 is task \"req 2\", required",
        "*   not on o1: quality 10 ppm is below the least accepted, 500000 ppm",
        "* task \"req 1\" takes at most one option",
        "1 x_t0_o0_s0 1 x_t0_o0_s1 1 x_t0_o0_s2 1 x_t0_o0_s3 1 x_t0_none <= 1 ;",
        "min: 180 x_t0_o0_s0 180 x_t0_o0_s1 180 x_t0_o0_s2 180 x_t0_o0_s3 900 x_t0_none 210 x_t1_o0_s3 ;",
        &format!("SHA-256 {}", market.hash()),
    ] {
        assert!(files[0].problem.contains(line), "{line} is missing in\n{}", files[0].problem);
    }
    // 60 in slots 0 to 2, and the budget, can never be exceeded.
    assert!(!files[0].problem.contains("slot 0") && !files[0].problem.contains("budget"));
}
