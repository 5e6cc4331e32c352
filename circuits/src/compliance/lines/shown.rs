use super::run::Run;
use super::{BYTES_MAX, Decimal, Side};
use crate::commitment::{ARITY, Blinding, root_of};
use crate::compliance::{Backend, DocumentError, Evidence, Groth16, OtherStatement, Stated};
use crate::groth16::ManifestVersion;
use crate::poseidon::Poseidon;
use crate::statement::compliance::{Assigned, Compliance, Name, Shape, leaf};
use ark_ff::PrimeField;
use core::fmt;
use serde::{Deserialize, Serialize};

/// Lines that one side is shown, with what shows that they lie in the allocation. For that side's eyes.
#[derive(Clone, PartialEq, Eq)]
pub struct Shown<B: Backend = Groth16>(pub(super) ShownDocument<B::Field>);

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound = "F: PrimeField")]
pub(super) struct ShownDocument<F> {
    pub(super) version: ManifestVersion,
    pub(super) allocation: Decimal<F>,
    pub(super) side: Side,
    /// Place of an offer in the market, from 0.
    pub(super) number: Option<u64>,
    pub(super) lines: Vec<ShownEntry<F>>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound = "F: PrimeField")]
pub(super) struct ShownEntry<F> {
    /// Place of the task in the market, from 0.
    pub(super) place: usize,
    pub(super) name: Identity<F>,
    pub(super) run: Option<Run>,
    pub(super) blinding: Decimal<F>,
    /// Siblings, lowest first.
    pub(super) path: Vec<[Decimal<F>; ARITY - 1]>,
}

/// What is shown of task and payer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields, bound = "F: PrimeField")]
pub(super) enum Identity<F> {
    /// Both.
    Named { task: String, payer: String, blinding: Decimal<F> },
    /// The hash of both.
    Hidden(Decimal<F>),
}

/// A line that was found in an allocation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShownLine {
    /// Place of the task in the market, from 0.
    pub place: usize,
    /// The task; a payer alone is shown it.
    pub task: Option<String>,
    /// What the task got; none if it was left out.
    pub run: Option<Assigned>,
}

/// Why shown lines are not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ShownError {
    /// The manifest is that of another statement.
    #[error(transparent)]
    Manifest(#[from] OtherStatement),
    /// The lines are from another allocation than the proof.
    #[error("the lines are from the allocation {found}, the proof is about {expected}")]
    OtherAllocation {
        /// The allocation that they name.
        found: String,
        /// That of the proof.
        expected: String,
    },
    /// A line has another form than the lines of the circuit.
    #[error("line {0} is not one of this circuit's")]
    Form(usize),
    /// Places do not rise.
    #[error("line {0} is shown twice or out of order")]
    Order(usize),
    /// A line is another side's.
    #[error("line {place} is not one of {side:?}")]
    OtherSide {
        /// Its place.
        place: usize,
        /// Whose lines these should be.
        side: Side,
    },
    /// A line does not lie in the allocation at its place.
    #[error("line {0} does not lie in the allocation")]
    NotThere(usize),
}

impl<B: Backend> Shown<B> {
    /// Reads a file of shown lines.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub fn from_json(json: &[u8]) -> Result<Self, DocumentError> {
        crate::compliance::document::parse_up_to(BYTES_MAX, json).map(Self)
    }

    /// The file. It shows what the side may see, and nothing of other lines but hashes.
    pub fn to_json(&self) -> String {
        crate::compliance::document::render(&self.0)
    }

    /// The number of lines.
    pub fn len(&self) -> usize {
        self.0.lines.len()
    }

    /// Whether there is no line.
    pub fn is_empty(&self) -> bool {
        self.0.lines.is_empty()
    }

    /// Whose lines these are. Of an offer this is what the file calls it: no commitment holds its name, only its
    /// [place](Self::offer_place).
    pub fn side(&self) -> &Side {
        &self.0.side
    }

    /// Place of the offer in the market, from 0, whose lines these are; none for a payer.
    pub fn offer_place(&self) -> Option<u64> {
        match self.0.side {
            Side::Payer(_) => None,
            Side::Offer(_) => self.0.number,
        }
    }

    /// The lines, if they lie in the allocation that a proof is about and are the side's. The manifest is the one of the trusted key, and the
    /// proof must have been verified: this compares with what it states.
    ///
    /// That no line of the side is missing follows for a payer who knows her tasks, by name. An offer knows it from the number of its runs
    /// alone.
    ///
    /// # Errors
    /// [`ShownError`].
    pub fn check(&self, manifest: &B::Manifest, verified: &Evidence<B>) -> Result<Vec<ShownLine>, ShownError> {
        let stated = Stated::of_manifest::<B>(manifest)?;
        let Compliance { poseidon, shape } = stated.rules();
        let document = &self.0;
        let expected = verified.allocation().unwrap_or_default();
        let found = document.allocation.0.to_string();
        if found != expected {
            return Err(ShownError::OtherAllocation { found, expected });
        }
        let mut lines: Vec<ShownLine> = Vec::new();
        for entry in &document.lines {
            let place = entry.place;
            if lines.last().is_some_and(|last| last.place >= place) {
                return Err(ShownError::Order(place));
            }
            lines.push(self.line(entry, poseidon, shape)?);
        }
        Ok(lines)
    }

    fn line(
        &self,
        entry: &ShownEntry<B::Field>,
        poseidon: &Poseidon<B::Field>,
        shape: &Shape,
    ) -> Result<ShownLine, ShownError> {
        let (document, place) = (&self.0, entry.place);
        if place >= shape.tasks || entry.path.len() != crate::commitment::height(shape.tasks) {
            return Err(ShownError::Form(place));
        }
        let run = Run::line(entry.run.as_ref(), place, shape).ok_or(ShownError::Form(place))?;
        let own = match (&document.side, &entry.name) {
            (Side::Payer(own), Identity::Named { payer, .. }) => own == payer,
            (Side::Offer(_), Identity::Hidden(_)) => {
                document.number.is_some() && entry.run.as_ref().map(Run::offer) == document.number
            }
            _ => return Err(ShownError::Form(place)),
        };
        if !own {
            return Err(ShownError::OtherSide { place, side: document.side.clone() });
        }
        let (task, name) = match &entry.name {
            Identity::Hidden(name) => (None, name.0),
            Identity::Named { task, payer, blinding } => {
                let name = Name { task: task.clone(), payer: payer.clone() };
                (Some(task.clone()), name.element(poseidon, Blinding::from_element(blinding.0)))
            }
        };
        let leaf = leaf(poseidon, shape, &run, name, Blinding::from_element(entry.blinding.0));
        let path = entry.path.iter().map(|siblings| siblings.map(|Decimal(element)| element)).collect();
        if root_of(poseidon, place, leaf, &path) != document.allocation.0 {
            return Err(ShownError::NotThere(place));
        }
        Ok(ShownLine { place, task, run })
    }
}

impl<B: Backend> fmt::Debug for Shown<B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Shown").field("side", &self.0.side).finish_non_exhaustive()
    }
}
