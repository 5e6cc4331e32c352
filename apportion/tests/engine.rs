//! `--engine minizinc` and the exports for other solvers. Programs of our own stand in for minizinc here, so that none need be installed;
//! `other_solvers.rs` runs the real ones.
#![cfg(unix)]

#[path = "support/command.rs"]
mod command;
#[path = "support/markets.rs"]
mod markets;

use command::{Ran, Scratch, command, ran, run};
use markets::{INFEASIBLE, SMALL};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

/// The options of [`SMALL`]: `a` 1 to 3, `b` 4 to 6, `c` 7 to 9, each at slot 0, at slot 1 or left out, and `d` 10. This is an optimum.
const BEST: &str = "choice = [1, 5, 9, 10];\n% a comment\n----------\n";

/// A shell script in the place of minizinc. It reads what it is given first.
fn stand_in(scratch: &Scratch, script: &str) {
    let path = scratch.path("bin");
    fs::create_dir_all(&path).expect("a directory");
    let program = scratch.write("bin/minizinc", &format!("#!/bin/sh\necho \"$@\" > called\ncat > given\n{script}\n"));
    fs::set_permissions(program, fs::Permissions::from_mode(0o755)).expect("its own file");
}

fn engine(scratch: &Scratch, arguments: &[&str]) -> Command {
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = command(scratch, &[&["solve", "-o", "out", "--json"], arguments].concat());
    command.env("PATH", format!("{}:{path}", scratch.path("bin").display()));
    command
}

fn solve(scratch: &Scratch, arguments: &[&str]) -> Ran {
    ran(engine(scratch, arguments).output().expect("it runs"))
}

fn object(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err))
}

/// What an engine says by this script, and the answer that comes of it, which is true whatever it says.
fn said(market: &str, output: &str) -> (Value, Value) {
    let scratch = Scratch::new();
    scratch.write("m.json", market);
    scratch.write("output", output);
    stand_in(&scratch, "cat output");
    let solved = solve(&scratch, &["m.json", "--engine", "minizinc"]);
    let object = object(&solved);
    assert_eq!(object["verified"], true, "{}", solved.err);
    assert_eq!(run(&scratch, &["verify", "m.json", "out/allocation.json", "out/certificate.apc"]).status, 0);
    assert_eq!(solved.status, if object["status"] == "infeasible" { 4 } else { 0 });
    (object["engine"].clone(), object["objective"].clone())
}

#[test]
fn a_true_claim_is_confirmed() {
    let (engine, objective) = said(SMALL, &format!("choice = [3, 6, 9, 10];\n----------\n{BEST}==========\n"));
    assert_eq!((&engine["objective"], &objective), (&json!(["100"]), &json!(["100"])));
    assert_eq!((&engine["name"], &engine["claim"]), (&json!("minizinc:gecode"), &json!("optimal")));
    assert_eq!(
        (&engine["confirmed"], &engine["refused"], &engine["rounded"]),
        (&json!(true), &json!(null), &json!(null))
    );
    let (engine, objective) = said(INFEASIBLE, "=====UNSATISFIABLE=====\n");
    assert_eq!(
        (&engine["claim"], &engine["confirmed"], &objective),
        (&json!("infeasible"), &json!(true), &json!(null))
    );
}

#[test]
fn a_false_claim_is_refuted_and_changes_nothing() {
    let (engine, objective) = said(SMALL, "choice = [3, 6, 9, 10];\n----------\n==========\n");
    assert_eq!((&engine["objective"], &engine["confirmed"]), (&json!(["230"]), &json!(false)));
    assert_eq!(objective, json!(["100"]));
    let (engine, objective) = said(SMALL, "=====UNSATISFIABLE=====\n");
    assert_eq!(
        (&engine["claim"], &engine["confirmed"], &objective),
        (&json!("infeasible"), &json!(false), &json!(["100"]))
    );
    let (engine, _) = said(INFEASIBLE, "=====UNKNOWN=====\n");
    assert_eq!(
        (&engine["claim"], &engine["confirmed"], &engine["objective"]),
        (&json!("none"), &json!(null), &json!(null))
    );
}

#[test]
fn what_is_no_allocation_is_refused_and_changes_nothing() {
    for (output, reason) in [
        ("choice = [1, 4, 9, 10];\n----------\n==========\n", "row 0 of the market adds up to 8, above its bound 4"),
        ("choice = [4, 5, 9, 10];\n----------\n", "option 4 is none of task \"a\""),
        ("choice = [1];\n----------\n", "1 choices"),
        ("choice = [one];\n----------\n", "\"one\" stands where the number of an option should"),
        ("----------\n", "no line `choice"),
    ] {
        let (engine, objective) = said(SMALL, output);
        let refused = engine["refused"].as_str().unwrap_or_default();
        assert!(refused.contains(reason), "{output:?}: {refused}");
        assert_eq!(
            (&engine["confirmed"], &engine["objective"], &objective),
            (&json!(null), &json!(null), &json!(["100"]))
        );
    }
}

#[test]
fn people_read_the_same() {
    let scratch = Scratch::new();
    scratch.write("m.json", SMALL);
    for (output, expected) in [
        (format!("{BEST}=========="), "minizinc:gecode found 100 and says that this is the best, after"),
        (format!("{BEST}=========="), "s; our proof confirms it"),
        (BEST.to_owned(), "found 100 and makes no claim"),
        ("=====UNSATISFIABLE=====".to_owned(), "says that nothing is feasible"),
        ("=====UNSATISFIABLE=====".to_owned(), "THIS IS WRONG"),
        ("choice = [1, 4, 9, 10];\n----------".to_owned(), "its answer was REFUSED: row 0"),
    ] {
        scratch.write("output", &output);
        stand_in(&scratch, "cat output");
        let mut command = command(&scratch, &["solve", "m.json", "-o", "out", "--engine", "minizinc:gecode"]);
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{}:{path}", scratch.path("bin").display()));
        let solved = ran(command.output().expect("it runs"));
        assert!(solved.out.contains(expected), "{expected:?} is missing in\n{}{}", solved.out, solved.err);
    }
}

#[test]
fn the_engine_is_given_model_data_solver_and_limit() {
    let scratch = Scratch::new();
    scratch.write("m.json", SMALL);
    scratch.write("output", BEST);
    stand_in(&scratch, "cat output");
    assert_eq!(solve(&scratch, &["m.json", "--engine", "minizinc:org.chuffed.chuffed"]).status, 0);
    let called = fs::read_to_string(scratch.path("called")).expect("it was called");
    for expected in ["--solver org.chuffed.chuffed", "--time-limit", "-D level = 1; reached = [];"] {
        assert!(called.contains(expected), "{expected:?} is missing in {called}");
    }
    assert_eq!(run(&scratch, &["export", "minizinc", "m.json", "-o", "text"]).status, 0);
    let text = |name: &str| fs::read_to_string(scratch.path("text").join(name)).expect("exported");
    let given = fs::read_to_string(scratch.path("given")).expect("it was given something");
    assert_eq!(given, text("allocation.mzn") + &text("allocation.dzn"));
}

#[test]
fn a_missing_program_is_said_and_nothing_is_written() {
    let scratch = Scratch::new();
    scratch.write("m.json", SMALL);
    let mut command = engine(&scratch, &["m.json", "--engine", "minizinc"]);
    let solved = ran(command.env("PATH", "").output().expect("it runs"));
    assert_eq!(solved.status, 2);
    assert!(solved.err.contains("apt install minizinc"), "{}", solved.err);
    let names: Vec<_> = scratch.files().into_iter().map(|(path, _)| path).collect();
    assert_eq!(names, [scratch.path("m.json")]);
}

#[test]
fn a_program_that_fails_is_quoted() {
    let scratch = Scratch::new();
    scratch.write("m.json", SMALL);
    stand_in(&scratch, "echo 'no solver with tag nonsense found' >&2; exit 1");
    let solved = solve(&scratch, &["m.json", "--engine", "minizinc:nonsense"]);
    assert_eq!((solved.status, &object(&solved)["exit_reason"]), (2, &json!("unusable_input")));
    assert!(solved.err.contains("no solver with tag nonsense found"), "{}", solved.err);
    assert!(!scratch.path("out/allocation.json").exists());
}

#[test]
fn a_time_limit_ends_an_engine_that_does_not_end_by_itself() {
    let scratch = Scratch::new();
    scratch.write("m.json", SMALL);
    scratch.write("output", BEST);
    stand_in(&scratch, "trap '' TERM; cat output; sleep 100000");
    let solved = solve(&scratch, &["m.json", "--engine", "minizinc", "--time-limit", "0.5"]);
    assert_eq!(solved.status, 3, "{}", solved.err);
    let object = object(&solved);
    assert_eq!((&object["engine"]["objective"], &object["objective"]), (&json!(["100"]), &json!(["100"])));
    assert_eq!((&object["engine"]["claim"], &object["verified"]), (&json!("none"), &json!(true)));
}

#[test]
fn an_interrupt_ends_the_engine_and_keeps_what_it_found() {
    let scratch = Scratch::new();
    scratch.write("m.json", SMALL);
    scratch.write("output", BEST);
    stand_in(&scratch, "cat output; echo $$ > searching; sleep 100000");
    let mut command = engine(&scratch, &["m.json", "--engine", "minizinc"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    while fs::read_to_string(scratch.path("searching")).unwrap_or_default().is_empty() {
        std::thread::yield_now();
    }
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupted.expect("kill runs").success());
    let solved = ran(child.wait_with_output().expect("it ends"));
    assert_eq!(solved.status, 3, "{}", solved.err);
    let object = object(&solved);
    assert_eq!((&object["exit_reason"], &object["engine"]["objective"]), (&json!("cancelled"), &json!(["100"])));
    assert_eq!(object["objective"], json!(["100"]));
    let engine = fs::read_to_string(scratch.path("searching")).expect("its number");
    let alive = Command::new("kill").args(["-0", engine.trim()]).stderr(Stdio::null()).status();
    assert!(!alive.expect("kill runs").success(), "the engine still runs");
}

/// Two levels: a price, and then the end.
const LEVELS: &str = r#"{"version": 1, "slots": {"count": 3, "length_ms": 1}, "payers": [{"id": "p"}],
    "offers": [{"id": "o", "price_fixed": 7}], "tasks": [{"id": "t", "payer": "p", "penalty": 9}],
    "objective": [{"price": 1, "penalty": 1}, {"end_slot": 1}]}"#;

#[test]
fn linear_programs_of_later_levels_hold_the_values_of_earlier_ones() {
    let scratch = Scratch::new();
    scratch.write("m.json", LEVELS);
    let first = run(&scratch, &["export", "lp", "m.json", "-o", "lp"]);
    assert_eq!(first.status, 0, "{}", first.err);
    assert!(first.out.contains("allocation-0.lp") && first.out.contains("levels 1 to 1 need the values"));
    assert!(!scratch.path("lp/allocation-1.lp").exists());
    assert_eq!(run(&scratch, &["solve", "m.json", "-o", "out"]).status, 0);
    let answer = ["export", "lp", "m.json", "out/allocation.json", "out/certificate.apc", "-o", "lp"];
    let both = run(&scratch, &answer);
    assert!(both.status == 0 && both.out.contains("allocation-1.lp") && !both.out.contains("need"), "{}", both.err);
    let second = fs::read_to_string(scratch.path("lp/allocation-1.lp")).expect("written");
    assert!(
        second.contains("<= 7\n") && second.contains(" value: x_t0_o0_s0 + 2 x_t0_o0_s1 + 3 x_t0_o0_s2\n"),
        "{second}"
    );
    let alone = run(&scratch, &["export", "lp", "m.json", "out/allocation.json", "-o", "lp"]);
    assert_eq!(alone.status, 2, "an allocation comes with its certificate");
}

#[test]
fn a_model_is_exported_with_the_command_that_solves_it() {
    let scratch = Scratch::new();
    scratch.write("m.json", LEVELS);
    let exported = run(&scratch, &["export", "minizinc", "m.json", "-o", "text"]);
    assert_eq!(exported.status, 0, "{}", exported.err);
    let expected = "minizinc --solver gecode text/allocation.mzn text/allocation.dzn -D \"level = 1; reached = [];\"\n\
                    each answer says how to solve the next level\n";
    assert!(exported.out.ends_with(expected), "{}", exported.out);
    scratch.write(
        "large.json",
        &LEVELS.replace("{\"price\": 1, \"penalty\": 1}", "{\"price\": 1000000000, \"end_slot\": 1}"),
    );
    let rounded = run(&scratch, &["export", "minizinc", "large.json", "-o", "text"]);
    assert!(rounded.out.contains("this is a rounded copy"), "{}", rounded.out);
    assert!(fs::read_to_string(scratch.path("text/allocation.dzn")).expect("written").contains("ROUNDED COPY"));
}
