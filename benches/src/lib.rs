//! What the benches share: markets from generators only, so that every machine measures the same work.

use apportion_allocator::{Answer, Solver};
use apportion_lattice::Market;
use apportion_lattice::testing::generate::{AllocationKind, GapKind, Profile, allocation_market, gap, market};

/// Small fixed markets with their names: one with every feature, one of generalized assignment, one with budgets and rates.
pub fn markets() -> Vec<(&'static str, Market)> {
    vec![
        ("every-feature", market(7, &Profile::small())),
        ("gap-c-5x30", gap(GapKind::C, 1, 5, 30)),
        ("loose-20x4", allocation_market(1, 20, 4, AllocationKind::Loose)),
    ]
}

/// A market of 0.1 million eligible pairs or so, for the speed of a single bound.
pub fn wide_market() -> Market {
    allocation_market(1, 1000, 50, AllocationKind::Base)
}

/// The allocator's answer within a fixed amount of work.
///
/// # Panics
/// If the allocator refuses a valid market.
pub fn answer(market: &Market, work: u64) -> Answer {
    Solver::new().work_limit(work).solve(market).expect("a valid market is solved")
}
