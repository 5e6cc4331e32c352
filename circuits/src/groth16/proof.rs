use super::encoding::{point_bytes, push_point, take_point};
use super::engine::Elements;
use super::{Element, Reason};
use alloc::vec::Vec;
use ark_bn254::{Bn254, g1, g2};

/// A Groth16 proof over BN254 whose points are valid. Whether it proves anything is for a [`Verifier`](super::Verifier) to say.
///
/// Proofs can be re-randomised by anybody: never use a proof's bytes as an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof(pub(crate) Elements<Bn254>);

impl Proof {
    /// Bytes of a proof.
    pub const LENGTH: usize = 256;

    /// From A, B and C, uncompressed in the order of EIP-197.
    ///
    /// # Errors
    /// A [`Reason`] that names the element with a coordinate out of range, off the curve, outside the subgroup or at infinity.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Reason> {
        if bytes.len() != Self::LENGTH {
            return Err(Reason::Length { found: bytes.len(), expected: Self::LENGTH });
        }
        let rest = &mut &*bytes;
        Ok(Self(Elements {
            a: take_point::<g1::Config>(rest, Element::A)?,
            b: take_point::<g2::Config>(rest, Element::B)?,
            c: take_point::<g1::Config>(rest, Element::C)?,
        }))
    }

    /// A, B and C, uncompressed in the order of EIP-197: also what an EVM contract takes.
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        let mut bytes = Vec::with_capacity(2 * point_bytes::<g1::Config>() + point_bytes::<g2::Config>());
        push_point(&self.0.a, &mut bytes);
        push_point(&self.0.b, &mut bytes);
        push_point(&self.0.c, &mut bytes);
        let mut array = [0; Self::LENGTH];
        array.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        array
    }
}
