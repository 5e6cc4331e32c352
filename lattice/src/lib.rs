//! The order algebra of shared compute, and the market model that Apportion allocates.
#![no_std]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

extern crate alloc;

mod decimal;
pub mod document;
pub mod error;
pub mod laws;
pub mod limit;
pub mod market;
pub mod order;
pub mod permission;
pub mod pool;
pub mod quantity;
pub mod state;
#[cfg(feature = "testing")]
pub mod testing;

pub use decimal::{Decimal, DecimalError};
pub use document::{Document, MarketBuilder};
pub use error::MarketError;
pub use market::{
    Ask, Demand, Horizon, Level, Limit, Market, MarketHash, Money, MoneyError, Of, OfferIndex, PayerIndex, Place,
    PlacedLimit, Ppm, PpmError, Refusal, ResourceIndex, Run, RunCost, SlotRange, Span, Supply, Taken, TaskIndex, Term,
    mic, nmic, ppm,
};

/// The example of the README is a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
