//! Commands, and that they end in a certain way.

use crate::command::{Ran, Scratch, run};
use serde_json::Value;
use std::fs;

pub(crate) const CONTEXT: &str = "contract 7, November 2026, billing";
/// Proves the allocation of `small.json` in `out`.
pub(crate) const PROVE: [&str; 13] = [
    "prove",
    "compliance",
    "small.json",
    "out/allocation.json",
    "out/certificate.apc",
    "--keys",
    "keys",
    "--opening",
    "market/opening.secret.json",
    "-o",
    "proof",
    "--context",
    CONTEXT,
];
/// Verifies a proof of any statement.
pub(crate) const VERIFY: [&str; 8] = [
    "verify-proof",
    "proof",
    "--vk",
    "keys/verification_key.json",
    "--commitment",
    "market/commitment.json",
    "--context",
    CONTEXT,
];

/// A market in `small.json`, allocated in `out`, with keys that `setup` makes in `keys` and a commitment in `market`.
pub(crate) fn committed(market: &str, setup: &[&str]) -> Scratch {
    let scratch = Scratch::new();
    scratch.write("small.json", market);
    done(&scratch, &["solve", "small.json", "-o", "out"]);
    done(&scratch, setup);
    done(&scratch, &["commit", "small.json", "--keys", "keys", "-o", "market"]);
    scratch
}

pub(crate) fn done(scratch: &Scratch, arguments: &[&str]) -> Ran {
    let ran = run(scratch, arguments);
    assert_eq!(ran.status, 0, "{arguments:?}: {}", ran.err);
    ran
}

pub(crate) fn fails(scratch: &Scratch, arguments: &[&str], status: i32, message: &str) {
    let ran = run(scratch, arguments);
    assert_eq!((ran.status, ran.out.as_str()), (status, ""), "{arguments:?}: {}", ran.err);
    assert!(ran.err.contains(message), "{arguments:?}: {message:?} is missing in {}", ran.err);
}

/// The arguments with one of them replaced.
pub(crate) fn with<'a>(arguments: &[&'a str], from: &str, to: &'a str) -> Vec<&'a str> {
    assert!(arguments.contains(&from), "{from}");
    arguments.iter().map(|&argument| if argument == from { to } else { argument }).collect()
}

/// Replaces a text in a file, once; what was there before comes back.
pub(crate) fn change(scratch: &Scratch, name: &str, from: &str, to: &str) -> String {
    let text = fs::read_to_string(scratch.path(name)).unwrap();
    assert!(text.contains(from), "{name} has no {from:?}");
    scratch.write(name, &text.replacen(from, to, 1));
    text
}

pub(crate) fn object(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("not one JSON object ({error}): {text}"))
}
