use super::Reason;
use super::encoding::{field_from_bytes, push_field};
use alloc::vec::Vec;
use ark_bn254::Fr;

/// The public inputs of a proof, in the order of its statement: elements of BN254's scalar field, reduced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicInputs(pub(crate) Vec<Fr>);

impl PublicInputs {
    /// From 32 big-endian bytes an input.
    ///
    /// # Errors
    /// [`Reason::InputOutOfRange`] for an input that is not below the field's order.
    pub fn from_bytes(inputs: &[[u8; 32]]) -> Result<Self, Reason> {
        let parse =
            |(index, bytes): (usize, &[u8; 32])| field_from_bytes(bytes).ok_or(Reason::InputOutOfRange { index });
        inputs.iter().enumerate().map(parse).collect::<Result<_, _>>().map(Self)
    }

    /// 32 big-endian bytes an input.
    pub fn to_bytes(&self) -> Vec<[u8; 32]> {
        let bytes = |input: &Fr| {
            let mut bytes = Vec::new();
            push_field(*input, &mut bytes);
            let mut array = [0; 32];
            array.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
            array
        };
        self.0.iter().map(bytes).collect()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
