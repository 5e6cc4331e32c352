//! `apportion verify`, `show` and `export` on files that are true, untrue, or not files of that kind.

#[path = "support/command.rs"]
mod command;
#[path = "support/markets.rs"]
mod markets;

use command::{Scratch, run};
use markets::SMALL;
use serde_json::Value;
use std::fs;

const VERIFY: [&str; 4] = ["verify", "small.json", "out/allocation.json", "out/certificate.apc"];

fn solved() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("small.json", SMALL);
    assert_eq!(run(&scratch, &["solve", "small.json", "-o", "out"]).status, 0);
    scratch
}

/// Replaces a text in a file; what was there before comes back.
fn change(scratch: &Scratch, name: &str, from: &str, to: &str) -> String {
    let text = fs::read_to_string(scratch.path(name)).unwrap();
    assert!(text.contains(from), "{name} has no {from:?}");
    scratch.write(name, &text.replace(from, to));
    text
}

#[test]
fn an_untrue_statement_is_refused_with_1() {
    let scratch = solved();
    for (from, to) in [
        ("\"100\"", "\"99\""),
        ("\"optimal\"", "\"feasible\""),
        ("\"slot\": 0", "\"slot\": 1"),
        ("\"price\": 20", "\"price\": 19"),
        ("\"task\": \"a\"", "\"task\": \"c\""),
    ] {
        let text = change(&scratch, "out/allocation.json", from, to);
        let ran = run(&scratch, &VERIFY);
        assert_eq!((ran.status, ran.out.as_str()), (1, ""), "{from} -> {to}: {}", ran.err);
        assert!(ran.err.contains("refused"), "{}", ran.err);
        assert_eq!(run(&scratch, &["show", "out"]).status, 1);
        scratch.write("out/allocation.json", &text);
    }
    assert_eq!(run(&scratch, &VERIFY).status, 0);
}

#[test]
fn every_changed_byte_of_a_certificate_is_refused_with_1() {
    let scratch = solved();
    let path = scratch.path("out/certificate.apc");
    let bytes = fs::read(&path).unwrap();
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 0x41;
        fs::write(&path, changed).unwrap();
        // A multiplier can be changed and still prove the same.
        let status = run(&scratch, &VERIFY).status;
        assert!(status == 1 || status == 0, "byte {at}: {status}");
        if at < 36 {
            assert_eq!(status, 1, "byte {at} belongs to the format's name or the market's hash");
        }
    }
    for cut in [0, 1, bytes.len() - 1] {
        fs::write(&path, &bytes[..cut]).unwrap();
        assert_eq!(run(&scratch, &VERIFY).status, 1, "cut after {cut} bytes");
    }
    fs::write(&path, [&bytes[..], &[0]].concat()).unwrap();
    assert_eq!(run(&scratch, &VERIFY).status, 1, "a byte too many");
}

#[test]
fn another_market_is_refused_with_1() {
    let scratch = solved();
    scratch.write("other.json", &SMALL.replace("\"penalty\": 90", "\"penalty\": 91"));
    let ran = run(&scratch, &["verify", "other.json", VERIFY[2], VERIFY[3], "--json"]);
    assert_eq!(ran.status, 1);
    let object: Value = serde_json::from_str(&ran.out).expect("one object");
    assert_eq!((object["verified"].as_bool(), object["exit_reason"].as_str()), (Some(false), Some("refused")));
    assert!(ran.err.contains("is about market"), "{}", ran.err);
}

#[test]
fn what_is_not_a_file_of_its_kind_is_unusable_with_2() {
    let scratch = solved();
    scratch.write("text", "hello");
    for (arguments, message) in [
        (["verify", "text", VERIFY[2], VERIFY[3]], "text: line 1"),
        (["verify", VERIFY[1], "text", VERIFY[3]], "not an allocation file"),
        (["verify", VERIFY[1], "none", VERIFY[3]], "none: cannot be read"),
        (["verify", VERIFY[1], VERIFY[2], "none"], "none: cannot be read"),
    ] {
        let ran = run(&scratch, &arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(message), "{arguments:?}: {}", ran.err);
    }
    assert_eq!(run(&scratch, &["verify", VERIFY[1], VERIFY[2], "text"]).status, 1, "bytes that do not decode");
}

#[test]
fn show_draws_an_answer_and_lists_a_market() {
    let scratch = solved();
    let shown = run(&scratch, &["show", "out", "--svg", "p.svg"]);
    assert_eq!(shown.status, 0, "{}", shown.err);
    assert!(shown.out.contains("2 of 4 tasks served") && shown.out.contains("wrote p.svg"));
    let picture = fs::read_to_string(scratch.path("p.svg")).unwrap();
    assert!(roxmltree::Document::parse(&picture).is_ok());
    let market = run(&scratch, &["show", "small.json"]);
    assert_eq!(market.status, 0);
    for expected in ["3 of 4 pairs", "1 fit nowhere: d", "box", "ann: budget", "100 nMIC"] {
        assert!(market.out.contains(expected), "{expected:?} is missing in\n{}", market.out);
    }
    let refused = run(&scratch, &["show", "small.json", "--svg", "q.svg"]);
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("apportion solve") && !scratch.path("q.svg").exists());
    fs::remove_file(scratch.path("out/market.json")).unwrap();
    assert_eq!(run(&scratch, &["show", "out"]).status, 2);
}

#[test]
fn veripb_files_are_written_for_true_answers_only() {
    let scratch = solved();
    assert_eq!(run(&scratch, &["solve", "small.json", "-o", "out", "--proof", "core"]).status, 0);
    let export = ["export", "veripb", VERIFY[1], VERIFY[2], VERIFY[3], "-o", "v"];
    let exported = run(&scratch, &export);
    assert_eq!(exported.status, 0, "{}", exported.err);
    let proof = fs::read_to_string(scratch.path("v/proof.pbp")).unwrap();
    assert!(proof.starts_with("pseudo-Boolean proof version 3.0") && scratch.path("v/problem.opb").exists());
    let levels = SMALL.replace("\"version\": 1,", "\"version\": 1, \"objective\": \"throughput\",");
    scratch.write("levels.json", &levels);
    assert_eq!(run(&scratch, &["solve", "levels.json", "-o", "l", "--proof", "core"]).status, 0);
    let two = run(&scratch, &["export", "veripb", "levels.json", "l/allocation.json", "l/certificate.apc", "-o", "w"]);
    assert_eq!(two.status, 0, "{}", two.err);
    for name in ["problem-0.opb", "proof-0.pbp", "problem-1.opb", "proof-1.pbp"] {
        assert!(scratch.path("w").join(name).exists(), "{name}");
    }
    change(&scratch, "out/allocation.json", "\"100\"", "\"99\"");
    fs::remove_dir_all(scratch.path("v")).unwrap();
    assert_eq!(run(&scratch, &export).status, 1);
    assert!(!scratch.path("v").exists());
}
