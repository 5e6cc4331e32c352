//! Commands that must end in a certain way.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]

use crate::command::{Ran, Scratch, run};
use serde_json::Value;
use std::fs;

pub fn done(scratch: &Scratch, arguments: &[&str]) -> Ran {
    let ran = run(scratch, arguments);
    assert_eq!(ran.status, 0, "{arguments:?}: {}", ran.err);
    ran
}

pub fn fails(scratch: &Scratch, arguments: &[&str], status: i32, message: &str) {
    let ran = run(scratch, arguments);
    assert_eq!((ran.status, ran.out.as_str()), (status, ""), "{arguments:?}: {}", ran.err);
    assert!(ran.err.contains(message), "{arguments:?}: {message:?} is missing in {}", ran.err);
}

/// The arguments with one of them replaced.
pub fn with<'a>(arguments: &[&'a str], from: &str, to: &'a str) -> Vec<&'a str> {
    assert!(arguments.contains(&from), "{from}");
    arguments.iter().map(|&argument| if argument == from { to } else { argument }).collect()
}

/// Replaces a text in a file, once; what was there before comes back.
pub fn change(scratch: &Scratch, name: &str, from: &str, to: &str) -> String {
    let text = fs::read_to_string(scratch.path(name)).unwrap();
    assert!(text.contains(from), "{name} has no {from:?}");
    scratch.write(name, &text.replacen(from, to, 1));
    text
}

pub fn object(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("not one JSON object ({error}): {text}"))
}
