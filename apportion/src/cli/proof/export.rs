//! `apportion export-proof`.

use super::arguments::{ExportProof, Format};
use super::backend::{self, File, is_of_halo2};
use super::stored;
use crate::cli::failure::Failure;
use crate::cli::files::{Access, Directory};
use crate::cli::{Outcome, files};
use apportion::circuits::format::{iden3, solidity};
use apportion::circuits::{compliance, usage};

const CONTRACT: &str = "Verifier";

/// A form that halo2 does not have.
#[derive(Debug, thiserror::Error)]
#[error(
    "holds keys or a proof of halo2, which {} cannot say: verify-proof checks them as they are; for contracts and \
     snarkjs, make keys with `setup --backend groth16`", form(*.0)
)]
struct NoSuchForm(Format);

fn form(format: Format) -> &'static str {
    match format {
        Format::Solidity | Format::Calldata => "a contract",
        Format::R1cs | Format::Wtns => "a file of rank-1 constraints",
    }
}

pub(in crate::cli) fn run(arguments: &ExportProof) -> Result<Outcome, Failure> {
    if is_of_halo2(&arguments.proof) {
        return Err(Failure::unusable(&arguments.proof, &NoSuchForm(arguments.format)));
    }
    let exported = match arguments.format {
        Format::Solidity => contract(arguments)?,
        Format::Calldata => call(arguments)?,
        Format::R1cs => constraints(arguments)?,
        Format::Wtns => witness(arguments)?,
    };
    backend::write(&Directory::open(&arguments.out)?, &exported)?;
    let wrote = |(name, _, access): &File| {
        let secret = if *access == Access::Owner { ": keep it secret" } else { "" };
        format!("wrote {}{secret}\n", arguments.out.join(name).display())
    };
    files::print(&exported.iter().map(wrote).collect::<String>())?;
    Ok(Outcome::Done)
}

fn contract(arguments: &ExportProof) -> Result<Vec<File>, Failure> {
    let path = arguments.proof.join(stored::VERIFYING_KEY);
    let key = stored::verifying_key(&path)?;
    let source = solidity::contract(&key, CONTRACT).map_err(|error| Failure::unusable(&path, &error))?;
    Ok(vec![("Verifier.sol", source.into_bytes(), Access::Everyone)])
}

fn call(arguments: &ExportProof) -> Result<Vec<File>, Failure> {
    let (proof, inputs) = stored::proof(&arguments.proof)?;
    let data = solidity::calldata(&proof, &inputs);
    let digits = data.iter().fold("0x".to_owned(), |text, byte| text + &format!("{byte:02x}")) + "\n";
    Ok(vec![
        ("calldata.hex", digits.into_bytes(), Access::Everyone),
        ("calldata.txt", (solidity::arguments(&proof, &inputs) + "\n").into_bytes(), Access::Everyone),
    ])
}

fn constraints(arguments: &ExportProof) -> Result<Vec<File>, Failure> {
    let path = arguments.proof.join(stored::MANIFEST);
    let manifest = stored::manifest(&path)?;
    let circuit = match manifest.statement.as_str() {
        usage::NAME => usage::circuit(&manifest),
        _ => compliance::circuit(&manifest),
    };
    let constraints = circuit.map_err(|error| Failure::refused(&path, &error))?;
    Ok(vec![("circuit.r1cs", iden3::r1cs(&constraints), Access::Everyone)])
}

fn witness(arguments: &ExportProof) -> Result<Vec<File>, Failure> {
    Ok(vec![(stored::WITNESS, files::read(&arguments.proof.join(stored::WITNESS))?, Access::Owner)])
}
