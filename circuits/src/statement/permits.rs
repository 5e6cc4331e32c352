//! S7: the (payer, offer) pair of every item is a row of a committed permit table.

use super::keyed::KeyedBound;
use super::parameter::{ParameterError, fits, positive};
use super::{Committed, PolicyPublic, Statement, Unsatisfied};
use crate::commitment::{Batch, Table, TableLayout};
use crate::labels;
use crate::layout::{ItemLane, ItemLayout};
use crate::poseidon::Poseidon;
use ark_ff::PrimeField;

/// The statement "every payer uses only offers that it may use".
#[derive(Clone, Debug)]
pub struct Permits<F: PrimeField> {
    pub(crate) poseidon: Poseidon<F>,
    pub(crate) layout: ItemLayout,
    pub(crate) permits: TableLayout,
    pub(crate) bound: KeyedBound,
}

/// Witness of [`Permits`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PermitsWitness<F> {
    /// The items.
    pub batch: Batch<F>,
    /// One row a permit: payer and offer. Rows may repeat, so that a table is padded with any of its rows.
    pub permits: Table<F>,
}

impl<F: PrimeField> Permits<F> {
    /// The statement for a layout with payers and offers and a number of permits.
    pub fn new(poseidon: Poseidon<F>, layout: ItemLayout, permits: usize) -> Result<Self, ParameterError> {
        layout.require(ItemLane::Payer)?;
        layout.require(ItemLane::Offer)?;
        positive("the number of permits", permits)?;
        fits::<F>(layout.payer.bits() + layout.offer.bits() + 1)?;
        let bound = KeyedBound::new::<F>(layout.count, [])?;
        let columns = vec![layout.payer, layout.offer];
        let permits = TableLayout { table: Committed::Permits, label: labels::PERMITS, rows: permits, columns };
        Ok(Self { poseidon, layout, permits, bound })
    }
}

impl<F: PrimeField> Statement<F> for Permits<F> {
    type Public = PolicyPublic<F>;
    type Witness = PermitsWitness<F>;

    const NAME: &'static str = "permits";

    fn parameters(&self) -> Vec<u64> {
        [self.layout.numbers(), self.permits.numbers()].concat()
    }

    fn public(&self, context: F, witness: &PermitsWitness<F>) -> PolicyPublic<F> {
        let items = witness.batch.commitment(&self.poseidon, &self.layout);
        let policy = self.permits.commitment(&self.poseidon, &witness.permits);
        PolicyPublic { context, items, policy }
    }

    fn holds(&self, public: &PolicyPublic<F>, witness: &PermitsWitness<F>) -> Result<(), Unsatisfied> {
        self.layout.check(&witness.batch.items)?;
        self.permits.check(&witness.permits)?;
        for (at, item) in witness.batch.items.iter().enumerate() {
            if !witness.permits.rows.iter().any(|row| row[..] == [item.payer, item.offer]) {
                return Err(Unsatisfied::NotPermitted { item: at, payer: item.payer, offer: item.offer });
            }
        }
        public.check(&self.public(public.context, witness), Committed::Permits)
    }

    fn blank(&self) -> PermitsWitness<F> {
        PermitsWitness { batch: self.layout.blank(), permits: self.permits.blank() }
    }
}
