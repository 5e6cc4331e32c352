//! YAML says the same as JSON, with the same hash, and nothing that JSON cannot say.

mod market_support;

use apportion_lattice::Market;
use apportion_lattice::error::Problem;
use market_support::{cases, valid};
use proptest::prelude::*;

const MARKET: &str = r#"# A comment.
version: 1
name: "1.0"
resources:
  - name: gpu
    unit: device
  - { name: "5", unit: 'GiB' }
slots: { count: 8, length_ms: 60000 }
payers:
  - id: alice
    budget: 1000
offers:
  - id: north
    seller: >
      Folded
      text
    donated: true
    capacity:
      gpu: 4
      5: unlimited
    provides: [no, "yes", on]
    permit:
      scopes: [""]
tasks:
  - id: a
    payer: alice
    demand: { gpu: 1 }
    slots: [0, 6]
"#;

const SAME: &str = r#"{"version":1,"name":"1.0","resources":[{"name":"gpu","unit":"device"},{"name":"5","unit":"GiB"}],
    "slots":{"count":8,"length_ms":60000},"payers":[{"id":"alice","budget":1000}],
    "offers":[{"id":"north","seller":"Folded text\n","donated":true,"capacity":{"gpu":4,"5":"unlimited"},
    "provides":["no","yes","on"],"permit":{"scopes":[""]}}],
    "tasks":[{"id":"a","payer":"alice","demand":{"gpu":1},"slots":[0,6]}]}"#;

#[test]
fn yaml_and_json_of_one_market_have_one_hash() {
    let yaml = Market::from_yaml(MARKET).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(yaml.hash(), Market::from_json(SAME).expect("valid").hash());
}

/// Nearly every JSON text is YAML too: of all valid and invalid documents the same are accepted, for the same reasons in the same places.
#[test]
fn json_read_as_yaml_is_judged_alike() {
    for (name, document) in valid() {
        let text = document.to_string();
        let yaml = Market::from_yaml(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(yaml.hash(), Market::from_json(&text).expect(name).hash(), "{name}");
    }
    for case in cases() {
        let error = match Market::from_yaml(&case.text) {
            Err(error) => error,
            // Two texts are YAML and not JSON.
            Ok(_) => {
                assert!(["not JSON", "a comma at the end"].contains(&case.rule), "{}", case.rule);
                continue;
            }
        };
        // Where JSON ends, YAML may go on a little, and it bounds the depth of lists by itself.
        let is_syntax = |problem: &Problem| matches!(problem, Problem::Syntax { .. });
        let bounded = case.rule.starts_with("deep nesting") && is_syntax(error.problem());
        if bounded || is_syntax(Market::from_json(&case.text).unwrap_err().problem()) {
            continue;
        }
        assert!((case.is_expected)(error.problem()), "{}: {error:?}", case.rule);
        assert_eq!(error.path().to_string(), case.path, "{}", case.rule);
    }
}

#[test]
fn what_json_cannot_say_is_refused_with_its_line() {
    for (rule, text, path, line, feature) in [
        ("anchor", "version: 1\nname: &a x\n", "name", 2, "anchors"),
        ("anchor of a list", "version: 1\ntasks: &a []\n", "tasks", 2, "anchors"),
        ("anchor of an object", "&a\nversion: 1\n", "", 1, "anchors"),
        ("anchor of a key", "&a version: 1\n", "", 1, "anchors"),
        ("alias", "version: 1\npayers: [{ id: &a x }, { id: *a }]\n", "payers[0].id", 2, "anchors"),
        ("tag", "version: !!int 1\n", "version", 1, "tags"),
        ("own tag", "version: 1\nname: !x y\n", "name", 2, "tags"),
        ("tag on an object", "!!map\nversion: 1\n", "", 1, "tags"),
        ("merge key", "version: 1\nslots:\n  <<: { count: 1 }\n", "slots", 3, "merge keys"),
        ("two documents", "version: 1\n---\nversion: 1\n", "", 2, "several documents"),
        ("list as a key", "version: 1\n? [a]\n: 1\n", "", 2, "lists and objects as keys"),
    ] {
        let error = Market::from_yaml(text).expect_err(rule);
        assert!(matches!(error.problem(), Problem::Yaml { feature: found } if *found == feature), "{rule}: {error:?}");
        assert_eq!((error.path().to_string().as_str(), error.line()), (path, Some(line)), "{rule}: {error}");
    }
}

#[test]
fn values_are_as_strict_as_in_json() {
    type Expected = fn(&Problem) -> bool;
    let cases: [(&str, &str, usize, Expected); 13] = [
        ("version: 1\nname:\n", "name", 2, |problem| matches!(problem, Problem::Null)),
        ("version: 1\nname: ~\n", "name", 2, |problem| matches!(problem, Problem::Null)),
        ("version: 1\nname: 5\n", "name", 2, |problem| matches!(problem, Problem::WrongType { .. })),
        ("version: 1\nname: true\n", "name", 2, |problem| matches!(problem, Problem::WrongType { .. })),
        ("version: 1\nname: 1.0\n", "name", 2, |problem| matches!(problem, Problem::NotWhole { .. })),
        ("version: 1.0\n", "version", 1, |problem| matches!(problem, Problem::NotWhole { found } if found == "1.0")),
        ("version: 1e0\n", "version", 1, |problem| matches!(problem, Problem::NotWhole { .. })),
        ("version: 0x1\n", "version", 1, |problem| matches!(problem, Problem::NotWhole { .. })),
        ("version: 01\n", "version", 1, |problem| matches!(problem, Problem::NotWhole { .. })),
        ("version: -1\n", "version", 1, |problem| matches!(problem, Problem::Negative { found: -1 })),
        ("version: \"1\"\n", "version", 1, |problem| matches!(problem, Problem::WrongType { .. })),
        ("version: 1\nversion: 1\n", "version", 2, |problem| matches!(problem, Problem::DuplicateKey { .. })),
        ("version: 1\noffers:\n- id: o\n  total: {a: 1,\n    a: 2}\n", "offers[0].total.a", 5, |problem| {
            matches!(problem, Problem::DuplicateKey { .. })
        }),
    ];
    for (text, path, line, is_expected) in cases {
        let error = Market::from_yaml(text).expect_err(text);
        assert!(is_expected(error.problem()), "{text}: {error:?}");
        assert_eq!((error.path().to_string().as_str(), error.line()), (path, Some(line)), "{text}: {error}");
    }
}

#[test]
fn rules_about_several_values_have_lines_too() {
    let text = "version: 1\ntasks:\n  - id: t\n    payer:\n      nobody\n";
    let error = Market::from_yaml(text).unwrap_err();
    assert_eq!((error.path().to_string().as_str(), error.line()), ("tasks[0].payer", Some(5)));
}

#[test]
fn texts_that_are_no_yaml_are_refused() {
    for text in ["", "# nothing\n", "version: [1", "version: 1\n name: x\n", "a: b: c", "\t- x", "\"", "%YAML 9"] {
        assert!(Market::from_yaml(text).is_err(), "{text:?}");
    }
    for deep in ["[".repeat(100_000), "{a: ".repeat(100_000), "- ".repeat(100_000), "? ".repeat(100_000)] {
        assert!(Market::from_yaml(&deep).is_err());
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "[ \\-\\[\\]{}:,?&*!|>'\"#%@`~<0-9a-z\n\t\\\\]{0,60}") {
        let _ = Market::from_yaml(&text);
    }
}
