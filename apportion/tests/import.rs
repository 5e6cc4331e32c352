//! `apportion import`, on files.

#[path = "support/command.rs"]
mod command;

use command::{Scratch, run};
use std::fs;

const GAP: &str = "2 3\n4 1 5\n2 6 3\n1 1 1\n1 2 1\n2 2\n";
const TRACE: &str = "TIMESTAMP,ContextTokens,GeneratedTokens\n\
                     2023-11-16 18:17:03.9799600,4808,10\n2023-11-16 18:18:04.0319600,3180,8\n";
const PRICES: &str = "model,provider,input_usd_per_token,output_usd_per_token,max_input_tokens,max_output_tokens\n\
                      small,acme,0.000003,0.000015,8192,4096\n";

#[test]
fn an_assignment_problem_is_solved_to_its_optimum() {
    let scratch = Scratch::new();
    scratch.write("tiny.txt", GAP);
    let imported = run(&scratch, &["import", "gap", "tiny.txt", "-o", "tiny.json"]);
    assert_eq!(imported.status, 0, "{}", imported.err);
    assert!(imported.out.contains("3 tasks, 2 offers"));
    let solved = run(&scratch, &["solve", "tiny.json", "-o", "out"]);
    // By hand: jobs 1 and 3 on agent 2, job 2 on agent 1.
    assert!(solved.out.contains("penalty + price: 6 (6 nMIC), proved best"), "{}", solved.out);
}

#[test]
fn a_trace_is_imported_and_solved() {
    let scratch = Scratch::new();
    scratch.write("trace.csv", TRACE);
    scratch.write("prices.csv", PRICES);
    let arguments = ["import", "azure-llm", "trace.csv", "--prices", "prices.csv", "-o", "m.json"];
    let imported = run(&scratch, &arguments);
    assert_eq!(imported.status, 0, "{}", imported.err);
    let first = fs::read(scratch.path("m.json")).unwrap();
    assert_eq!(run(&scratch, &["solve", "m.json", "-o", "out"]).status, 0);
    let budget =
        [&arguments[..], &["--budget", "0.001", "--payers", "1", "--requests", "0", "--slot-ms", "1000"]].concat();
    assert_eq!(run(&scratch, &budget).status, 0);
    let text = fs::read_to_string(scratch.path("m.json")).unwrap();
    assert!(text.contains("\"budget\": 1000000") && text.contains("\"length_ms\": 1000"));
    assert_ne!(first, text.into_bytes());
    assert_eq!(run(&scratch, &arguments).status, 0);
    assert_eq!(first, fs::read(scratch.path("m.json")).unwrap(), "the same command gives the same bytes");
}

#[test]
fn a_bad_file_overwrites_nothing() {
    let scratch = Scratch::new();
    scratch.write("tiny.txt", &GAP.replace("6 3", "6 three"));
    scratch.write("trace.csv", TRACE);
    scratch.write("prices.csv", &PRICES.replace("0.000003", "cheap"));
    scratch.write("m.json", "old");
    let before = scratch.files();
    let azure = ["import", "azure-llm", "trace.csv", "--prices", "prices.csv", "-o", "m.json"];
    for (arguments, message) in [
        (
            &["import", "gap", "tiny.txt", "-o", "m.json"][..],
            "tiny.txt: line 3, column 5: \"three\" is not a whole number",
        ),
        (&["import", "gap", "none", "-o", "m.json"], "none: cannot be read"),
        (&azure, "prices.csv: in the prices, line 2, column 12: \"cheap\" is not a price"),
        (&[&azure[..], &["--budget", "much"]].concat(), "--budget"),
        (&["import", "csv", "trace.csv", "-o", "m.json"], "csv"),
    ] {
        let ran = run(&scratch, arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(message), "{arguments:?}: {}", ran.err);
        assert!(scratch.files() == before, "{arguments:?} changed a file");
    }
    scratch.write("good.txt", GAP);
    let yaml = run(&scratch, &["import", "gap", "good.txt", "-o", "m.yaml"]);
    assert_eq!(yaml.status, 2);
    assert!(yaml.err.contains(".json") && !scratch.path("m.yaml").exists());
    assert_eq!(run(&scratch, &["import", "gap", "good.txt", "-o", "missing/m.json"]).status, 2);
}
