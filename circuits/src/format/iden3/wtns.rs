use super::{element_bytes, prime};
use crate::groth16::Assignment;
use alloc::vec::Vec;
use ark_ff::{BigInteger, PrimeField};

pub(super) fn wtns<F: PrimeField>(assignment: &Assignment<F>) -> Vec<u8> {
    let (width, values) = (element_bytes::<F>(), assignment.values());
    let mut file = Vec::with_capacity(76 + values.len() * width);
    file.extend(b"wtns");
    file.extend(2u32.to_le_bytes());
    file.extend(2u32.to_le_bytes());

    file.extend(1u32.to_le_bytes());
    file.extend((4 + width as u64 + 4).to_le_bytes());
    file.extend((width as u32).to_le_bytes());
    file.extend(prime::<F>());
    file.extend((values.len() as u32).to_le_bytes());

    file.extend(2u32.to_le_bytes());
    file.extend(((values.len() * width) as u64).to_le_bytes());
    values.iter().for_each(|value| file.extend(value.into_bigint().to_bytes_le()));
    file
}
