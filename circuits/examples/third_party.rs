//! `third_party DIR` writes keys, a proof, its inputs and their forgeries, a contract and what it is called with, and the circuit with its
//! witness, so that other people's tools judge them. `third_party DIR FILE.zkey` proves with the key of a ceremony over that circuit instead.
//!
//! The secrets come from fixed bytes: nothing that this writes protects anything.

use apportion_circuits::format::{iden3, snarkjs, solidity, zkey};
use apportion_circuits::groth16::{Assignment, Description, Manifest, Prover, ProvingKey, PublicInputs, setup_seeded};
use apportion_circuits::testing::{Total, constraints};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

const NUMBERS: usize = 1;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let (folder, key) = match &arguments[..] {
        [folder] => (folder, setup_seeded(Total::of(NUMBERS, 0), [1; 32])?),
        [folder, file] => {
            let imported = zkey::read(&fs::read(file)?, &constraints(NUMBERS))?;
            println!("read a zkey with {} contributions: setup {}", imported.contributions, imported.key.setup());
            (folder, imported.key)
        }
        _ => return Err("usage: third_party DIR [FILE.zkey]".into()),
    };
    fs::create_dir_all(folder)?;
    write(folder, key)
}

fn write(folder: &Path, key: ProvingKey) -> Result<(), Box<dyn Error>> {
    let mut counter = 0u8;
    let mut bytes = |bytes: &mut [u8]| {
        bytes.iter_mut().for_each(|byte| {
            counter = counter.wrapping_add(101);
            *byte = counter;
        })
    };
    let verifying = key.verifying_key().clone();
    let circuit = constraints(NUMBERS);
    let manifest = Manifest::describe(description(), &circuit, &key, ProvingKey::hash_of(&key.to_bytes()))?;
    let prover = Prover::new(key, circuit)?;
    let (proof, inputs) = prover.prove(Total::of(NUMBERS, 7), &mut bytes)?;
    let (other, _) = prover.prove(Total::of(NUMBERS, 8), &mut bytes)?;

    let put = |name: &str, contents: &[u8]| fs::write(folder.join(name), contents);
    put("manifest.json", manifest.to_json().as_bytes())?;
    put("verification_key.json", snarkjs::write_verification_key(&verifying).as_bytes())?;
    put("proof.json", snarkjs::write_proof(&proof).as_bytes())?;
    put("proof.other-context.json", snarkjs::write_proof(&other).as_bytes())?;
    put("public.json", snarkjs::write_public(&inputs).as_bytes())?;
    put("circuit.r1cs", &iden3::r1cs(prover.constraints()))?;
    put("witness.wtns", &iden3::wtns(&Assignment::of(Total::of(NUMBERS, 7))?))?;
    put("Verifier.sol", solidity::contract(&verifying, "Verifier")?.as_bytes())?;
    put("calldata.good", &solidity::calldata(&proof, &inputs))?;
    put("calldata.other-context", &solidity::calldata(&other, &inputs))?;

    let mut tampered = inputs.to_bytes();
    tampered[0][31] ^= 1;
    let tampered = PublicInputs::from_bytes(&tampered)?;
    put("public.tampered.json", snarkjs::write_public(&tampered).as_bytes())?;
    put("calldata.tampered", &solidity::calldata(&proof, &tampered))?;

    // The context plus the field's order: the same residue, another number.
    let text = snarkjs::write_public(&inputs).replace("\"7\"", &format!("\"{ALIAS}\""));
    put("public.aliased.json", text.as_bytes())?;
    let mut aliased = solidity::calldata(&proof, &inputs);
    let at = aliased.len() - 32;
    aliased.splice(at.., ALIAS_BYTES);
    put("calldata.aliased", &aliased)?;
    Ok(())
}

fn description() -> Description {
    Description {
        made_by: concat!("apportion-circuits ", env!("CARGO_PKG_VERSION")).into(),
        statement: "test-total".into(),
        parameters: [("numbers".to_string(), NUMBERS as u64)].into(),
        public_inputs: vec!["total".into(), "context".into()],
        not_covered: vec!["That the numbers mean anything.".into()],
    }
}

/// 7 + r.
const ALIAS: &str = "21888242871839275222246405745257275088548364400416034343698204186575808495624";
const ALIAS_BYTES: [u8; 32] = [
    0x30, 0x64, 0x4e, 0x72, 0xe1, 0x31, 0xa0, 0x29, 0xb8, 0x50, 0x45, 0xb6, 0x81, 0x81, 0x58, 0x5d, 0x28, 0x33, 0xe8,
    0x48, 0x79, 0xb9, 0x70, 0x91, 0x43, 0xe1, 0xf5, 0x93, 0xf0, 0x00, 0x00, 0x08,
];
