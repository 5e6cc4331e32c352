//! Families of coupling rows: one limit of the market, or one dependency, each with its rows in slot order.

use apportion_lattice::{Of, OfferIndex, PayerIndex, Run, TaskIndex};
use core::ops::Range;

/// The rows that come from one statement of the market.
#[derive(Debug)]
pub struct Family<'m> {
    /// What the rows say.
    pub kind: FamilyKind<'m>,
    pub(super) first_row: u64,
    pub(super) row_count: u32,
}

/// The two kinds of coupling rows.
#[derive(Debug)]
pub enum FamilyKind<'m> {
    /// Usage of money or a resource is at most an amount.
    Usage(Usage<'m>),
    /// One task needs, or comes after, another.
    Dependency(Dependency),
}

/// Which statement of the market a usage family comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// `offers[o].capacity`, finite amounts only: one row per slot.
    Capacity(OfferIndex),
    /// `offers[o].total`: one row.
    Total(OfferIndex),
    /// `offers[o].limits[i]`.
    OfferLimit(OfferIndex, u32),
    /// `payers[p].budget`: one row.
    Budget(PayerIndex),
    /// `payers[p].limits[i]`.
    PayerLimit(PayerIndex, u32),
    /// `limits[i]`.
    MarketLimit(u32),
}

/// Usage of money (spent in the start slot) or of a resource (in every occupied slot) by some offers and payers, limited over windows.
#[derive(Debug)]
pub struct Usage<'m> {
    /// Where the market states it.
    pub origin: Origin,
    /// What is counted.
    pub of: Of,
    /// The most that each row may count, before prior usage is subtracted.
    pub amount: u64,
    /// Over which slots.
    pub span: UsageSpan<'m>,
    pub(super) offers: Scope<OfferIndex>,
    pub(super) payers: Scope<PayerIndex>,
}

/// The slots whose usage a row adds up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UsageSpan<'m> {
    /// One row per slot e, over the slots e-w+1..e; slots before 0 count prior usage (in slot -1, -2, ...).
    Window {
        /// Window length w >= 1.
        slots: u32,
        /// Usage in slots -1, -2, ...
        prior: &'m [u64],
    },
    /// One row over the slots first..=last.
    Interval {
        /// First slot.
        first: u32,
        /// Last slot, included.
        last: u32,
    },
}

#[derive(Debug)]
pub(super) enum Scope<T> {
    All,
    One(T),
    Listed(Vec<T>),
}

impl<T: Copy + Ord> Scope<T> {
    pub(super) fn contains(&self, item: T) -> bool {
        match self {
            Self::All => true,
            Self::One(one) => *one == item,
            Self::Listed(list) => list.binary_search(&item).is_ok(),
        }
    }
}

/// `dependent` is assigned only if `on` is; with `after`, it also starts no earlier than `on` has ended.
///
/// Needs is one row, `[dependent assigned] + [on unassigned] <= 1`. After is one row per slot e:
/// `[dependent starts at e or before] + [on ends after e] + [on unassigned] <= 1`, which includes needs at the last slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dependency {
    /// The task that depends.
    pub dependent: TaskIndex,
    /// The task it depends on.
    pub on: TaskIndex,
    /// Whether the order in time counts too.
    pub after: bool,
}

impl<'m> Family<'m> {
    /// The numbers of this family's rows.
    pub fn rows(&self) -> Range<u64> {
        self.first_row..self.first_row + u64::from(self.row_count)
    }

    /// The usage family, if it is one.
    pub fn usage(&self) -> Option<&Usage<'m>> {
        match &self.kind {
            FamilyKind::Usage(usage) => Some(usage),
            FamilyKind::Dependency(_) => None,
        }
    }

    /// The bound of the row at a place in this family.
    pub fn bound(&self, slot: u32) -> i128 {
        match &self.kind {
            FamilyKind::Usage(usage) => usage.bound(slot),
            FamilyKind::Dependency(_) => 1,
        }
    }
}

impl Usage<'_> {
    /// Whether runs on this offer count.
    pub fn counts_offer(&self, offer: OfferIndex) -> bool {
        self.offers.contains(offer)
    }

    /// Whether runs of this payer count.
    pub fn counts_payer(&self, payer: PayerIndex) -> bool {
        self.payers.contains(payer)
    }

    /// What a run uses: per occupied slot, or, for money, in its start slot.
    pub fn amount_of(&self, run: &Run<'_>) -> u64 {
        match self.of {
            Of::Money => run.price,
            Of::Resource(resource) => run.demand.get(resource),
        }
    }

    /// The slots of the horizon that the row at `slot` adds up, as first..end.
    pub fn covered(&self, slot: u32) -> Range<u32> {
        match self.span {
            UsageSpan::Window { slots, .. } => (slot + 1).saturating_sub(slots)..slot + 1,
            UsageSpan::Interval { first, last } => first..last + 1,
        }
    }

    /// The coefficient of a run that starts at `start` in the row at `slot`; offer and payer are taken to count.
    pub fn coefficient(&self, run: &Run<'_>, start: u32, slot: u32) -> u64 {
        let covered = self.covered(slot);
        match self.of {
            Of::Money => {
                if covered.contains(&start) {
                    run.price
                } else {
                    0
                }
            }
            Of::Resource(resource) => {
                let overlap = covered.end.min(start + run.duration_slots).saturating_sub(covered.start.max(start));
                run.demand.get(resource) * u64::from(overlap)
            }
        }
    }

    /// Prior usage that falls into the window ending at `slot`.
    pub fn prior_usage(&self, slot: u32) -> u128 {
        match self.span {
            UsageSpan::Window { slots, prior } => {
                let reach = (slots - 1).saturating_sub(slot) as usize;
                prior.iter().take(reach).map(|&amount| u128::from(amount)).sum()
            }
            UsageSpan::Interval { .. } => 0,
        }
    }

    /// The amount less prior usage. Fits: fewer than 2^63 entries below 2^63 each.
    pub fn bound(&self, slot: u32) -> i128 {
        i128::from(self.amount) - self.prior_usage(slot) as i128
    }
}

impl Dependency {
    /// The coefficient in the row at `slot` of `task` running `start..end`, or unassigned (`None`).
    pub fn coefficient(&self, task: TaskIndex, run: Option<(u32, u32)>, slot: u32) -> bool {
        if task == self.dependent {
            run.is_some_and(|(start, _)| !self.after || start <= slot)
        } else if task == self.on {
            run.is_none_or(|(_, end)| self.after && end > slot)
        } else {
            false
        }
    }
}
