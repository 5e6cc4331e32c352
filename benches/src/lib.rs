//! What the benches share: markets from generators only, so that every machine measures the same work.

mod instance;
#[cfg(feature = "zk")]
pub mod total;

pub use instance::{Instance, UnknownInstance};

use apportion_allocator::{Answer, Solver};
use apportion_lattice::Market;
use apportion_lattice::document::Document;
use apportion_lattice::testing::generate::{AllocationKind, GapKind, Profile, allocation_market, gap, market};

/// Small fixed markets with their names: one with every feature, one of generalized assignment, one with budgets and rates.
pub fn markets() -> Vec<(&'static str, Market)> {
    vec![
        ("every-feature", market(7, &Profile::small())),
        ("gap-c-5x30", gap(GapKind::C, 1, 5, 30)),
        ("loose-20x4", allocation_market(1, 20, 4, AllocationKind::Loose)),
    ]
}

/// Markets of the size on which general solvers still finish.
pub fn medium_markets() -> Vec<(&'static str, Market)> {
    vec![
        ("loose-50x5", allocation_market(1, 50, 5, AllocationKind::Loose)),
        ("base-50x5", allocation_market(1, 50, 5, AllocationKind::Base)),
        ("tight-50x5", allocation_market(1, 50, 5, AllocationKind::Tight)),
        ("gap-c-5x100", gap(GapKind::C, 1, 5, 100)),
    ]
}

/// A market that no solver closes soon, so that any work limit is reached.
pub fn tight_market() -> Market {
    allocation_market(1, 200, 20, AllocationKind::Tight)
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

/// The market as it may be a moment later: the penalty of its first task is one more, and its last task, on which nothing may
/// depend, is gone.
///
/// # Panics
/// If a market does not survive that.
pub fn later(market: &Market) -> Market {
    let mut document: Document = market.to_document();
    if let Some(task) = document.tasks.first_mut() {
        task.penalty += 1;
    }
    document.tasks.pop();
    Market::from_document(document).expect("nothing refers to the last task")
}
