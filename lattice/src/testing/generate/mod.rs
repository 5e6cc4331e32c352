//! Markets to try: each function is a pure function of its arguments, the same on every machine.
//!
//! [`market`] makes small ones that use every [`Feature`]; a [`Profile`] says how. The other functions make the families on which the
//! literature and the benchmarks compare solvers. All of them write the market file, as [`market_json`] shows, and read it back.

mod allocation;
mod exact_money;
mod feature;
mod gap;
mod profile;
mod random;
mod timed;
mod varied;

pub use allocation::{AllocationKind, allocation_market};
pub use exact_money::exact_money;
pub use feature::{Feature, Features};
pub use gap::{GapKind, gap, mrgap};
pub use profile::Profile;
pub use timed::timed_market;
pub use varied::{market, market_json};

use crate::market::Market;
use serde_json::Value;

/// The market that a generated file states.
fn read(file: &Value) -> Market {
    let text = serde_json::to_string(file).expect("a value without maps keyed by other than text");
    Market::from_json(&text).expect("generated markets are valid")
}
