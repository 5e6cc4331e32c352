//! Public inputs as they are stored and sent.

use super::Element;
use crate::format::snarkjs::{SnarkjsError, read_elements, write_elements};
use crate::statement::PublicInputs;

/// Public inputs of which nobody has said what they mean, in the order of their statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inputs(pub(crate) Vec<Element>);

impl Inputs {
    /// The public inputs of a statement.
    pub fn of(public: &impl PublicInputs<Element>) -> Self {
        Self(public.inputs())
    }

    /// Reads public.json: an array of decimal texts, as snarkjs writes it.
    ///
    /// # Errors
    /// [`SnarkjsError`]; an input that is not below the field's order is refused.
    pub fn from_json(json: &[u8]) -> Result<Self, SnarkjsError> {
        read_elements(json).map(Self)
    }

    /// public.json.
    pub fn to_json(&self) -> String {
        write_elements(&self.0)
    }
}

impl PublicInputs<Element> for Inputs {
    fn inputs(&self) -> Vec<Element> {
        self.0.clone()
    }
}
