//! Writes changed certificates with the verdict on each, for a second checker to judge alike:
//! `cargo run --release -p apportion-certs --example mutants FOLDER COUNT`, then `certs/vectors/check.py --corpus FOLDER`.

#[path = "../tests/vectors_support/mod.rs"]
mod vectors_support;

use apportion_certs::Certificate;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::path::PathBuf;
use vectors_support::mutation::{certified, change};
use vectors_support::vector::{Vector, verify};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, count] = arguments.as_slice() else { return Err("usage: mutants FOLDER COUNT".into()) };
    let (folder, count) = (PathBuf::from(folder), count.parse::<usize>()?);
    let (accept, reject) = (folder.join("accept"), folder.join("reject"));
    std::fs::create_dir_all(&accept)?;
    std::fs::create_dir_all(&reject)?;
    let mut runner = TestRunner::deterministic();
    let changes = prop::collection::vec(change(), 0..3);
    let bytes = prop::collection::vec((any::<prop::sample::Index>(), 0u8..6, any::<u8>()), 0..2);
    let (mut accepted, mut refused) = (String::new(), 0);
    while accepted.lines().count() < count || refused < count {
        let (market, mut certificate) = draw(&certified(), &mut runner);
        for change in draw(&changes, &mut runner) {
            let _ = change.apply(&mut certificate);
        }
        let mut vector = Vector::new(&market, &certificate);
        for (place, kind, by) in draw(&bytes, &mut runner) {
            let place = 36 + place.index(vector.certificate.len() - 36);
            match kind {
                0 => vector.certificate[place] = by,
                1 => vector.certificate.insert(place, by),
                2 => drop(vector.certificate.remove(place)),
                _ => continue,
            }
            if let Ok(changed) = Certificate::from_bytes(&vector.certificate) {
                vector = Vector::new(&market, &changed);
            }
        }
        match verify(&vector) {
            Ok(_) if accepted.lines().count() < count => accepted += &(vector.to_json() + "\n"),
            Err(_) if refused < count => {
                std::fs::write(reject.join(format!("{refused}.json")), vector.to_json())?;
                refused += 1;
            }
            _ => {}
        }
    }
    std::fs::write(accept.join("mutants.jsonl"), accepted)?;
    Ok(())
}

fn draw<S: Strategy>(strategy: &S, runner: &mut TestRunner) -> S::Value {
    strategy.new_tree(runner).expect("a strategy that filters nothing").current()
}
