//! `groth16 setup N DIR` makes keys of S1 for N items of 64 bits in DIR; `groth16 prove N DIR [TIMES]` loads them, proves so many batches, one
//! unless told, and prints what was proved as JSON. Two processes, so that time and memory of each can be measured from outside:
//! `benches/compare/circom.py` does.

use apportion_benches::total::{circuit, counting, total, total_witness};
use apportion_circuits::groth16::{Constraints, Prover, ProvingKey, setup_seeded};
use apportion_circuits::poseidon::Poseidon;
use apportion_circuits::r1cs::Circuit;
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (step, items, folder, times) = match &arguments[..] {
        [step, items, folder] => (step, items, folder, 1),
        [step, items, folder, times] => (step, items, folder, times.parse()?),
        _ => return Err("usage: groth16 setup N DIR, or groth16 prove N DIR [TIMES]".into()),
    };
    let (items, key) = (items.parse()?, Path::new(folder).join("proving.key"));
    match step.as_str() {
        "setup" => setup(items, &key),
        "prove" => prove(items, &key, times),
        _ => Err(format!("{step:?} is neither setup nor prove").into()),
    }
}

fn setup(items: usize, path: &Path) -> Result<(), Box<dyn Error>> {
    let statement = total(Poseidon::default(), items)?;
    Ok(std::fs::write(path, setup_seeded(Circuit::blank(&statement), [1; 32])?.to_bytes())?)
}

fn prove(items: usize, path: &Path, times: usize) -> Result<(), Box<dyn Error>> {
    let bytes = std::fs::read(path)?;
    let key = ProvingKey::from_bytes(&bytes, &ProvingKey::hash_of(&bytes))?;
    drop(bytes);
    let (statement, witness) = (total(Poseidon::default(), items)?, total_witness(items));
    let prover = Prover::new(key, Constraints::of(Circuit::blank(&statement))?)?;
    // A proof whose randomness is known hides nothing, which is of no concern to its time.
    let mut randomness = counting(1);
    for _ in 0..times {
        prover.prove(circuit(&statement, &witness), &mut randomness)?;
    }
    let constraints = prover.constraints().len();
    let what = format!("{items} costs of 64 bits, committed, sum at most the budget");
    println!(r#"{{"statement": "{what}", "proofs": {times}, "constraints": {constraints}}}"#);
    Ok(())
}
