//! S4: what each payer uses in each window `[k W, (k + 1) W)` of time is at most its committed rate.

use super::keyed::KeyedBound;
use super::parameter::{ParameterError, narrow, positive};
use super::{Committed, PolicyPublic, Statement, Unsatisfied};
use crate::commitment::{Batch, Table, TableLayout};
use crate::labels;
use crate::layout::{BitWidth, Item, ItemLane, ItemLayout};
use crate::poseidon::Poseidon;
use ark_ff::PrimeField;

/// What a rate counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Metered {
    /// The items themselves, one each: requests.
    Items,
    /// Their prices.
    Price,
    /// Their amounts of a resource, by number.
    Amount(usize),
}

impl Metered {
    /// The lane that is counted; none for items.
    pub(crate) fn lane(self) -> Option<ItemLane> {
        match self {
            Self::Items => None,
            Self::Price => Some(ItemLane::Price),
            Self::Amount(at) => Some(ItemLane::Amount(at)),
        }
    }

    /// What an item counts as.
    pub(crate) fn of(self, item: &Item) -> u64 {
        self.lane().map_or(1, |lane| ItemLayout::value(item, lane))
    }

    /// Width of what an item counts as.
    pub(crate) fn width(self, layout: &ItemLayout) -> Result<BitWidth, ParameterError> {
        let Some(lane) = self.lane() else { return Ok(BitWidth::of(1)) };
        layout.require(lane)?;
        Ok(layout.lanes().find(|(name, _)| *name == lane).map_or(BitWidth::ABSENT, |(_, width)| width))
    }

    /// The number that names it in hashes.
    pub(crate) fn number(self) -> u64 {
        match self {
            Self::Items => 0,
            Self::Price => 1,
            Self::Amount(at) => 2 + at as u64,
        }
    }
}

/// How time is cut: windows of one length from time 0 on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Windows {
    /// Length of a window, in the unit of the items' times.
    pub length: u64,
    /// Number of windows.
    pub count: usize,
}

impl Windows {
    /// The window of a time.
    pub(crate) fn of(self, time: u64) -> u64 {
        time / self.length
    }

    /// When the last window ends.
    pub(crate) fn end(self) -> u64 {
        self.length.saturating_mul(self.count as u64)
    }

    /// Width of the number of a window.
    pub(crate) fn width(self) -> BitWidth {
        BitWidth::of(self.count.saturating_sub(1) as u64)
    }

    /// Width of a time within its window.
    pub(crate) fn rest(self) -> BitWidth {
        BitWidth::of(self.length - 1)
    }
}

/// The statement "every payer keeps its rate in every window".
#[derive(Clone, Debug)]
pub struct FixedWindow<F: PrimeField> {
    pub(crate) poseidon: Poseidon<F>,
    pub(crate) layout: ItemLayout,
    pub(crate) metered: Metered,
    pub(crate) windows: Windows,
    pub(crate) rates: TableLayout,
    pub(crate) bound: KeyedBound,
}

/// Witness of [`FixedWindow`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FixedWindowWitness<F> {
    /// The items.
    pub batch: Batch<F>,
    /// One row a payer: the most that it may use in a window.
    pub rates: Table<F>,
}

impl<F: PrimeField> FixedWindow<F> {
    /// The statement for a layout with payers and times, what is counted, the windows, a number of payers and a width of rates.
    pub fn new(
        poseidon: Poseidon<F>,
        layout: ItemLayout,
        metered: Metered,
        windows: Windows,
        payers: usize,
        rate: BitWidth,
    ) -> Result<Self, ParameterError> {
        layout.require(ItemLane::Payer)?;
        layout.require(ItemLane::Time)?;
        positive("the number of payers", payers)?;
        positive("the number of windows", windows.count)?;
        positive("the length of a window", windows.length.min(1) as usize)?;
        narrow("rate", rate)?;
        let bound = KeyedBound::new::<F>(layout.count, [(metered.width(&layout)?, rate)])?;
        let rates = TableLayout { table: Committed::Rates, label: labels::RATES, rows: payers, columns: vec![rate] };
        Ok(Self { poseidon, layout, metered, windows, rates, bound })
    }

    fn check_rates(&self, witness: &FixedWindowWitness<F>) -> Result<(), Unsatisfied> {
        let (payers, windows) = (self.rates.rows, self.windows.count as u64);
        let mut sums = vec![0; payers * self.windows.count];
        for (at, item) in witness.batch.items.iter().enumerate() {
            let window = self.windows.of(item.time);
            if item.payer >= payers as u64 {
                return Err(Unsatisfied::UnknownPayer { item: at, payer: item.payer, payers });
            }
            if window >= windows {
                return Err(Unsatisfied::TimeOutOfRange { item: at, time: item.time, end: self.windows.end() });
            }
            sums[item.payer as usize * self.windows.count + window as usize] += u128::from(self.metered.of(item));
        }
        for (payer, (sums, row)) in sums.chunks(self.windows.count).zip(&witness.rates.rows).enumerate() {
            for (window, (&sum, &rate)) in sums.iter().zip(row.iter().cycle()).enumerate() {
                if sum > u128::from(rate) {
                    return Err(Unsatisfied::RateExceeded { payer, window, sum, rate });
                }
            }
        }
        Ok(())
    }
}

impl<F: PrimeField> Statement<F> for FixedWindow<F> {
    type Public = PolicyPublic<F>;
    type Witness = FixedWindowWitness<F>;

    const NAME: &'static str = "fixed-window";

    fn parameters(&self) -> Vec<u64> {
        let own = vec![self.metered.number(), self.windows.length, self.windows.count as u64];
        [self.layout.numbers(), own, self.rates.numbers()].concat()
    }

    fn public(&self, context: F, witness: &FixedWindowWitness<F>) -> PolicyPublic<F> {
        let items = witness.batch.commitment(&self.poseidon, &self.layout);
        let policy = self.rates.commitment(&self.poseidon, &witness.rates);
        PolicyPublic { context, items, policy }
    }

    fn holds(&self, public: &PolicyPublic<F>, witness: &FixedWindowWitness<F>) -> Result<(), Unsatisfied> {
        self.layout.check(&witness.batch.items)?;
        self.rates.check(&witness.rates)?;
        self.check_rates(witness)?;
        public.check(&self.public(public.context, witness), Committed::Rates)
    }

    fn blank(&self) -> FixedWindowWitness<F> {
        FixedWindowWitness { batch: self.layout.blank(), rates: self.rates.blank() }
    }
}
