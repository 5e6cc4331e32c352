//! What an allocation is judged by.

use crate::market::ResourceIndex;
use alloc::vec::Vec;

/// One level of the objective: the sum over its terms of weight times term, to be made as small as possible.
///
/// Levels are compared lexicographically: a later level counts only between allocations that are equal on all earlier ones.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Level {
    /// The terms, each at most once, with weights from 1 to 2^63 - 1; not empty.
    pub terms: Vec<(Term, u64)>,
}

/// A quantity that an allocation makes larger or smaller. The first two are summed over tasks that are left out, `Price` and the others over
/// tasks that are assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Term {
    /// `penalty` of each unassigned task that is not required.
    Penalty,
    /// `value` of each unassigned task that is not required.
    ValueLost,
    /// Price of the run, in nMIC.
    Price,
    /// Latency of the offer, in milliseconds.
    LatencyMs,
    /// 1,000,000 minus the quality of the offer, in parts per million.
    QualityLostPpm,
    /// 1,000,000 minus the reliability of the offer, in parts per million.
    ReliabilityLostPpm,
    /// Score of the quote; 0 without one.
    Score,
    /// Start slot plus duration in slots: the first slot after the run.
    EndSlot,
    /// Demand for the resource times duration in slots.
    Use(ResourceIndex),
}

impl Term {
    /// The names of the terms in a market file; [`Term::Use`] has the name `use:` and that of its resource.
    pub(crate) const PLAIN: [(&'static str, Self); 8] = [
        ("penalty", Self::Penalty),
        ("value_lost", Self::ValueLost),
        ("price", Self::Price),
        ("latency_ms", Self::LatencyMs),
        ("quality_lost_ppm", Self::QualityLostPpm),
        ("reliability_lost_ppm", Self::ReliabilityLostPpm),
        ("score", Self::Score),
        ("end_slot", Self::EndSlot),
    ];
}

/// The objective of a market that states none: price plus penalty.
pub(crate) fn cost() -> Vec<Level> {
    let terms = Vec::from([(Term::Penalty, 1), (Term::Price, 1)]);
    Vec::from([Level { terms }])
}
