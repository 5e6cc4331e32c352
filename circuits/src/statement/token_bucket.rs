//! S6: what each payer uses fits into its token bucket.
//!
//! As a backlog: b(e) = max(b(e-1) - refill, 0) + use(e), b(-1) = 0, and b(e) is at most the capacity in every slot e. The bucket holds
//! capacity - b tokens: it is full at first, and refilled between slots.

use super::fixed_window::{Metered, Windows};
use super::parameter::{ParameterError, narrow};
use super::sliding_window::{check_slots, used_by_slot};
use super::{Committed, PolicyPublic, Statement, Unsatisfied};
use crate::commitment::{Batch, Table, TableLayout};
use crate::labels;
use crate::layout::{BitWidth, ItemLayout};
use crate::poseidon::Poseidon;
use ark_ff::PrimeField;

/// The statement "no payer ever overdraws its bucket". Items that use nothing are not looked at.
#[derive(Clone, Debug)]
pub struct TokenBucket<F: PrimeField> {
    pub(crate) poseidon: Poseidon<F>,
    pub(crate) layout: ItemLayout,
    pub(crate) metered: Metered,
    pub(crate) slots: Windows,
    pub(crate) buckets: TableLayout,
}

/// Witness of [`TokenBucket`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenBucketWitness<F> {
    /// The items.
    pub batch: Batch<F>,
    /// One row a payer: the capacity of its bucket, and what is refilled in a slot.
    pub buckets: Table<F>,
}

impl<F: PrimeField> TokenBucket<F> {
    /// The statement for a layout with payers and times, what is counted, the slots, a number of payers and one width of capacities and
    /// refills.
    pub fn new(
        poseidon: Poseidon<F>,
        layout: ItemLayout,
        metered: Metered,
        slots: Windows,
        payers: usize,
        bucket: BitWidth,
    ) -> Result<Self, ParameterError> {
        narrow("bucket", bucket)?;
        check_slots::<F>(&layout, metered, slots, payers, bucket)?;
        let columns = vec![bucket; 2];
        let buckets = TableLayout { table: Committed::Buckets, label: labels::BUCKETS, rows: payers, columns };
        Ok(Self { poseidon, layout, metered, slots, buckets })
    }

    fn check_buckets(&self, witness: &TokenBucketWitness<F>) -> Result<(), Unsatisfied> {
        let used = used_by_slot(&witness.batch, self.metered, self.slots, self.buckets.rows)?;
        for (payer, (used, row)) in used.iter().zip(&witness.buckets.rows).enumerate() {
            let [capacity, refill] = row[..] else { continue };
            let mut backlog = 0u128;
            for (slot, used) in used.iter().enumerate() {
                backlog = backlog.saturating_sub(refill.into()) + used;
                if backlog > u128::from(capacity) {
                    return Err(Unsatisfied::BucketOverdrawn { payer, slot, backlog, capacity });
                }
            }
        }
        Ok(())
    }
}

impl<F: PrimeField> Statement<F> for TokenBucket<F> {
    type Public = PolicyPublic<F>;
    type Witness = TokenBucketWitness<F>;

    const NAME: &'static str = "token-bucket";

    fn parameters(&self) -> Vec<u64> {
        let own = vec![self.metered.number(), self.slots.length, self.slots.count as u64];
        [self.layout.numbers(), own, self.buckets.numbers()].concat()
    }

    fn public(&self, context: F, witness: &TokenBucketWitness<F>) -> PolicyPublic<F> {
        let items = witness.batch.commitment(&self.poseidon, &self.layout);
        let policy = self.buckets.commitment(&self.poseidon, &witness.buckets);
        PolicyPublic { context, items, policy }
    }

    fn holds(&self, public: &PolicyPublic<F>, witness: &TokenBucketWitness<F>) -> Result<(), Unsatisfied> {
        self.layout.check(&witness.batch.items)?;
        self.buckets.check(&witness.buckets)?;
        self.check_buckets(witness)?;
        public.check(&self.public(public.context, witness), Committed::Buckets)
    }

    fn blank(&self) -> TokenBucketWitness<F> {
        TokenBucketWitness { batch: self.layout.blank(), buckets: self.buckets.blank() }
    }
}
