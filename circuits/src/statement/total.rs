//! S1: the prices of all items sum to at most a public budget.

use super::parameter::{ParameterError, fits, sum_bits};
use super::{Committed, PublicInputs, Statement, Unsatisfied};
use crate::commitment::{Batch, Blinding};
use crate::layout::{BitWidth, Item, ItemLane, ItemLayout};
use crate::poseidon::Poseidon;
use ark_ff::PrimeField;

/// The statement "the items cost at most the budget".
#[derive(Clone, Debug)]
pub struct Total<F: PrimeField> {
    pub(crate) poseidon: Poseidon<F>,
    pub(crate) layout: ItemLayout,
}

/// Public inputs of [`Total`], in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TotalPublic<F> {
    /// What the proof is for.
    pub context: F,
    /// Commitment of the items.
    pub items: F,
    /// The most that the items may cost, in nMIC.
    pub budget: u64,
}

impl<F: PrimeField> PublicInputs<F> for TotalPublic<F> {
    fn inputs(&self) -> Vec<F> {
        vec![self.context, self.items, F::from(self.budget)]
    }
}

/// Witness of [`Total`]: the items, and the budget that is to be published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TotalWitness<F> {
    /// The items.
    pub batch: Batch<F>,
    /// The budget.
    pub budget: u64,
}

impl<F: PrimeField> Total<F> {
    /// The statement for a layout, which must have a price.
    pub fn new(poseidon: Poseidon<F>, layout: ItemLayout) -> Result<Self, ParameterError> {
        layout.require(ItemLane::Price)?;
        fits::<F>(sum_bits(layout.price, layout.count).max(BitWidth::U64.bits()) + 1)?;
        Ok(Self { poseidon, layout })
    }
}

impl<F: PrimeField> Statement<F> for Total<F> {
    type Public = TotalPublic<F>;
    type Witness = TotalWitness<F>;

    const NAME: &'static str = "total";

    fn parameters(&self) -> Vec<u64> {
        self.layout.numbers()
    }

    fn public(&self, context: F, witness: &TotalWitness<F>) -> TotalPublic<F> {
        let items = witness.batch.commitment(&self.poseidon, &self.layout);
        TotalPublic { context, items, budget: witness.budget }
    }

    fn holds(&self, public: &TotalPublic<F>, witness: &TotalWitness<F>) -> Result<(), Unsatisfied> {
        self.layout.check(&witness.batch.items)?;
        let sum = witness.batch.items.iter().map(|item| u128::from(item.price)).sum();
        if sum > u128::from(public.budget) {
            return Err(Unsatisfied::TotalExceeded { sum, budget: public.budget });
        }
        let commitment = witness.batch.commitment(&self.poseidon, &self.layout);
        if commitment == public.items { Ok(()) } else { Err(Unsatisfied::Commitment { of: Committed::Items }) }
    }

    fn blank(&self) -> TotalWitness<F> {
        TotalWitness { batch: self.layout.blank(), budget: 0 }
    }
}

impl ItemLayout {
    /// A batch of empty items.
    pub(crate) fn blank<F: PrimeField>(&self) -> Batch<F> {
        let item = Item { amounts: vec![0; self.amounts.len()], ..Item::default() };
        Batch { items: vec![item; self.count], blinding: Blinding::from_element(F::ZERO) }
    }
}
