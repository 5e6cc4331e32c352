//! `apportion solve`: what it writes, what it prints, and how it ends.

#[path = "support/command.rs"]
mod command;
#[path = "support/markets.rs"]
mod markets;

use command::{Scratch, command, ran, run};
use markets::{INFEASIBLE, SMALL, SMALL_YAML, hard};
use serde_json::{Value, json};
use std::fs;
use std::process::Stdio;

fn object(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("not one JSON object ({error}): {text}"))
}

#[test]
fn an_optimal_answer_is_written_printed_and_true() {
    let scratch = Scratch::new();
    scratch.write("small.json", SMALL);
    let solved = run(&scratch, &["solve", "small.json", "-o", "out"]);
    assert_eq!(solved.status, 0, "{}", solved.err);
    for expected in ["small: optimal, 2 of 4 tasks served", "penalty + price: 100", "proved best", "2 left out"] {
        assert!(solved.out.contains(expected), "{expected:?} is missing in\n{}", solved.out);
    }
    assert!(solved.out.contains("no eligible offer: capacity") && solved.out.contains("next: apportion show out"));
    let names: Vec<_> = scratch.files().iter().map(|(path, _)| path.file_name().unwrap().to_owned()).collect();
    assert_eq!(names, ["allocation.json", "certificate.apc", "market.json", "small.json"]);
    let verified = run(&scratch, &["verify", "small.json", "out/allocation.json", "out/certificate.apc"]);
    assert_eq!((verified.status, verified.err.as_str()), (0, ""));
    // The canonical market beside the answer is the market.
    let again = run(&scratch, &["verify", "out/market.json", "out/allocation.json", "out/certificate.apc"]);
    assert_eq!(again.status, 0);
}

#[test]
fn json_is_one_object_and_nothing_else() {
    let scratch = Scratch::new();
    scratch.write("small.json", SMALL);
    let solved = run(&scratch, &["solve", "small.json", "-o", "out", "--json"]);
    assert_eq!(solved.status, 0);
    let solved = object(&solved.out);
    assert_eq!(solved["status"], "optimal");
    assert_eq!(solved["objective"], json!(["100"]));
    assert_eq!(solved["bound"], json!(["100"]));
    assert_eq!(solved["gap_ppm"], json!([0]));
    assert_eq!(solved["verified"], true);
    assert_eq!(solved["exit_reason"], "done");
    assert_eq!((&solved["assigned"], &solved["unassigned"]), (&json!(2), &json!(2)));
    let files = ["out/allocation.json", "out/certificate.apc"];
    let verified = run(&scratch, &["verify", "small.json", files[0], files[1], "--json"]);
    let verified = object(&verified.out);
    assert_eq!((&verified["objective"], &verified["verified"]), (&json!(["100"]), &json!(true)));
    assert_eq!(verified["market_sha256"], solved["market_sha256"]);
}

#[test]
fn yaml_states_the_same_market() {
    let scratch = Scratch::new();
    scratch.write("small.json", SMALL);
    scratch.write("small.yaml", SMALL_YAML);
    assert_eq!(run(&scratch, &["solve", "small.json", "-o", "j"]).status, 0);
    assert_eq!(run(&scratch, &["solve", "small.yaml", "-o", "y"]).status, 0);
    for name in ["allocation.json", "certificate.apc", "market.json"] {
        let read = |directory: &str| fs::read(scratch.path(directory).join(name)).unwrap();
        assert_eq!(read("j"), read("y"), "{name}");
    }
}

#[test]
fn an_infeasible_market_ends_with_4_and_a_true_certificate() {
    let scratch = Scratch::new();
    scratch.write("m.json", INFEASIBLE);
    let solved = run(&scratch, &["solve", "m.json", "-o", "out"]);
    assert_eq!(solved.status, 4, "{}", solved.err);
    assert!(solved.out.contains("infeasible") && solved.out.contains("required a has no eligible offer"));
    assert_eq!(run(&scratch, &["verify", "m.json", "out/allocation.json", "out/certificate.apc"]).status, 0);
    let again = run(&scratch, &["solve", "m.json", "-o", "out", "--json"]);
    let again = object(&again.out);
    assert_eq!(
        (&again["status"], &again["objective"], &again["bound"]),
        (&json!("infeasible"), &Value::Null, &Value::Null)
    );
    assert_eq!(run(&scratch, &["show", "out", "--svg", "p.svg"]).status, 0);
}

#[test]
fn a_limit_ends_with_3_and_a_true_answer() {
    let scratch = Scratch::new();
    scratch.write("hard.json", &hard());
    for (option, amount, reason) in [("--work-limit", "20000", "work_limit"), ("--time-limit", "0", "time_limit")] {
        let solved = run(&scratch, &["solve", "hard.json", "-o", "out", option, amount, "--json"]);
        assert_eq!(solved.status, 3, "{option}: {}", solved.err);
        assert_eq!(object(&solved.out)["exit_reason"], reason);
        assert_eq!(run(&scratch, &["verify", "hard.json", "out/allocation.json", "out/certificate.apc"]).status, 0);
    }
    let solved =
        run(&scratch, &["solve", "hard.json", "-o", "out", "--work-limit", "20000", "--gap", "1000000", "--json"]);
    assert_eq!(
        (solved.status, &object(&solved.out)["exit_reason"]),
        (0, &json!("done")),
        "the gap asked for is reached at once"
    );
}

#[test]
fn threads_do_not_change_a_byte() {
    let scratch = Scratch::new();
    scratch.write("hard.json", &hard());
    for threads in ["1", "3"] {
        let solved =
            run(&scratch, &["solve", "hard.json", "-o", threads, "--work-limit", "200000", "--threads", threads]);
        assert_eq!(solved.status, 3, "{}", solved.err);
    }
    for name in ["allocation.json", "certificate.apc"] {
        let read = |directory: &str| fs::read(scratch.path(directory).join(name)).unwrap();
        assert_eq!(read("1"), read("3"), "{name}");
    }
}

#[test]
fn a_warm_start_is_no_worse_than_what_it_starts_from() {
    let scratch = Scratch::new();
    scratch.write("hard.json", &hard());
    let value = |arguments: &[&str]| {
        let solved = run(&scratch, arguments);
        let object = object(&solved.out);
        object["objective"][0].as_str().expect("an allocation").parse::<u128>().expect("digits")
    };
    let cold = value(&["solve", "hard.json", "-o", "cold", "--work-limit", "3000000", "--json"]);
    let start = value(&["solve", "hard.json", "-o", "start", "--work-limit", "1", "--json"]);
    let warm = value(&["solve", "hard.json", "-o", "warm", "--work-limit", "1", "--warm", "cold", "--json"]);
    assert!(cold < start, "the longer search found something better, or this test says nothing");
    assert!(warm <= cold);
}

#[test]
fn bad_input_ends_with_2_and_leaves_the_answer_alone() {
    let scratch = Scratch::new();
    scratch.write("small.json", SMALL);
    scratch.write("bad.json", &SMALL.replace("\"cpu\": 9", "\"gpu\": 9"));
    scratch.write("text.json", "hello");
    fs::write(scratch.path("latin.json"), b"\xff").unwrap();
    scratch.write("file", "");
    assert_eq!(run(&scratch, &["solve", "small.json", "-o", "out"]).status, 0);
    let before = scratch.files();
    for (arguments, message) in [
        (&["solve", "bad.json", "-o", "out"][..], "bad.json: tasks[3].demand"),
        (&["solve", "text.json", "-o", "out"], "text.json: line 1"),
        (&["solve", "latin.json", "-o", "out"], "latin.json: byte 0 is not UTF-8"),
        (&["solve", "none.json", "-o", "out"], "none.json: cannot be read"),
        (&["solve", "small.json", "-o", "file"], "file: the directory cannot be created"),
        (&["solve", "small.json", "-o", "out", "--warm", "none"], "none/allocation.json: cannot be read"),
        (&["solve", "small.json"], "--out"),
        (&["solve", "small.json", "-o", "out", "--gap", "lots"], "--gap"),
        (&["solve", "small.json", "-o", "out", "--time-limit", "soon"], "number of seconds"),
        (&["solve", "small.json", "-o", "out", "--threads", "0"], "--threads"),
        (&["solve", "small.json", "-o", "out", "--engine", "cplex"], "--engine"),
        (&["export", "lean", "small.json", "-o", "out"], "lean"),
        (&["conquer"], "conquer"),
    ] {
        let ran = run(&scratch, arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(message), "{arguments:?}: {message:?} is missing in {}", ran.err);
        assert!(scratch.files() == before, "{arguments:?} changed a file");
    }
    let failed = run(&scratch, &["solve", "bad.json", "-o", "out", "--json"]);
    let failed = (failed.status, object(&failed.out));
    assert_eq!(
        (failed.0, &failed.1["verified"], &failed.1["exit_reason"]),
        (2, &json!(false), &json!("unusable_input"))
    );
    assert!(scratch.files() == before);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_with_3_and_a_true_answer() {
    let scratch = Scratch::new();
    scratch.write("hard.json", &hard());
    let mut solve = command(&scratch, &["solve", "hard.json", "-o", "out", "--json"]);
    let child = solve.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    // The output directory appears after the handler is set, and the search has no end of its own.
    while !scratch.path("out").exists() {
        std::thread::yield_now();
    }
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.expect("kill runs").success());
    let ran = ran(child.wait_with_output().expect("it ends"));
    assert_eq!(ran.status, 3, "{}", ran.err);
    assert_eq!(object(&ran.out)["exit_reason"], "cancelled");
    assert_eq!(run(&scratch, &["verify", "hard.json", "out/allocation.json", "out/certificate.apc"]).status, 0);
}
