//! Lines shown one by one: a payer her own, an offer those that it runs, and nobody another's.
//!
//! Keys made for [`LineCommitment::Tree`](crate::statement::compliance::LineCommitment::Tree) commit to an allocation as a tree over its lines.
//! The prover keeps [`LineOpenings`] and hands a side its [`Shown`] lines. These lie in the allocation that a proof is about, each at its task's
//! place; beside a payer's line stands what the market's commitment calls its task and payer.

mod openings;
mod run;
mod shown;

pub use openings::{LineOpenings, ShowError};
pub use shown::{Shown, ShownError, ShownLine};

use crate::format::snarkjs::read_number;
use ark_ff::PrimeField;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Whose lines are shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Those of a payer's tasks, whether they are assigned or not.
    Payer(String),
    /// Those that run on an offer.
    Offer(String),
}

/// Most bytes of a file of lines that is read.
const BYTES_MAX: usize = 1 << 28;

/// An element, in decimal.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Decimal<F>(F);

impl<F: PrimeField> Serialize for Decimal<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, F: PrimeField> Deserialize<'de> for Decimal<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let element = read_number(&text).ok().flatten();
        element
            .map(Self)
            .ok_or_else(|| de::Error::custom("an element is a whole number in decimal below the field's order"))
    }
}
