//! How well a provider has delivered lately.

use apportion_lattice::{Ppm, ppm};

/// A share of trust: 1 to begin with, less after each failure, and again more after each success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Health(u32);

const ONE: u32 = 1_000_000;

impl Health {
    /// Nothing has gone wrong, or nothing lately.
    pub const FULL: Self = Self(ONE);
    /// The least with which a provider is eligible: one half.
    pub const ELIGIBLE_MIN: Self = Self(ONE / 2);

    /// That share; `None` above 1.
    pub const fn new(share: Ppm) -> Option<Self> {
        if share.get() <= ONE { Some(Self(share.get())) } else { None }
    }

    /// The share.
    pub const fn share(self) -> Ppm {
        ppm(self.0)
    }

    /// After a failure: 95 % of what it was, rounded down.
    #[must_use]
    pub const fn after_failure(self) -> Self {
        Self(self.0 / 20 * 19 + self.0 % 20 * 19 / 20)
    }

    /// After a success: 5 % of what is missing comes back, rounded up. So no failure excludes a provider for ever.
    #[must_use]
    pub const fn after_success(self) -> Self {
        Self(self.0 + (ONE - self.0).div_ceil(20))
    }
}

impl Default for Health {
    fn default() -> Self {
        Self::FULL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fourteen_failures_exclude_and_successes_bring_back() {
        let fail = |health: Health, times: usize| (0..times).fold(health, |health, _| health.after_failure());
        assert!(fail(Health::FULL, 13) >= Health::ELIGIBLE_MIN);
        let excluded = fail(Health::FULL, 14);
        assert!(excluded < Health::ELIGIBLE_MIN && excluded.share() > ppm(487_000));
        assert!(excluded.after_success() >= Health::ELIGIBLE_MIN);
        let healed = (0..500).fold(fail(Health::FULL, 1_000), |health, _| health.after_success());
        assert_eq!(healed, Health::FULL);
    }

    #[test]
    fn steps_round_against_the_change_only() {
        assert_eq!(Health(ONE).after_failure(), Health(950_000));
        assert_eq!(Health(950_000).after_failure(), Health(902_500));
        assert_eq!((Health(39).after_failure(), Health(1).after_failure()), (Health(37), Health(0)));
        assert_eq!(Health(ONE - 1).after_success(), Health::FULL);
        assert_eq!(Health::new(ppm(1_000_001)), None);
    }
}
