use super::encoding::{point_bytes, push_point, take_point};
use super::engine::Key;
use super::{Element, Reason, VerifyingKeyHash};
use crate::labels;
use alloc::vec::Vec;
use ark_bn254::{Bn254, g1, g2};

/// A verifying key over BN254 whose points are valid and whose secrets are not evidently known.
///
/// Whether it is the right key only its hash can say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyingKey(Key<Bn254>);

impl VerifyingKey {
    /// Most public inputs that a key may have.
    pub const INPUTS_MAX: usize = 1 << 10;

    pub(crate) fn new(key: Key<Bn254>) -> Result<Self, Reason> {
        if key.constants.is_empty() || key.constants.len() > Self::INPUTS_MAX + 1 {
            let expected = key.constants.len().clamp(1, Self::INPUTS_MAX + 1);
            return Err(Reason::InputConstantCount { found: key.constants.len(), expected });
        }
        key.check_secrets()?;
        Ok(Self(key))
    }

    /// From alpha, beta, gamma, delta and the input constants, uncompressed in the order of EIP-197.
    ///
    /// # Errors
    /// A [`Reason`] that names the element with a coordinate out of range, off the curve, outside the subgroup or at infinity, or the reason why
    /// anybody can forge proofs under the key.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Reason> {
        let (fixed, each) = (Self::length(0), point_bytes::<g1::Config>());
        let constants = bytes.len().saturating_sub(fixed).div_ceil(each).clamp(1, Self::INPUTS_MAX + 1);
        let expected = fixed + constants * each;
        if bytes.len() != expected {
            return Err(Reason::Length { found: bytes.len(), expected });
        }
        let rest = &mut &*bytes;
        Self::new(Key {
            alpha: take_point::<g1::Config>(rest, Element::Alpha)?,
            beta: take_point::<g2::Config>(rest, Element::Beta)?,
            gamma: take_point::<g2::Config>(rest, Element::Gamma)?,
            delta: take_point::<g2::Config>(rest, Element::Delta)?,
            constants: (0..constants)
                .map(|index| take_point::<g1::Config>(rest, Element::InputConstant(index)))
                .collect::<Result<_, _>>()?,
        })
    }

    /// alpha, beta, gamma, delta and the input constants, uncompressed in the order of EIP-197. These are the bytes that are hashed.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(Self::length(self.0.constants.len()));
        push_point(&self.0.alpha, &mut bytes);
        for point in [&self.0.beta, &self.0.gamma, &self.0.delta] {
            push_point(point, &mut bytes);
        }
        self.0.constants.iter().for_each(|point| push_point(point, &mut bytes));
        bytes
    }

    fn length(constants: usize) -> usize {
        point_bytes::<g1::Config>() * (1 + constants) + 3 * point_bytes::<g2::Config>()
    }

    /// SHA-256 of `apportion.groth16.bn254.key.1` and [`to_bytes`](Self::to_bytes): what a verifier pins.
    pub fn hash(&self) -> VerifyingKeyHash {
        VerifyingKeyHash::of(&[labels::VERIFYING_KEY.bytes(), &self.to_bytes()])
    }

    /// Public inputs that a proof under this key has.
    pub fn inputs(&self) -> usize {
        self.0.constants.len() - 1
    }

    pub(crate) fn key(&self) -> &Key<Bn254> {
        &self.0
    }
}
