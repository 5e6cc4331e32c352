//! What is left of a market when a checked allocation has been taken out of it.

use crate::checked::{Checked, CheckedAssignment};
use apportion_lattice::{Market, MarketError, MarketHash, Taken};

/// The market that is left when a checked allocation has been taken out of it: allocating again never exceeds the original.
///
/// # Errors
/// If the allocation is about another market, or its remainder is not a valid market.
pub fn residual(market: &Market, checked: &Checked) -> Result<Market, ResidualError> {
    if checked.market_hash() != market.hash() {
        return Err(ResidualError::OtherMarket { checked: checked.market_hash(), given: market.hash() });
    }
    let taken = |assignment: &CheckedAssignment| Taken {
        task: assignment.task,
        offer: assignment.offer,
        start: assignment.start,
    };
    let taken: Vec<Taken> = checked.assignments().iter().map(taken).collect();
    market.residual(&taken).map_err(ResidualError::Market)
}

/// Why there is no residual market.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResidualError {
    /// The checked allocation belongs to another market.
    #[error("the allocation was checked against market {checked}, not against {given}")]
    OtherMarket {
        /// Market of the checked allocation.
        checked: MarketHash,
        /// Market given.
        given: MarketHash,
    },
    /// What remains is not a valid market.
    #[error("what remains is not a valid market: {0}")]
    Market(MarketError),
}
