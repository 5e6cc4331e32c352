//! A contract that verifies proofs under one key on Ethereum and its like, and the data it is called with.
//!
//! The contract is generated from `verifier.sol`, which follows EIP-196, EIP-197 and the equation alone. Its function has the signature that wallets
//! and tools know from snarkjs: `verifyProof(uint256[2],uint256[2][2],uint256[2],uint256[n])`. Negations are done here, once: the contract stores
//! -beta, -gamma and -delta, so that the proof's points go to the precompile as they came.

use crate::groth16::{Proof, PublicInputs, VerifyingKey};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use ark_bn254::{Fq, Fr, G1Affine, G2Affine};
use ark_ff::{BigInteger, PrimeField};
use sha3::{Digest, Keccak256};

const CONTRACT: &str = include_str!("verifier.sol");
const TERM: &str = include_str!("term.sol");

/// Why no contract is generated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SolidityError {
    /// Not a name that a contract can have.
    #[error("{0:?} is not a contract's name: letters, digits and _, beginning with a letter, at most 64")]
    Name(String),
}

/// The source of a contract that verifies under a key. Compile with any solc from 0.8.20.
///
/// # Errors
/// [`SolidityError::Name`] for a name that is not an identifier.
pub fn contract(key: &VerifyingKey, name: &str) -> Result<String, SolidityError> {
    let identifier = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.len() > 64 || !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !name.chars().all(identifier) {
        return Err(SolidityError::Name(name.chars().take(80).collect()));
    }
    let elements = key.key();
    let mut values = Vec::from([
        ("contract".to_string(), name.to_string()),
        ("key_hash".to_string(), key.hash().to_string()),
        ("inputs".to_string(), key.inputs().to_string()),
    ]);
    g1("alpha", &elements.alpha, &mut values);
    for (name, point) in [("beta", elements.beta), ("gamma", elements.gamma), ("delta", elements.delta)] {
        g2(name, &-point, &mut values);
    }
    if let Some(constant) = elements.constants.first() {
        g1("ic_0", constant, &mut values);
    }
    let terms: Vec<String> = elements.constants.iter().skip(1).enumerate().map(|(at, point)| term(at, point)).collect();
    values.push(("terms".to_string(), terms.concat().trim_end().to_string()));
    Ok(fill(CONTRACT, &values))
}

fn term(at: usize, point: &G1Affine) -> String {
    let values = [
        ("offset".to_string(), format!("{:#x}", 32 * at)),
        ("order".to_string(), hexadecimal(Fr::MODULUS)),
        ("x".to_string(), coordinate(point.x)),
        ("y".to_string(), coordinate(point.y)),
    ];
    fill(TERM, &values)
}

fn fill(template: &str, values: &[(String, String)]) -> String {
    values.iter().fold(template.to_string(), |text, (name, value)| text.replace(&format!("{{{{{name}}}}}"), value))
}

fn hexadecimal(integer: impl BigInteger) -> String {
    integer.to_bytes_be().iter().fold("0x".to_string(), |text, byte| text + &format!("{byte:02x}"))
}

fn coordinate(value: Fq) -> String {
    hexadecimal(value.into_bigint())
}

fn g1(name: &str, point: &G1Affine, values: &mut Vec<(String, String)>) {
    values.push((format!("{name}_x"), coordinate(point.x)));
    values.push((format!("{name}_y"), coordinate(point.y)));
}

fn g2(name: &str, point: &G2Affine, values: &mut Vec<(String, String)>) {
    for (axis, value) in [("x", point.x), ("y", point.y)] {
        values.push((format!("{name}_{axis}0"), coordinate(value.c0)));
        values.push((format!("{name}_{axis}1"), coordinate(value.c1)));
    }
}

/// The data of a call of `verifyProof`: its selector, then A, B and C, in which the coefficient of u comes first, then the inputs.
pub fn calldata(proof: &Proof, inputs: &PublicInputs) -> Vec<u8> {
    let signature = format!("verifyProof(uint256[2],uint256[2][2],uint256[2],uint256[{}])", inputs.len());
    let mut data: Vec<u8> = Keccak256::digest(signature).iter().take(4).copied().collect();
    data.extend(proof.to_bytes());
    inputs.to_bytes().iter().for_each(|input| data.extend(input));
    data
}

/// The arguments of a call as text, the way `snarkjs zkey export soliditycalldata` prints them and forms on the web take them.
pub fn arguments(proof: &Proof, inputs: &PublicInputs) -> String {
    let word = |bytes: &[u8]| bytes.iter().fold("\"0x".to_string(), |text, byte| text + &format!("{byte:02x}")) + "\"";
    let words: Vec<String> = proof.to_bytes().chunks(32).map(word).collect();
    let inputs: Vec<String> = inputs.to_bytes().iter().map(|input| word(input)).collect();
    match &words[..] {
        [ax, ay, bx1, bx0, by1, by0, cx, cy] => {
            format!("[{ax},{ay}],[[{bx1},{bx0}],[{by1},{by0}]],[{cx},{cy}],[{}]", inputs.join(","))
        }
        _ => String::new(),
    }
}
