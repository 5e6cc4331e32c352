//! Scores as integers over a common denominator.

use super::priority::{Normalisation, Priority, Weights};
use super::registry::Entry;
use core::fmt;

/// What prices and latencies are divided by in one decision, and hence the common denominator of all of its scores:
///
/// ```text
/// 100 * 10^6 * price * latency   [ * 10^6, if health multiplies ]
/// ```
///
/// 100 because weights are percentages, 10^6 because shares are parts per million. Below 2^122: a price is below 2^63 and a latency below 2^32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Yardstick {
    weights: Weights,
    price: u64,
    latency: u32,
    normalisation: Normalisation,
}

const PERCENT: u64 = 100;
const PPM: u64 = 1_000_000;
/// 0.02 MIC per 1000 tokens, in nMIC per token.
const FIXED_PRICE: u64 = 20_000;
const FIXED_LATENCY_MILLIS: u32 = 3_000;

impl Yardstick {
    /// The yardstick of a priority, given who is eligible.
    pub(super) fn new<'e>(priority: Priority, eligible: impl Iterator<Item = &'e Entry>) -> Self {
        let normalisation = priority.normalisation();
        let (price, latency) = match normalisation {
            Normalisation::Fixed => (FIXED_PRICE, FIXED_LATENCY_MILLIS),
            // At least 1, so that the quotient of a price or latency of 0 is 0.
            Normalisation::Eligible => eligible
                .fold((1, 1), |(price, latency), entry| (entry.price().max(price), entry.latency_millis.max(latency))),
        };
        Self { weights: priority.weights(), price, latency, normalisation }
    }

    /// The price per token that counts as 1, in nMIC. The length of a request cancels, since it multiplies both sides of the quotient.
    pub fn price_per_token(&self) -> apportion_lattice::Money {
        apportion_lattice::nmic(self.price)
    }

    /// The latency that counts as 1.
    pub fn latency(&self) -> core::time::Duration {
        core::time::Duration::from_millis(u64::from(self.latency))
    }

    /// The common denominator.
    pub fn denominator(&self) -> u128 {
        let plain = widening(PERCENT * PPM * u64::from(self.latency), self.price);
        match self.normalisation {
            Normalisation::Eligible => plain,
            Normalisation::Fixed => plain * u128::from(PPM),
        }
    }

    /// The four weighted shares of a provider, which make its score.
    pub(super) fn parts(&self, entry: &Entry) -> Parts {
        let [quality, reliability, health] = entry.shares().map(|share| u64::from(share.get()));
        let (price, latency) = (self.price, u64::from(self.latency));
        let [w_cost, w_latency, w_quality, w_reliability] = self.weights();
        Parts {
            cost: widening(w_cost * PPM * latency, self.price_saved(entry)),
            latency: widening(w_latency * PPM * self.latency_saved(entry), price),
            quality: widening(w_quality * quality * latency, price),
            reliability: widening(w_reliability * reliability * latency, price),
            factor: match self.normalisation {
                Normalisation::Eligible => 1,
                Normalisation::Fixed => u128::from(health),
            },
        }
    }

    /// [`Parts::numerator`] of [`Yardstick::parts`] with as few long products as possible: this is what a decision takes its time for.
    pub(super) fn numerator(&self, entry: &Entry) -> u128 {
        let [quality, reliability, health] = entry.shares().map(|share| u64::from(share.get()));
        let latency = u64::from(self.latency);
        let [w_cost, w_latency, w_quality, w_reliability] = self.weights();
        // Every factor is below 2^27 * 2^32 or 2^63, and the sum is at most the denominator.
        let per_price =
            w_latency * PPM * self.latency_saved(entry) + (w_quality * quality + w_reliability * reliability) * latency;
        let sum = widening(w_cost * PPM * latency, self.price_saved(entry)) + widening(per_price, self.price);
        match self.normalisation {
            Normalisation::Eligible => sum,
            Normalisation::Fixed => sum * u128::from(health),
        }
    }

    fn weights(&self) -> [u64; 4] {
        let Weights { cost_percent, latency_percent, quality_percent, reliability_percent } = self.weights;
        [cost_percent, latency_percent, quality_percent, reliability_percent].map(u64::from)
    }

    fn price_saved(&self, entry: &Entry) -> u64 {
        self.price.saturating_sub(entry.price())
    }

    fn latency_saved(&self, entry: &Entry) -> u64 {
        u64::from(self.latency.saturating_sub(entry.latency_millis))
    }
}

/// A product of two words, in two words.
fn widening(a: u64, b: u64) -> u128 {
    u128::from(a) * u128::from(b)
}

/// What a score is made of, in integers: `(cost + latency + quality + reliability) * factor` over the yardstick's denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Weight times what the price is lower than the yardstick's.
    pub cost: u128,
    /// Weight times what the latency is lower than the yardstick's.
    pub latency: u128,
    /// Weight times quality.
    pub quality: u128,
    /// Weight times reliability.
    pub reliability: u128,
    /// Health in parts per million where it multiplies, else 1.
    pub factor: u128,
}

impl Parts {
    /// The numerator of the score.
    pub fn numerator(&self) -> u128 {
        (self.cost + self.latency + self.quality + self.reliability) * self.factor
    }
}

/// A score between 0 and 1, exactly. Scores of one decision have one denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Score {
    numerator: u128,
    denominator: u128,
}

impl Score {
    pub(super) fn new(numerator: u128, yardstick: &Yardstick) -> Self {
        Self { numerator, denominator: yardstick.denominator() }
    }

    /// The numerator.
    pub fn numerator(self) -> u128 {
        self.numerator
    }

    /// The denominator, at least 1.
    pub fn denominator(self) -> u128 {
        self.denominator
    }

    /// The score in units of `10^-places`, rounded down.
    pub(super) fn floor(self, places: u32) -> u128 {
        long_division(self.numerator, self.denominator, places).0
    }
}

/// Four decimal places, the last one rounded.
impl fmt::Display for Score {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        Rounded::<4> { numerator: self.numerator, denominator: self.denominator }.fmt(formatter)
    }
}

/// A fraction shown with that many decimal places, rounded to the nearest, and to the even one of two nearest.
pub(super) struct Rounded<const PLACES: u32> {
    pub(super) numerator: u128,
    pub(super) denominator: u128,
}

impl<const PLACES: u32> fmt::Display for Rounded<PLACES> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digits, rest) = long_division(self.numerator, self.denominator, PLACES);
        let up = match (2 * rest).cmp(&self.denominator) {
            core::cmp::Ordering::Less => 0,
            core::cmp::Ordering::Equal => digits % 2,
            core::cmp::Ordering::Greater => 1,
        };
        let (digits, one) = (digits + up, 10_u128.pow(PLACES));
        write!(formatter, "{}.{:0places$}", digits / one, digits % one, places = PLACES as usize)
    }
}

/// `numerator / denominator` in units of `10^-places`, rounded down, and what is left, digit by digit: the denominator is below 2^124, so
/// that ten times a remainder fits.
fn long_division(numerator: u128, denominator: u128, places: u32) -> (u128, u128) {
    let step = |(digits, rest): (u128, u128), _| (digits * 10 + rest * 10 / denominator, rest * 10 % denominator);
    (0..places).fold((numerator / denominator, numerator % denominator), step)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(numerator: u128, denominator: u128) -> String {
        Rounded::<2> { numerator, denominator }.to_string()
    }

    #[test]
    fn fractions_are_rounded_to_the_nearest_and_ties_to_the_even_digit() {
        assert_eq!([shown(1, 3), shown(2, 3), shown(1, 1), shown(0, 7)], ["0.33", "0.67", "1.00", "0.00"]);
        assert_eq!([shown(805, 1000), shown(815, 1000), shown(999, 1000)], ["0.80", "0.82", "1.00"]);
        assert_eq!(shown((1 << 122) - 1, 1 << 122), "1.00");
    }

    #[test]
    fn floors_do_not_overflow() {
        let score = Score { numerator: (1 << 122) - 1, denominator: 1 << 122 };
        assert_eq!(score.floor(15), 999_999_999_999_999);
    }
}
