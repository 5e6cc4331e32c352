//! Writes the vectors that are defined in the tests: `cargo run -p apportion-certs --example vectors [FOLDER]`.
//!
//! `FOLDER/reject/*.json`, one for each defect, `FOLDER/accept/features.jsonl`, what the defects were put into, and
//! `FOLDER/accept/steps.jsonl`, proofs with every kind of step. The folder is `certs/vectors` by default; the rest of `accept` comes from the
//! allocator.

#[path = "../tests/vectors_support/mod.rs"]
mod vectors_support;

use std::path::PathBuf;
use vectors_support::vector::Vector;
use vectors_support::{rejects, steps, vector};

fn main() -> std::io::Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(vector::folder, PathBuf::from);
    let (accept, reject) = (folder.join("accept"), folder.join("reject"));
    std::fs::create_dir_all(&accept)?;
    std::fs::create_dir_all(&reject)?;
    for (name, vector) in rejects::all() {
        std::fs::write(reject.join(name).with_extension("json"), vector.to_json() + "\n")?;
    }
    let lines = |vectors: &[Vector]| vectors.iter().map(|vector| vector.to_json() + "\n").collect::<String>();
    std::fs::write(accept.join("features.jsonl"), lines(&rejects::sound()))?;
    std::fs::write(accept.join("steps.jsonl"), lines(&steps::all()))
}
