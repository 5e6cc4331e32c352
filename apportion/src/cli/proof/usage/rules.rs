//! Rules that events break, in the words of the market.

use crate::cli::failure::Failure;
use apportion::circuits::usage::EventError;
use apportion::lattice::Market;
use apportion::report::{limit_exceeded, plain};
use std::path::Path;

/// A rule that the event of a line breaks.
pub(super) fn broken(path: &Path, market: &Market, line: u64, error: &EventError) -> Failure {
    let words = match *error {
        EventError::NotPermitted { payer, offer } => {
            format!("{} may not use {}", plain(&market.payer(payer).id), plain(&market.offer(offer).id))
        }
        EventError::Exceeded { origin, of, slot, sum, amount } => {
            format!("in slot {slot}: {}", limit_exceeded(market, origin, of, sum, amount))
        }
        EventError::Overdrawn { origin, of, slot, backlog, capacity } => {
            format!("in slot {slot}: {}, not yet refilled", limit_exceeded(market, origin, of, backlog, capacity))
        }
        EventError::Wide { resource: Some(resource), value, width_bits } => {
            let name = plain(&market.resource(resource).name);
            format!("usage: {name}: {value} takes more than {width_bits} bits: make keys for this market")
        }
        _ => error.to_string(),
    };
    match error {
        EventError::Wide { .. } => Failure::unusable(path, &format!("line {line}: {words}")),
        _ => Failure::refused(path, &format!("line {line}: {words}")),
    }
}
