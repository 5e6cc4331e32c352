//! One task on one offer: the terms of the run, or the reasons why there is none.

use crate::market::{Demand, OfferIndex};

/// The terms on which an eligible task runs on an offer. Only a [`Market`](crate::market::Market) makes them.
///
/// A run started in slot `s` occupies the slots `s..s + duration_slots`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Run<'m> {
    /// The offer.
    pub offer: OfferIndex,
    /// The price of the whole run in nMIC, spent in its start slot; below 2^63.
    pub price: u64,
    /// What is used in every occupied slot.
    pub demand: &'m Demand,
    /// How many slots are occupied, at least 1.
    pub duration_slots: u32,
    /// The first slot in which the run may start.
    pub start_first: u32,
    /// The last slot in which the run may start; at least `start_first`.
    pub start_last: u32,
    /// Score of the quote; 0 without one.
    pub score: u64,
}

/// What a run adds to one level of the objective: `fixed + per_end_slot * (start + duration_slots)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunCost {
    /// The part that does not depend on the start slot.
    pub fixed: u128,
    /// The weight of the first slot after the run.
    pub per_end_slot: u128,
}

impl RunCost {
    /// The cost of a run that ends before slot `end_slot`. Exact: in a valid market every cost is below 2^96.
    pub fn at_end(self, end_slot: u64) -> u128 {
        self.fixed.saturating_add(self.per_end_slot.saturating_mul(u128::from(end_slot)))
    }
}

/// A run that is settled: what [`Market::residual`](crate::market::Market::residual) takes out of a market.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Taken {
    /// The task that runs.
    pub task: crate::market::TaskIndex,
    /// The offer on which it runs.
    pub offer: OfferIndex,
    /// The slot in which it starts.
    pub start: u32,
}
