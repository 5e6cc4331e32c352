//! What a market can make use of, so that tests can ask for it and count it.

use crate::market::{Limit, Market, Of, Span, Term};

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// One thing that a market of version 1 can state.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Feature { $($(#[$doc])* $name,)* }

        impl Feature {
            /// Every feature.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
        }
    };
}

features! {
    /// A capacity that is unlimited.
    UnlimitedCapacity,
    /// A resource that some offer does not list.
    AbsentCapacity,
    /// `total` of an offer.
    Total,
    /// `demand_max` of an offer.
    DemandMax,
    /// `price` of a resource.
    Price,
    /// `price_fixed` of an offer.
    PriceFixed,
    /// A limit with a sliding window.
    Window,
    /// Prior usage of a window.
    Prior,
    /// A window longer than the horizon.
    LongWindow,
    /// A limit over an interval of slots.
    Interval,
    /// A limit over the horizon.
    HorizonLimit,
    /// A limit on money.
    MoneyLimit,
    /// A limit over a set of offers.
    LimitOffers,
    /// A limit over a set of payers.
    LimitPayers,
    /// A limit inside an offer.
    LimitInOffer,
    /// A limit inside a payer.
    LimitInPayer,
    /// A budget.
    Budget,
    /// A permit that lists labels.
    PermitLabels,
    /// A permit that lists principals.
    PermitPrincipals,
    /// A permit that lists scopes.
    PermitScopes,
    /// A task that requires labels of the offer.
    Requires,
    /// A least quality.
    Quality,
    /// A greatest latency.
    Latency,
    /// A least reliability.
    Reliability,
    /// A greatest price of one run.
    PriceMax,
    /// A run of several slots.
    Duration,
    /// A task that is confined to some slots.
    TaskSlots,
    /// An offer that is confined to some slots.
    OfferSlots,
    /// `needs`.
    Needs,
    /// `after`.
    After,
    /// Two steps of `after`, one behind the other.
    AfterChain,
    /// A quoted price.
    QuotePrice,
    /// A quoted demand.
    QuoteDemand,
    /// A quoted score.
    QuoteScore,
    /// `quotes_only`.
    QuotesOnly,
    /// A required task.
    Required,
    /// A penalty.
    Penalty,
    /// A value other than 1.
    Value,
    /// A task without demand.
    ZeroDemand,
    /// Two offers with equal prices.
    Ties,
    /// Donated capacity.
    Donated,
    /// A seller.
    Seller,
    /// Two levels or more.
    TwoLevels,
    /// Three levels or more.
    ThreeLevels,
    /// A weight above 1.
    Weight,
    /// The term `price`.
    TermPrice,
    /// The term `penalty`.
    TermPenalty,
    /// The term `value_lost`.
    TermValueLost,
    /// The term `latency_ms`.
    TermLatency,
    /// The term `quality_lost_ppm`.
    TermQualityLost,
    /// The term `reliability_lost_ppm`.
    TermReliabilityLost,
    /// The term `score`.
    TermScore,
    /// The term `end_slot`.
    TermEndSlot,
    /// A term `use:RESOURCE`.
    TermUse,
}

/// A set of features.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Features(u64);

impl Features {
    /// No feature.
    pub const NONE: Self = Self(0);

    /// Every feature.
    pub const fn all() -> Self {
        Self::of(Feature::ALL)
    }

    /// These features.
    pub const fn of(features: &[Feature]) -> Self {
        let (mut set, mut at) = (0, 0);
        while at < features.len() {
            set |= 1 << features[at] as u8;
            at += 1;
        }
        Self(set)
    }

    /// The features of this set that are not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether the feature is in the set.
    pub const fn contains(self, feature: Feature) -> bool {
        self.0 >> feature as u8 & 1 == 1
    }

    pub(super) fn note(&mut self, feature: Feature, there: bool) {
        self.0 |= u64::from(there) << feature as u8;
    }

    /// What a market makes use of.
    pub fn used_by(market: &Market) -> Self {
        let mut used = Self::NONE;
        of_offers(&mut used, market);
        of_tasks(&mut used, market);
        of_limits(&mut used, market);
        of_levels(&mut used, market);
        used
    }
}

// Every feature has a bit.
const _: () = assert!(Feature::ALL.len() <= 64);

fn of_offers(used: &mut Features, market: &Market) {
    for offer in market.offers() {
        used.note(Feature::UnlimitedCapacity, offer.capacity.iter().any(|amount| amount.is_unlimited()));
        used.note(Feature::AbsentCapacity, offer.capacity.iter().any(|amount| amount.is_zero()));
        used.note(Feature::Total, offer.total.iter().any(Option::is_some));
        used.note(Feature::DemandMax, offer.demand_max.iter().any(Option::is_some));
        used.note(Feature::Price, offer.price.iter().any(|&price| price > 0));
        used.note(Feature::PriceFixed, offer.price_fixed.nmic() > 0);
        used.note(Feature::PermitLabels, offer.permit.labels.bound().is_some());
        used.note(Feature::PermitPrincipals, offer.permit.principals.bound().is_some());
        used.note(Feature::PermitScopes, !offer.permit.scopes.iter().any(|scope| scope.as_str().is_empty()));
        used.note(Feature::OfferSlots, offer.slots != market.horizon().all());
        used.note(Feature::Donated, offer.donated);
        used.note(Feature::Seller, offer.seller.is_some());
    }
    let equal = |(at, offer): (usize, &crate::market::Offer)| {
        let later = &market.offers()[at + 1..];
        later.iter().any(|other| other.price == offer.price && other.price_fixed == offer.price_fixed)
    };
    used.note(Feature::Ties, market.offers().iter().enumerate().any(equal));
}

fn of_tasks(used: &mut Features, market: &Market) {
    for task in market.tasks() {
        used.note(Feature::Requires, !task.requires.is_empty());
        used.note(Feature::Quality, task.quality_min_ppm > 0);
        used.note(Feature::Latency, task.latency_max_ms.is_some());
        used.note(Feature::Reliability, task.reliability_min_ppm > 0);
        used.note(Feature::PriceMax, task.price_max.is_some());
        used.note(Feature::Duration, task.duration_slots > 1);
        used.note(Feature::TaskSlots, task.slots != market.horizon().all());
        used.note(Feature::Needs, !task.needs.is_empty());
        used.note(Feature::After, !task.after.is_empty());
        let chained = task.after.iter().any(|&earlier| !market.task(earlier).after.is_empty());
        used.note(Feature::AfterChain, chained);
        used.note(Feature::QuotePrice, task.quotes.iter().any(|quote| quote.price.is_some()));
        used.note(Feature::QuoteDemand, task.quotes.iter().any(|quote| quote.demand.is_some()));
        used.note(Feature::QuoteScore, task.quotes.iter().any(|quote| quote.score > 0));
        used.note(Feature::QuotesOnly, task.quotes_only);
        used.note(Feature::Required, task.required);
        used.note(Feature::Penalty, task.penalty > 0);
        used.note(Feature::Value, task.value != 1);
        used.note(Feature::ZeroDemand, task.demand.is_empty());
    }
}

fn of_limits(used: &mut Features, market: &Market) {
    used.note(Feature::Budget, market.payers().iter().any(|payer| payer.budget.is_some()));
    used.note(Feature::LimitInOffer, market.offers().iter().any(|offer| !offer.limits.is_empty()));
    used.note(Feature::LimitInPayer, market.payers().iter().any(|payer| !payer.limits.is_empty()));
    let own =
        market.offers().iter().map(|offer| &offer.limits).chain(market.payers().iter().map(|payer| &payer.limits));
    for limit in own.flatten().chain(market.limits()) {
        of_limit(used, market, limit);
    }
}

fn of_limit(used: &mut Features, market: &Market, limit: &Limit) {
    used.note(Feature::MoneyLimit, limit.of == Of::Money);
    used.note(Feature::LimitOffers, limit.offers.is_some());
    used.note(Feature::LimitPayers, limit.payers.is_some());
    match &limit.span {
        Span::Horizon => used.note(Feature::HorizonLimit, true),
        Span::Interval(_) => used.note(Feature::Interval, true),
        Span::Window { slots, prior } => {
            used.note(Feature::Window, true);
            used.note(Feature::Prior, prior.iter().any(|&usage| usage > 0));
            used.note(Feature::LongWindow, *slots > market.horizon().slot_count);
        }
    }
}

fn of_levels(used: &mut Features, market: &Market) {
    used.note(Feature::TwoLevels, market.levels().len() >= 2);
    used.note(Feature::ThreeLevels, market.levels().len() >= 3);
    for &(term, weight) in market.levels().iter().flat_map(|level| &level.terms) {
        used.note(Feature::Weight, weight > 1);
        let feature = match term {
            Term::Price => Feature::TermPrice,
            Term::Penalty => Feature::TermPenalty,
            Term::ValueLost => Feature::TermValueLost,
            Term::LatencyMs => Feature::TermLatency,
            Term::QualityLostPpm => Feature::TermQualityLost,
            Term::ReliabilityLostPpm => Feature::TermReliabilityLost,
            Term::Score => Feature::TermScore,
            Term::EndSlot => Feature::TermEndSlot,
            Term::Use(_) => Feature::TermUse,
        };
        used.note(feature, true);
    }
}
