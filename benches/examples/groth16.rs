//! `groth16 setup N DIR` makes keys for a circuit of size N in DIR; `groth16 prove N DIR` loads them, proves, and prints what was proved as JSON.
//! Two processes, so that time and memory of each can be measured from outside: `benches/compare/circom.py` does.

use apportion_circuits::groth16::{Prover, ProvingKey, setup_seeded};
use apportion_circuits::testing::{Total, constraints};
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [step, size, folder] = &arguments[..] else { return Err("usage: groth16 setup|prove N DIR".into()) };
    let (size, folder) = (size.parse()?, Path::new(folder));
    match step.as_str() {
        "setup" => {
            Ok(std::fs::write(folder.join("proving.key"), setup_seeded(Total::of(size, 0), [1; 32])?.to_bytes())?)
        }
        "prove" => prove(size, folder),
        _ => Err(format!("{step:?} is neither setup nor prove").into()),
    }
}

fn prove(size: usize, folder: &Path) -> Result<(), Box<dyn Error>> {
    let bytes = std::fs::read(folder.join("proving.key"))?;
    let key = ProvingKey::from_bytes(&bytes, &ProvingKey::hash_of(&bytes))?;
    drop(bytes);
    let prover = Prover::new(key, constraints(size))?;
    // A proof whose randomness is known hides nothing, which is of no concern to its time.
    let mut state = 0u8;
    let mut randomness = |bytes: &mut [u8]| {
        for byte in bytes {
            state = state.wrapping_mul(5).wrapping_add(113);
            *byte = state;
        }
    };
    prover.prove(Total::of(size, 7), &mut randomness)?;
    let constraints = prover.constraints().len();
    println!(
        r#"{{"statement": "{size} numbers of 64 bits have this total, without commitment", "constraints": {constraints}}}"#
    );
    Ok(())
}
