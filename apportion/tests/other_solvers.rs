//! Optima, level by level, against other people's solvers: Gecode through our MiniZinc model, CBC through our linear programs.
//!
//! They need `minizinc` and `cbc` (`apt install minizinc coinor-cbc`). Where one is missing its test says so and checks nothing, unless
//! `APPORTION_REQUIRE_ENGINES` is set, as CI does: then it fails.

#[path = "support/command.rs"]
mod command;

use apportion::Solver;
use apportion::allocator::export::{Import, Limits, lp, minizinc};
use apportion::certs::program::{LevelCosts, Program};
use apportion::lattice::Market;
use apportion::lattice::testing::generate::{Feature, Features, Profile, exact_money, market};
use command::{Scratch, run};
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

const MARKETS: usize = 200;
/// Values up to here leave doubles, and the tolerances of those who compute in them, room to spare.
const VALUE_MAX: u128 = 1_000_000;

/// Markets of several profiles in turn, the same ones every time.
fn markets(fits: impl Fn(&Program<'_>) -> bool) -> Vec<Market> {
    let profiles = [Profile::small(), Profile::tight(), Profile::required(), Profile::small(), Profile::assignment()];
    let drawn = (0..).zip(profiles.iter().cycle()).map(|(seed, profile)| market(seed, profile));
    let markets: Vec<Market> = drawn.filter(|market| fits(&Program::new(market))).take(MARKETS).collect();
    let seen = |&&feature: &&Feature| !markets.iter().any(|market| Features::used_by(market).contains(feature));
    let unseen: Vec<_> = Feature::ALL.iter().filter(seen).collect();
    assert!(unseen.is_empty(), "no market uses {unseen:?}");
    markets
}

/// Whether a program is installed. Says so if it is not, and fails if it has to be.
fn is_there(program: &str, argument: &str) -> bool {
    let runs = Command::new(program).arg(argument).stdin(Stdio::null()).output().is_ok();
    if !runs {
        let message = format!("`{program}` is not installed: apt install minizinc coinor-cbc");
        assert!(std::env::var_os("APPORTION_REQUIRE_ENGINES").is_none(), "{message}");
        eprintln!("SKIPPED: {message}");
    }
    runs
}

/// The value of an optimum at each level, proved; `None` if nothing is feasible.
fn optimum(market: &Market) -> Option<Vec<u128>> {
    let answer = Solver::new().solve(market).expect("small");
    let checked = apportion::certs::check(market, &answer.allocation, &answer.certificate).expect("a true answer");
    assert_eq!(checked.values(), checked.bounds(), "proved");
    checked.values().map(<[u128]>::to_vec)
}

/// Compares every market, on as many threads as there are processors; the number of levels compared.
fn compare(markets: &[Market], compare: impl Fn(&Market, Option<&[u128]>) -> usize + Sync) -> usize {
    let (next, levels) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(market) = markets.get(next.fetch_add(1, Ordering::Relaxed)) {
                    levels.fetch_add(compare(market, optimum(market).as_deref()), Ordering::Relaxed);
                }
            });
        }
    });
    levels.into_inner()
}

fn said(program: &mut Command, input: &str) -> String {
    let mut child =
        program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it is installed");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

/// Whether the data for MiniZinc states the market exactly.
fn is_exact(program: &Program<'_>) -> bool {
    minizinc::Instance::new(program, Limits::default()).expect("small").rounding().is_none()
}

fn compare_with_gecode(market: &Market, expected: Option<&[u128]>) -> usize {
    let program = Program::new(market);
    let instance = minizinc::Instance::new(&program, Limits::default()).expect("small");
    let text = format!("{}{}", minizinc::MODEL, instance.data());
    let mut choices = Vec::new();
    for level in 0..instance.level_count() {
        let parameters = instance.parameters(level, &choices);
        let mut minizinc = Command::new("minizinc");
        let output = said(minizinc.args(["--solver", "gecode", "-D", &parameters, "-"]), &text);
        let output = instance.read(&output).expect("an output of the model");
        let Some(expected) = expected else {
            assert!(output.is_unsatisfiable, "Gecode finds something feasible: {text}");
            return 1;
        };
        assert!(output.is_complete, "{text}");
        choices = output.choices.expect("something is feasible");
        let import: Import = instance.import(&choices).expect("feasible in the market");
        assert_eq!(import.values[..=level], expected[..=level], "{text}");
    }
    instance.level_count()
}

#[test]
fn gecode_finds_the_same_optima() {
    if !is_there("minizinc", "--version") {
        return;
    }
    let compared = compare(&markets(is_exact), compare_with_gecode);
    assert!(compared > MARKETS + MARKETS / 4, "{compared} levels");
}

/// A budget and prices that add up to almost 2^31, the most that the data may hold.
fn near_the_largest(seed: u64) -> Market {
    let mut state = seed;
    let mut random = |least: u64, most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        least + (state >> 33) % (most - least)
    };
    let task = |number: u64| {
        let (value, prices) = (random(1, 100), [0; 2].map(|_| random(90_000_000, 107_000_000)));
        format!(
            r#"{{"id": "t{number}", "payer": "p", "value": {value},
                "quotes": [{{"offer": "a", "price": {}}}, {{"offer": "b", "price": {}}}]}}"#,
            prices[0], prices[1]
        )
    };
    let tasks: Vec<String> = (0..10).map(task).collect();
    let text = format!(
        r#"{{"version": 1, "payers": [{{"id": "p", "budget": {}}}], "offers": [{{"id": "a"}}, {{"id": "b"}}],
            "objective": [{{"value_lost": 1}}, {{"price": 1}}], "tasks": [{}]}}"#,
        300_000_000 + 90_000_000 * seed,
        tasks.join(",")
    );
    Market::from_json(&text).expect("valid")
}

#[test]
fn gecode_adds_up_to_almost_32_bits() {
    if !is_there("minizinc", "--version") {
        return;
    }
    let markets: Vec<Market> = (0..20).map(near_the_largest).collect();
    assert!(markets.iter().all(|market| is_exact(&Program::new(market))));
    assert_eq!(compare(&markets, compare_with_gecode), 2 * markets.len());
}

/// The variables that are 1 in a solution file of CBC, and its first line.
fn solution(text: &str) -> (&str, Vec<&str>) {
    let ones = text.lines().skip(1).filter_map(|line| {
        let mut words = line.split_whitespace().skip_while(|word| *word == "**");
        let (_, name, value) = (words.next()?, words.next()?, words.next()?);
        value.parse::<f64>().is_ok_and(|value| value > 0.5).then_some(name)
    });
    (text.lines().next().unwrap_or_default(), ones.collect())
}

#[test]
fn cbc_finds_the_same_optima() {
    if !is_there("cbc", "-exit") {
        return;
    }
    let modest = |program: &Program<'_>| {
        let levels = 0..program.market().levels().len();
        levels.map(|level| LevelCosts::new(program, level).largest_sum).all(|sum| sum <= VALUE_MAX)
    };
    let compared = compare(&markets(modest), |market, expected| {
        let program = Program::new(market);
        let instance = lp::Instance::new(&program, Limits::default()).expect("small");
        assert!(instance.is_exact_in_doubles());
        let scratch = Scratch::new();
        for level in 0..instance.level_count() {
            let text = instance.program(level, expected.unwrap_or_default()).expect("a level");
            let file = scratch.write("problem.lp", &text);
            let found = scratch.path("found");
            said(Command::new("cbc").arg(&file).args(["-solve", "-solution"]).arg(&found), "");
            let found = fs::read_to_string(found).expect("CBC writes what it found");
            let (status, ones) = solution(&found);
            let Some(expected) = expected else {
                assert!(
                    status.starts_with("Infeasible") || status.starts_with("Integer infeasible"),
                    "{status}\n{text}"
                );
                return 1;
            };
            assert!(status.starts_with("Optimal"), "{status}\n{text}");
            let import: Import = instance.import(ones).expect("feasible in the market");
            assert_eq!(import.values[..=level], expected[..=level], "{status}\n{text}");
        }
        instance.level_count()
    });
    assert!(compared > MARKETS + MARKETS / 4, "{compared} levels");
}

#[test]
fn what_gecode_finds_becomes_a_lean_witness() {
    if !is_there("minizinc", "--version") {
        return;
    }
    let scratch = Scratch::new();
    let answer = ["m.json", "out/allocation.json", "out/certificate.apc"];
    for seed in 0..4 {
        let market = market(seed, &Profile::assignment());
        scratch.write("m.json", &String::from_utf8(market.canonical_json()).expect("UTF-8"));
        let solve = ["solve", "m.json", "-o", "out", "--engine", "minizinc:gecode", "--proof", "core"];
        let solved = run(&scratch, &solve).status;
        assert!(solved == 0 || solved == 4, "{solved}");
        let exported = run(&scratch, &[&["export", "lean"], &answer[..], &["-o", "lean"]].concat());
        assert_eq!(exported.status, 0, "{}", exported.err);
        let verified = run(&scratch, &[&["verify", "--lean", "lean"], &answer[..]].concat());
        assert_eq!(verified.status, 0, "{}", verified.err);
        assert!(verified.out.contains("byte for byte"), "{}", verified.out);
    }
}

#[test]
fn the_command_line_runs_gecode_and_confirms_it() {
    if !is_there("minizinc", "--version") {
        return;
    }
    let scratch = Scratch::new();
    for seed in 0..10 {
        let market = market(seed, &Profile::assignment());
        let text = String::from_utf8(market.canonical_json()).expect("UTF-8");
        scratch.write("m.json", &text);
        let solved = run(&scratch, &["solve", "m.json", "-o", "out", "--engine", "minizinc:gecode", "--json"]);
        let object: serde_json::Value = serde_json::from_str(&solved.out).expect("one object");
        assert_eq!(object["engine"]["confirmed"], true, "{}{}", solved.out, solved.err);
        assert_eq!(object["engine"]["objective"], object["objective"]);
    }
}

#[test]
fn what_gecode_finds_in_a_rounded_copy_is_feasible_and_improved() {
    if !is_there("minizinc", "--version") {
        return;
    }
    let scratch = Scratch::new();
    for seed in 0..5 {
        let market = exact_money(seed, 1_000_000_000_000);
        scratch.write("m.json", &String::from_utf8(market.canonical_json()).expect("UTF-8"));
        let solved = run(&scratch, &["solve", "m.json", "-o", "out", "--engine", "minizinc", "--json"]);
        let object: serde_json::Value = serde_json::from_str(&solved.out).expect("one object");
        let engine = &object["engine"];
        assert_eq!(engine["rounded"], serde_json::json!({"limits": 1, "levels": 1}), "{}", solved.out);
        assert!(engine["refused"].is_null() && engine["confirmed"].is_null(), "a copy proves nothing: {engine}");
        let value = |value: &serde_json::Value| value[0].as_str().expect("a value").parse::<u128>().expect("digits");
        assert!(value(&object["objective"]) <= value(&engine["objective"]));
        assert_eq!((solved.status, object["status"].as_str()), (0, Some("optimal")));
    }
}
