//! `export lean` and `verify --lean`. A program of our own stands in for a kernel, so that none need be installed.
#![cfg(unix)]

#[path = "support/command.rs"]
mod command;
#[path = "support/markets.rs"]
mod markets;

use command::{Scratch, command, ran, run};
use markets::SMALL;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;

const VERIFY: [&str; 6] = ["verify", "--lean", "lean", "small.json", "out/allocation.json", "out/certificate.apc"];

/// An answer and its witness.
fn exported() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("small.json", SMALL);
    assert_eq!(run(&scratch, &["solve", "small.json", "-o", "out", "--proof", "core"]).status, 0);
    let export = ["export", "lean", "small.json", "out/allocation.json", "out/certificate.apc", "-o", "lean"];
    let ran = run(&scratch, &export);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.contains("wrote lean/witness.ndjson and lean/Witness.lean"), "{}", ran.out);
    scratch
}

/// A shell script in the place of a kernel.
fn kernel(scratch: &Scratch, name: &str, script: &str) {
    scratch.write(name, &format!("#!/bin/sh\ncat \"$1\" > given\n{script}\n"));
    fs::set_permissions(scratch.path(name), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_kernel_is_given_what_passed_the_lint() {
    let scratch = exported();
    kernel(&scratch, "nanoda_bin", "exit 0");
    let ran = run(&scratch, &[&VERIFY[..], &["--kernel", "nanoda_bin", "--json"]].concat());
    assert_eq!(ran.status, 0, "{}", ran.err);
    let object: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&object["lean"]["lint"], &object["lean"]["kernel_verdict"]), (&"accepted".into(), &"accepted".into()));
    let config: Value = serde_json::from_str(&fs::read_to_string(scratch.path("given")).unwrap()).unwrap();
    assert!(config["export_file_path"].as_str().unwrap().ends_with("lean/witness.ndjson"));
    assert_eq!((&config["permitted_axioms"], &config["nat_extension"]), (&serde_json::json!([]), &true.into()));
}

#[test]
fn lean_itself_is_given_the_source() {
    let scratch = exported();
    kernel(&scratch, "lean4", "exit 0");
    // What stands beside the witness is not what lean reads.
    let source = fs::read_to_string(scratch.path("lean/Witness.lean")).unwrap();
    scratch.write("lean/Witness.lean", "axiom false : False");
    let ran = run(&scratch, &[&VERIFY[..], &["--kernel", "lean4"]].concat());
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert_eq!(fs::read_to_string(scratch.path("given")).unwrap(), source);
}

#[test]
fn what_takes_time_is_told_on_standard_error() {
    let scratch = exported();
    kernel(&scratch, "nanoda_bin", "exit 0");
    let ran = run(&scratch, &[&VERIFY[..], &["--kernel", "nanoda_bin"]].concat());
    let steps = ["comparing the witness", "having a kernel check"].map(|step| ran.err.find(step));
    assert!(steps[0].is_some() && steps[0] < steps[1], "{}", ran.err);
}

/// The kernel interrupts the command that waits for it, as Ctrl-C does, and ends after it.
#[test]
fn an_interrupted_check_leaves_nothing() {
    let scratch = exported();
    fs::create_dir(scratch.path("tmp")).unwrap();
    kernel(
        &scratch,
        "nanoda_bin",
        "kill -INT $PPID; for _ in 1 2 3 4 5 6 7 8 9; do sleep 1; kill -0 $PPID || exit 0; done",
    );
    let arguments = [&VERIFY[..], &["--kernel", "nanoda_bin"]].concat();
    let ran = ran(command(&scratch, &arguments).env("TMPDIR", scratch.path("tmp")).output().unwrap());
    assert_eq!((ran.status, ran.out.as_str()), (130, ""), "{}", ran.err);
    assert!(scratch.path("given").exists() && fs::read_dir(scratch.path("tmp")).unwrap().next().is_none());
}

#[test]
fn a_kernel_that_refuses_is_status_1() {
    let scratch = exported();
    kernel(&scratch, "nanoda_bin", "echo wrong type >&2; exit 101");
    let ran = run(&scratch, &[&VERIFY[..], &["--kernel", "nanoda_bin"]].concat());
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("refuses the witness") && ran.err.contains("wrong type"), "{}", ran.err);
    assert_eq!(run(&scratch, &[&VERIFY[..], &["--kernel", "absent"]].concat()).status, 2);
}

#[test]
fn any_difference_is_status_1_and_no_kernel_runs() {
    let scratch = exported();
    kernel(&scratch, "nanoda_bin", "exit 0");
    let text = fs::read_to_string(scratch.path("lean/witness.ndjson")).unwrap();
    let verify = [&VERIFY[..], &["--kernel", "nanoda_bin"]].concat();
    for changed in
        [text.replacen("\"ie\":20}", "\"ie\":21}", 1), format!("{text}\n"), text[..text.len() - 9].to_owned()]
    {
        scratch.write("lean/witness.ndjson", &changed);
        let ran = run(&scratch, &verify);
        assert_eq!(ran.status, 1, "{}", ran.err);
        assert!(ran.err.contains("refused"), "{}", ran.err);
        assert!(!scratch.path("given").exists());
    }
    fs::remove_file(scratch.path("lean/witness.ndjson")).unwrap();
    assert_eq!(run(&scratch, &verify).status, 2);
}
