//! How large, how tight and how varied generated markets are.

use super::{Feature, Features};
use core::ops::RangeInclusive;

/// What [`market`](super::market) draws from. Sizes are drawn anew for each seed, and so is, for each feature of `features`, whether this
/// market may use it at all; so features meet in all combinations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Number of tasks.
    pub tasks: RangeInclusive<u32>,
    /// Number of offers, at least 1.
    pub offers: RangeInclusive<u32>,
    /// Number of payers, at least 1.
    pub payers: RangeInclusive<u32>,
    /// Number of resources.
    pub resources: RangeInclusive<u32>,
    /// Number of slots, at least 1.
    pub slots: RangeInclusive<u32>,
    /// Most options of one task (D11), kept by confining tasks to some slots; the number of offers if that is more.
    pub options_max: u32,
    /// Longest run in slots, at least 1.
    pub duration_max: u32,
    /// About the largest price of a run in nMIC, at most 2^62. Penalties reach twice as far.
    pub price_max: u64,
    /// Largest demand of one task in one slot, 1 to 2^40.
    pub demand_max: u64,
    /// Capacities, totals, limits and budgets, in parts per million of what all tasks that they might count ask for together.
    pub share_ppm: RangeInclusive<u32>,
    /// How many of a million tasks are required, where [`Feature::Required`] is on.
    pub required_ppm: u32,
    /// What the markets may use. Offers that share all prices ([`Feature::Ties`]) and resources that are not listed
    /// ([`Feature::AbsentCapacity`]) can occur without.
    pub features: Features,
}

impl Profile {
    /// Every feature on small numbers: up to seven tasks of up to six options each. The one to start with.
    pub fn small() -> Self {
        Self {
            tasks: 2..=7,
            offers: 1..=4,
            payers: 1..=3,
            resources: 1..=3,
            slots: 1..=5,
            options_max: 6,
            duration_max: 3,
            price_max: 100,
            demand_max: 6,
            share_ppm: 450_000..=1_600_000,
            required_ppm: 120_000,
            features: Features::all(),
        }
    }

    /// Few tasks and options, so that tests can afford to enumerate every assignment without any pruning.
    pub fn tiny() -> Self {
        Self { tasks: 0..=4, offers: 1..=2, slots: 1..=3, options_max: 4, ..Self::small() }
    }

    /// Little room, and everything needs something.
    pub fn tight() -> Self {
        Self { tasks: 4..=7, offers: 1..=3, share_ppm: 250_000..=800_000, options_max: 4, ..Self::small() }
    }

    /// Prices near 2^62 and amounts near 2^40, which no double holds exactly.
    pub fn large_numbers() -> Self {
        Self { price_max: 1 << 62, demand_max: 1 << 40, ..Self::small() }
    }

    /// Many required tasks and little room: often nothing is feasible.
    pub fn required() -> Self {
        Self { required_ppm: 450_000, share_ppm: 350_000..=1_200_000, ..Self::small() }
    }

    /// One slot, no permissions and no links: what remains is a multi-dimensional assignment problem with budgets.
    pub fn assignment() -> Self {
        let kept = [
            Feature::Price,
            Feature::PriceFixed,
            Feature::Total,
            Feature::Budget,
            Feature::Penalty,
            Feature::QuotePrice,
            Feature::QuoteDemand,
            Feature::MoneyLimit,
            Feature::HorizonLimit,
            Feature::LimitOffers,
            Feature::LimitPayers,
        ];
        Self {
            tasks: 3..=7,
            slots: 1..=1,
            duration_max: 1,
            options_max: 4,
            features: Features::of(&kept),
            ..Self::small()
        }
    }

    /// The presets with their names, for tests that go through all of them.
    pub fn presets() -> [(&'static str, Self); 6] {
        [
            ("small", Self::small()),
            ("tiny", Self::tiny()),
            ("tight", Self::tight()),
            ("large_numbers", Self::large_numbers()),
            ("required", Self::required()),
            ("assignment", Self::assignment()),
        ]
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::small()
    }
}
