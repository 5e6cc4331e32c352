//! S5: what each payer uses in any run of consecutive slots of a given length is at most its committed rate.

use super::fixed_window::{Metered, Windows};
use super::parameter::{ParameterError, fits, narrow, positive};
use super::{Committed, PolicyPublic, Statement, Unsatisfied};
use crate::commitment::{Batch, Table, TableLayout};
use crate::labels;
use crate::layout::{BitWidth, ItemLane, ItemLayout};
use crate::poseidon::Poseidon;
use ark_ff::PrimeField;

/// The statement "every payer keeps its rate in every window of some slots". Items that use nothing are not looked at.
#[derive(Clone, Debug)]
pub struct SlidingWindow<F: PrimeField> {
    pub(crate) poseidon: Poseidon<F>,
    pub(crate) layout: ItemLayout,
    pub(crate) metered: Metered,
    pub(crate) slots: Windows,
    pub(crate) window_slots: u32,
    pub(crate) rates: TableLayout,
}

/// Witness of [`SlidingWindow`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SlidingWindowWitness<F> {
    /// The items.
    pub batch: Batch<F>,
    /// One row a payer: the most that it may use in a window.
    pub rates: Table<F>,
}

impl<F: PrimeField> SlidingWindow<F> {
    /// The statement for a layout with payers and times, what is counted, the slots, the slots of a window, a number of payers and a width
    /// of rates.
    pub fn new(
        poseidon: Poseidon<F>,
        layout: ItemLayout,
        metered: Metered,
        slots: Windows,
        window_slots: u32,
        payers: usize,
        rate: BitWidth,
    ) -> Result<Self, ParameterError> {
        positive("the slots of a window", window_slots as usize)?;
        narrow("rate", rate)?;
        check_slots::<F>(&layout, metered, slots, payers, rate)?;
        let rates = TableLayout { table: Committed::Rates, label: labels::RATES, rows: payers, columns: vec![rate] };
        Ok(Self { poseidon, layout, metered, slots, window_slots, rates })
    }

    fn check_rates(&self, witness: &SlidingWindowWitness<F>) -> Result<(), Unsatisfied> {
        let used = used_by_slot(&witness.batch, self.metered, self.slots, self.rates.rows)?;
        for (payer, (used, row)) in used.iter().zip(&witness.rates.rows).enumerate() {
            for end in 0..used.len() {
                let sum = used[(end + 1).saturating_sub(self.window_slots as usize)..=end].iter().sum();
                if let Some(&rate) = row.iter().find(|&&rate| sum > u128::from(rate)) {
                    return Err(Unsatisfied::RateExceeded { payer, window: end, sum, rate });
                }
            }
        }
        Ok(())
    }
}

/// What a layout and slots must have for statements that count by slot.
pub(super) fn check_slots<F: PrimeField>(
    layout: &ItemLayout,
    metered: Metered,
    slots: Windows,
    payers: usize,
    limit: BitWidth,
) -> Result<(), ParameterError> {
    layout.require(ItemLane::Payer)?;
    layout.require(ItemLane::Time)?;
    positive("the number of payers", payers)?;
    positive("the number of slots", slots.count)?;
    positive("the length of a slot", slots.length.min(1) as usize)?;
    let counted = BitWidth::of(layout.count as u64).bits() + 2 * BitWidth::of(slots.count as u64).bits() + 4;
    fits::<F>(counted + metered.width(layout)?.bits().max(limit.bits()))?;
    fits::<F>(layout.payer.bits() + slots.width().bits() + 1)
}

/// What each payer uses in each slot. What counts as nothing may lie after the last slot, as far as a slot's number has room.
pub(super) fn used_by_slot<F>(
    batch: &Batch<F>,
    metered: Metered,
    slots: Windows,
    payers: usize,
) -> Result<Vec<Vec<u128>>, Unsatisfied> {
    let mut used = vec![vec![0; slots.count]; payers];
    for (at, item) in batch.items.iter().enumerate() {
        let late = |end| Unsatisfied::TimeOutOfRange { item: at, time: item.time, end };
        if metered.of(item) == 0 {
            let end = slots.length.saturating_mul(1 << slots.width().bits());
            if item.time >= end {
                return Err(late(end));
            }
            continue;
        }
        let unknown = Unsatisfied::UnknownPayer { item: at, payer: item.payer, payers };
        let used = used.get_mut(item.payer as usize).ok_or(unknown)?;
        let slot: &mut u128 = used.get_mut(slots.of(item.time) as usize).ok_or_else(|| late(slots.end()))?;
        *slot += u128::from(metered.of(item));
    }
    Ok(used)
}

impl<F: PrimeField> Statement<F> for SlidingWindow<F> {
    type Public = PolicyPublic<F>;
    type Witness = SlidingWindowWitness<F>;

    const NAME: &'static str = "sliding-window";

    fn parameters(&self) -> Vec<u64> {
        let (slots, window) = (self.slots, u64::from(self.window_slots));
        let own = vec![self.metered.number(), slots.length, slots.count as u64, window];
        [self.layout.numbers(), own, self.rates.numbers()].concat()
    }

    fn public(&self, context: F, witness: &SlidingWindowWitness<F>) -> PolicyPublic<F> {
        let items = witness.batch.commitment(&self.poseidon, &self.layout);
        let policy = self.rates.commitment(&self.poseidon, &witness.rates);
        PolicyPublic { context, items, policy }
    }

    fn holds(&self, public: &PolicyPublic<F>, witness: &SlidingWindowWitness<F>) -> Result<(), Unsatisfied> {
        self.layout.check(&witness.batch.items)?;
        self.rates.check(&witness.rates)?;
        self.check_rates(witness)?;
        public.check(&self.public(public.context, witness), Committed::Rates)
    }

    fn blank(&self) -> SlidingWindowWitness<F> {
        SlidingWindowWitness { batch: self.layout.blank(), rates: self.rates.blank() }
    }
}
