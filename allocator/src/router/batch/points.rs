//! Gains, counted in whole units.

use crate::router::Score;
use core::fmt;
use core::ops::Sub;

/// How many units a score of 1 is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Every score of the batch is a whole number of units.
    Exact(u64),
    /// The scores of the batch have no common denominator that is small enough: each is rounded down to 15 decimal places, for both routes
    /// alike. The allocation is optimal for the rounded scores.
    Rounded,
}

/// Room for twice a score of 1 in a number below 2^63.
const EXACT_MAX: u64 = 1 << 61;
const PLACES: u32 = 15;

impl Scale {
    /// The least scale in which these scores are whole, if it is small enough.
    pub(super) fn of(scores: impl Iterator<Item = Score>) -> Self {
        let mut scale = 1_u64;
        for score in scores {
            let (_, denominator) = reduced(score);
            let Some(common) = u64::try_from(denominator).ok().and_then(|denominator| lcm(scale, denominator)) else {
                return Self::Rounded;
            };
            scale = common;
        }
        Self::Exact(scale)
    }

    /// Units in a score of 1.
    pub fn units_per_one(self) -> u64 {
        match self {
            Self::Exact(units) => units,
            Self::Rounded => 10_u64.pow(PLACES),
        }
    }

    /// A score in units; at most [`Scale::units_per_one`].
    pub(super) fn units(self, score: Score) -> u64 {
        let units = match self {
            Self::Exact(units) => {
                let (numerator, denominator) = reduced(score);
                // The denominator divides the scale, and the numerator is at most the denominator.
                numerator * (u128::from(units) / denominator)
            }
            Self::Rounded => score.floor(PLACES),
        };
        u64::try_from(units).unwrap_or(u64::MAX).min(self.units_per_one())
    }

    pub(super) fn points(self, units: i128) -> Points {
        Points { units, scale: self }
    }

    pub(super) fn sum(self, points: impl Iterator<Item = Points>) -> Points {
        self.points(points.map(Points::units).sum())
    }
}

/// A score in lowest terms.
fn reduced(score: Score) -> (u128, u128) {
    let divisor = gcd(score.numerator(), score.denominator());
    (score.numerator() / divisor, score.denominator() / divisor)
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn lcm(a: u64, b: u64) -> Option<u64> {
    let divisor = gcd(u128::from(a), u128::from(b));
    let common = u128::from(a) / divisor * u128::from(b);
    u64::try_from(common).ok().filter(|&common| common <= EXACT_MAX)
}

/// A gain or a loss: a whole number of units of a scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Points {
    units: i128,
    scale: Scale,
}

impl Points {
    /// How many units.
    pub fn units(self) -> i128 {
        self.units
    }

    /// What a unit is.
    pub fn scale(self) -> Scale {
        self.scale
    }
}

/// The difference of two gains of one batch.
impl Sub for Points {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.scale.points(self.units - other.units)
    }
}

/// Four decimal places, the last one rounded.
impl fmt::Display for Points {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let (numerator, denominator) = (self.units.unsigned_abs(), u128::from(self.scale.units_per_one()));
        write!(formatter, "{sign}{}", crate::router::score::Rounded::<4> { numerator, denominator })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_leave_room_for_twice_a_score_of_one() {
        assert_eq!(lcm(4, 6), Some(12));
        assert_eq!(lcm(EXACT_MAX, 2), Some(EXACT_MAX));
        assert_eq!(lcm(EXACT_MAX, 3), None);
        assert_eq!(lcm(u64::MAX, u64::MAX - 1), None);
        assert!(EXACT_MAX.checked_mul(2).is_some_and(|twice| twice < 1 << 63));
    }
}
