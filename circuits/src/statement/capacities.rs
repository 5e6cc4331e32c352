//! S3: what is used of each resource of each offer is at most a committed capacity.

use super::keyed::KeyedBound;
use super::parameter::{ParameterError, narrow, positive};
use super::{Committed, PolicyPublic, Statement, Unsatisfied};
use crate::commitment::{Batch, Table, TableLayout};
use crate::labels;
use crate::layout::{BitWidth, ItemLane, ItemLayout};
use crate::poseidon::Poseidon;
use ark_ff::PrimeField;

/// The statement "every offer keeps its capacities".
#[derive(Clone, Debug)]
pub struct Capacities<F: PrimeField> {
    pub(crate) poseidon: Poseidon<F>,
    pub(crate) layout: ItemLayout,
    pub(crate) capacities: TableLayout,
    pub(crate) bound: KeyedBound,
}

/// Witness of [`Capacities`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CapacitiesWitness<F> {
    /// The items.
    pub batch: Batch<F>,
    /// One row an offer: its capacity of each resource.
    pub capacities: Table<F>,
}

impl<F: PrimeField> Capacities<F> {
    /// The statement for a layout with offers and amounts, a number of offers, and one width for the capacities of every resource.
    pub fn new(
        poseidon: Poseidon<F>,
        layout: ItemLayout,
        offers: usize,
        capacity: BitWidth,
    ) -> Result<Self, ParameterError> {
        layout.require(ItemLane::Offer)?;
        layout.require(ItemLane::Amount(0))?;
        positive("the number of offers", offers)?;
        narrow("capacity", capacity)?;
        let columns = vec![capacity; layout.amounts.len()];
        let bound = KeyedBound::new::<F>(layout.count, layout.amounts.iter().copied().zip(columns.iter().copied()))?;
        let capacities = TableLayout { table: Committed::Capacities, label: labels::CAPACITIES, rows: offers, columns };
        Ok(Self { poseidon, layout, capacities, bound })
    }

    fn sums(&self, witness: &CapacitiesWitness<F>) -> Result<Vec<Vec<u128>>, Unsatisfied> {
        let offers = self.capacities.rows;
        let mut sums = vec![vec![0; self.layout.amounts.len()]; offers];
        for (at, item) in witness.batch.items.iter().enumerate() {
            let unknown = Unsatisfied::UnknownOffer { item: at, offer: item.offer, offers };
            let sum: &mut Vec<u128> = sums.get_mut(item.offer as usize).ok_or(unknown)?;
            sum.iter_mut().zip(&item.amounts).for_each(|(sum, &amount)| *sum += u128::from(amount));
        }
        Ok(sums)
    }
}

impl<F: PrimeField> Statement<F> for Capacities<F> {
    type Public = PolicyPublic<F>;
    type Witness = CapacitiesWitness<F>;

    const NAME: &'static str = "capacities";

    fn parameters(&self) -> Vec<u64> {
        [self.layout.numbers(), self.capacities.numbers()].concat()
    }

    fn public(&self, context: F, witness: &CapacitiesWitness<F>) -> PolicyPublic<F> {
        let items = witness.batch.commitment(&self.poseidon, &self.layout);
        let policy = self.capacities.commitment(&self.poseidon, &witness.capacities);
        PolicyPublic { context, items, policy }
    }

    fn holds(&self, public: &PolicyPublic<F>, witness: &CapacitiesWitness<F>) -> Result<(), Unsatisfied> {
        self.layout.check(&witness.batch.items)?;
        self.capacities.check(&witness.capacities)?;
        for (offer, (sums, row)) in self.sums(witness)?.iter().zip(&witness.capacities.rows).enumerate() {
            for (resource, (&sum, &capacity)) in sums.iter().zip(row).enumerate() {
                if sum > u128::from(capacity) {
                    return Err(Unsatisfied::CapacityExceeded { offer, resource, sum, capacity });
                }
            }
        }
        public.check(&self.public(public.context, witness), Committed::Capacities)
    }

    fn blank(&self) -> CapacitiesWitness<F> {
        CapacitiesWitness { batch: self.layout.blank(), capacities: self.capacities.blank() }
    }
}
