//! The binary files of iden3's tools: a circuit as [`r1cs`], a witness as [`wtns`].
//!
//! Both start with four letters, a version and a number of sections; a section has a type, a length in bytes and a body. Integers are little-endian,
//! field elements 32 bytes and not in Montgomery form.
//! Formats: <https://github.com/iden3/r1csfile/blob/master/doc/r1cs_bin_format.md>, and for witnesses the code of snarkjs that reads them.

mod r1cs;
mod wtns;

use crate::groth16::{Assignment, Constraints};
use alloc::vec::Vec;
use ark_bn254::Fr;
use ark_ff::{BigInteger, PrimeField};

pub(crate) use r1cs::write_r1cs;

/// A circuit as an `.r1cs` file: variable 0 is the constant, then come the public inputs, then the witness.
pub fn r1cs(constraints: &Constraints<Fr>) -> Vec<u8> {
    let mut file = Vec::new();
    write_r1cs(constraints, &mut |bytes: &[u8]| file.extend_from_slice(bytes));
    file
}

/// A witness as a `.wtns` file. Secret.
pub fn wtns(assignment: &Assignment<Fr>) -> Vec<u8> {
    wtns::wtns(assignment)
}

fn element_bytes<F: PrimeField>() -> usize {
    (F::MODULUS_BIT_SIZE as usize).div_ceil(64) * 8
}

fn prime<F: PrimeField>() -> Vec<u8> {
    F::MODULUS.to_bytes_le()
}
