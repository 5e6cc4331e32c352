//! `share`: all items of one payer, or of one offer, and of nobody else.
//!
//! The prover gives the holder her items and their places. She computes the digest of the batch in which every other item is blank; the
//! proof says that it is that of the committed batch. So nothing of hers is missing, nothing was added, and of the others she learns only
//! how many places there are. The digest is blinded, so that nobody else can test what she has: she is told the blinding.

use super::parameter::{ParameterError, fits};
use super::{Committed, PublicInputs, Statement, Unsatisfied};
use crate::commitment::{Batch, Blinding};
use crate::labels;
use crate::layout::{Item, ItemLane, ItemLayout, element_bits};
use crate::poseidon::Poseidon;
use ark_ff::PrimeField;

/// By which lane a share is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShareBy {
    /// By the payer.
    Payer,
    /// By the offer.
    Offer,
}

impl ShareBy {
    pub(crate) fn lane(self) -> ItemLane {
        match self {
            Self::Payer => ItemLane::Payer,
            Self::Offer => ItemLane::Offer,
        }
    }
}

/// The statement "these are all items of one holder".
#[derive(Clone, Debug)]
pub struct Share<F: PrimeField> {
    pub(crate) poseidon: Poseidon<F>,
    pub(crate) layout: ItemLayout,
    pub(crate) by: ShareBy,
}

/// Public inputs of [`Share`], in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SharePublic<F> {
    /// What the proof is for.
    pub context: F,
    /// Commitment of the items.
    pub items: F,
    /// Number of the payer or offer.
    pub holder: u64,
    /// Blinded digest of the holder's items.
    pub digest: F,
}

impl<F: PrimeField> PublicInputs<F> for SharePublic<F> {
    fn inputs(&self) -> Vec<F> {
        vec![self.context, self.items, F::from(self.holder), self.digest]
    }
}

/// Witness of [`Share`]: the items, and whose are shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShareWitness<F> {
    /// The items.
    pub batch: Batch<F>,
    /// Number of the payer or offer.
    pub holder: u64,
    /// Hides the holder's items from everybody but her: fresh for every share, and told to her alone.
    pub blinding: Blinding<F>,
}

impl<F: PrimeField> Share<F> {
    /// The statement for a layout that has the lane of holders. An item has to fit into one element.
    pub fn new(poseidon: Poseidon<F>, layout: ItemLayout, by: ShareBy) -> Result<Self, ParameterError> {
        layout.require(by.lane())?;
        fits::<F>(layout.item_bits() as u32 + 1)?;
        Ok(Self { poseidon, layout, by })
    }

    /// The digest that a holder computes: her items at their places, nothing at any other, and the blinding. An item is raised by one, so that an item of
    /// zeros differs from none.
    pub fn digest(&self, items: &[Option<&Item>], blinding: Blinding<F>) -> F {
        let elements = items.chunks(self.items_per_element()).map(|items| self.element(items));
        let elements: Vec<F> = elements.chain([blinding.element()]).collect();
        self.poseidon.absorb(self.poseidon.capacity(labels::SHARE, self.parameters()), &elements)
    }

    /// Items whose places fit into one element, each with a bit to spare.
    pub(crate) fn items_per_element(&self) -> usize {
        element_bits::<F>() / (self.layout.item_bits() + 1)
    }

    fn element(&self, items: &[Option<&Item>]) -> F {
        let place = F::from(2u64).pow([self.layout.item_bits() as u64 + 1]);
        items.iter().rev().fold(F::ZERO, |sum, item| {
            let own =
                |item| self.layout.pack(core::slice::from_ref(item)).elements::<F>().into_iter().sum::<F>() + F::ONE;
            sum * place + item.map_or(F::ZERO, own)
        })
    }

    fn held<'a>(&self, witness: &'a ShareWitness<F>) -> Vec<Option<&'a Item>> {
        let held = |item: &&Item| ItemLayout::value(item, self.by.lane()) == witness.holder;
        witness.batch.items.iter().map(|item| Some(item).filter(held)).collect()
    }
}

impl<F: PrimeField> Statement<F> for Share<F> {
    type Public = SharePublic<F>;
    type Witness = ShareWitness<F>;

    const NAME: &'static str = "share";

    fn parameters(&self) -> Vec<u64> {
        let by = match self.by {
            ShareBy::Payer => 0,
            ShareBy::Offer => 1,
        };
        [self.layout.numbers(), vec![by]].concat()
    }

    fn public(&self, context: F, witness: &ShareWitness<F>) -> SharePublic<F> {
        let items = witness.batch.commitment(&self.poseidon, &self.layout);
        let digest = self.digest(&self.held(witness), witness.blinding);
        SharePublic { context, items, holder: witness.holder, digest }
    }

    fn holds(&self, public: &SharePublic<F>, witness: &ShareWitness<F>) -> Result<(), Unsatisfied> {
        self.layout.check(&witness.batch.items)?;
        let opened = self.public(public.context, witness);
        if public.items != opened.items {
            return Err(Unsatisfied::Commitment { of: Committed::Items });
        }
        let same = public.digest == opened.digest && public.holder == opened.holder;
        if same { Ok(()) } else { Err(Unsatisfied::Commitment { of: Committed::Share }) }
    }

    fn blank(&self) -> ShareWitness<F> {
        ShareWitness { batch: self.layout.blank(), holder: 0, blinding: Blinding::from_element(F::ZERO) }
    }
}
