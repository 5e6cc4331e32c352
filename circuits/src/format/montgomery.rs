//! Points of BN254 as they lie in memory: little-endian coordinates in Montgomery form, the identity as zeros. Proving keys and zkeys hold these.

use alloc::vec::Vec;
use ark_bn254::{Fq, Fq2, Fr, G1Affine, G2Affine};
use ark_ff::{BigInt, PrimeField};

/// Takes values off the front of bytes; `None` at their end or for a value that is not reduced.
pub(crate) struct Reader<'a>(&'a [u8]);

const FIELD: usize = 32;

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(count)?;
        self.0 = tail;
        Some(head)
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    pub(crate) fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    pub(crate) fn integer(&mut self) -> Option<BigInt<4>> {
        Some(integer(self.take(FIELD)?))
    }

    /// An element of the scalar field as stored: what it stands for is for the caller to say.
    pub(crate) fn scalar(&mut self) -> Option<Fr> {
        let value = self.integer()?;
        (value < Fr::MODULUS).then(|| Fr::new_unchecked(value))
    }

    pub(crate) fn g1s(&mut self, count: usize) -> Option<Vec<G1Affine>> {
        let bytes = self.take(count.checked_mul(2 * FIELD)?)?;
        bytes.chunks_exact(2 * FIELD).map(g1).collect()
    }

    pub(crate) fn g2s(&mut self, count: usize) -> Option<Vec<G2Affine>> {
        let bytes = self.take(count.checked_mul(4 * FIELD)?)?;
        bytes.chunks_exact(4 * FIELD).map(g2).collect()
    }
}

fn integer(bytes: &[u8]) -> BigInt<4> {
    let mut limbs = [0; 4];
    for (limb, chunk) in limbs.iter_mut().zip(bytes.chunks_exact(8)) {
        *limb = chunk.try_into().map_or(0, u64::from_le_bytes);
    }
    BigInt(limbs)
}

fn base(bytes: &[u8]) -> Option<Fq> {
    let value = integer(bytes);
    (value < Fq::MODULUS).then(|| Fq::new_unchecked(value))
}

fn g1(bytes: &[u8]) -> Option<G1Affine> {
    let (x, y) = bytes.split_at_checked(FIELD)?;
    Some(G1Affine::new_unchecked(base(x)?, base(y)?))
}

fn g2(bytes: &[u8]) -> Option<G2Affine> {
    let mut coefficients = bytes.chunks_exact(FIELD).map(base);
    let mut coordinate = || Some(Fq2::new(coefficients.next()??, coefficients.next()??));
    Some(G2Affine::new_unchecked(coordinate()?, coordinate()?))
}

fn push(value: Fq, out: &mut Vec<u8>) {
    value.0.0.iter().for_each(|limb| out.extend(limb.to_le_bytes()));
}

pub(crate) fn push_g1(point: &G1Affine, out: &mut Vec<u8>) {
    push(point.x, out);
    push(point.y, out);
}

pub(crate) fn push_g2(point: &G2Affine, out: &mut Vec<u8>) {
    for coordinate in [point.x, point.y] {
        push(coordinate.c0, out);
        push(coordinate.c1, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ec::AffineRepr;

    #[test]
    fn points_come_back() {
        let mut bytes = Vec::new();
        let (p, q) = (G1Affine::generator(), G2Affine::generator());
        push_g1(&p, &mut bytes);
        push_g1(&G1Affine::identity(), &mut bytes);
        push_g2(&q, &mut bytes);
        push_g2(&G2Affine::identity(), &mut bytes);
        let mut reader = Reader::new(&bytes);
        assert_eq!(reader.g1s(2), Some(alloc::vec![p, G1Affine::identity()]));
        assert_eq!(reader.g2s(2), Some(alloc::vec![q, G2Affine::identity()]));
        assert_eq!(reader.take(1), None);
    }

    #[test]
    fn values_that_are_not_reduced_are_refused() {
        let mut bytes = Vec::new();
        Fq::MODULUS.0.iter().for_each(|limb| bytes.extend(limb.to_le_bytes()));
        bytes.resize(64, 0);
        assert_eq!(Reader::new(&bytes).g1s(1), None);
        assert_eq!(Reader::new(&bytes).g1s(usize::MAX), None);
    }
}
