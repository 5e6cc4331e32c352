//! The brute-force judge: `docs/model.md` transcribed, with no row, no bound and no index of the product's own.
//!
//! | definitions | here |
//! |---|---|
//! | D8 to D11, one task on one offer | [`price`], [`demand`], [`score`], [`eligible`], [`starts`], [`options`] |
//! | D12 to D22, allocations | [`feasible`], which names the definition that a [`Violation`] breaks |
//! | D23, D24, values | [`value`] |
//! | D25, optimum | [`optimum`] |
//! | D26, bounds | [`level_minimum`], [`level_minima`] |

mod pair;
mod rules;
mod search;
mod value;
mod violation;

pub use pair::{demand, eligible, options, price, score, starts};
pub use rules::feasible;
pub use search::{NODES_MAX, Optimum, TooLarge, level_minima, level_minimum, optimum, optimum_within};
pub use value::value;
pub use violation::Violation;

use crate::market::OfferIndex;
use alloc::vec::Vec;

/// For each task, in the market's order, the offer and the start slot of its run, or `None` if it is unassigned (D12).
pub type Assignment = Vec<Option<(OfferIndex, u32)>>;
