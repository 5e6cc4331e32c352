//! Ranges of numbers.

use crate::document::Interval;
use crate::error::{At, MarketError, Problem};
use crate::market::{Horizon, NUMBER_LIMIT, PPM_ONE, SlotRange};

/// The greatest number of the format, 2^63 - 1.
pub(super) const MAX: u64 = NUMBER_LIMIT - 1;

/// The number, if it is in `min..=max`.
pub(super) fn number(found: u64, min: u64, max: u64, at: &At<'_>) -> Result<u64, MarketError> {
    if (min..=max).contains(&found) { Ok(found) } else { Err(at.fail(Problem::OutOfRange { found, min, max })) }
}

/// Any number of the format.
pub(super) fn plain(found: u64, at: &At<'_>) -> Result<u64, MarketError> {
    number(found, 0, MAX, at)
}

/// A number of slots, at least 1.
pub(super) fn slot_count(found: u64, at: &At<'_>) -> Result<u32, MarketError> {
    number(found, 1, u64::from(u32::MAX), at).map(narrow)
}

/// Parts per million.
pub(super) fn ppm(found: u64, at: &At<'_>) -> Result<u32, MarketError> {
    number(found, 0, u64::from(PPM_ONE), at).map(narrow)
}

/// A number that was checked to be below 2^32.
pub(super) fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A range of slots of the horizon.
pub(super) fn slots(interval: Interval, horizon: Horizon, at: &At<'_>) -> Result<SlotRange, MarketError> {
    let Interval { first, last } = interval;
    let horizon_last = horizon.last();
    for (position, slot) in [first, last].into_iter().enumerate() {
        if slot > u64::from(horizon_last) {
            return Err(at.index(position).fail(Problem::SlotOutside { slot, horizon_last }));
        }
    }
    if first > last {
        return Err(at.fail(Problem::SlotsReversed { first, last }));
    }
    Ok(SlotRange { first: narrow(first), last: narrow(last) })
}

/// A range of slots, or all of them.
pub(super) fn slots_or_all(
    interval: Option<Interval>,
    horizon: Horizon,
    at: &At<'_>,
) -> Result<SlotRange, MarketError> {
    interval.map_or(Ok(horizon.all()), |interval| slots(interval, horizon, at))
}
