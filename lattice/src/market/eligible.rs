//! Which runs a market allows, and on what terms.

use crate::market::ask::start_slots;
use crate::market::{Ask, Demand, Market, Offer, OfferIndex, PayerIndex, Quote, Refusal, Run, Supply, Task, TaskIndex};
use alloc::vec::Vec;

impl Market {
    /// The terms on which `task` runs on `offer`. Logarithmic in the number of the task's quotes, linear in the resources it uses.
    ///
    /// # Errors
    /// The first reason why the task is not eligible there.
    ///
    /// # Panics
    /// If either position is not one of this market, as [`Market::task`] does.
    pub fn run(&self, task: TaskIndex, offer: OfferIndex) -> Result<Run<'_>, Refusal> {
        let pair = self.pair(task, offer);
        pair.ask().covered_by(&pair.supply())?;
        pair.run().ok_or_else(|| pair.no_slots())
    }

    /// Every reason why `task` is not eligible on `offer`; none iff it is eligible.
    ///
    /// # Panics
    /// If either position is not one of this market, as [`Market::task`] does.
    pub fn refusals(&self, task: TaskIndex, offer: OfferIndex) -> Vec<Refusal> {
        let pair = self.pair(task, offer);
        pair.ask().refusals(&pair.supply()).collect()
    }

    /// The offers on which `task` is eligible, in the order of offers, with the terms. Allocates nothing; linear in the number of offers, or
    /// of quotes if the task accepts no others.
    ///
    /// # Panics
    /// If the position is not one of this market, as [`Market::task`] does.
    pub fn runs(&self, task: TaskIndex) -> impl Iterator<Item = (OfferIndex, Run<'_>)> {
        let task = self.task(task);
        let quoted = task.quotes_by_offer().map(|quote| (quote.offer, Some(quote)));
        let (quoted, others) = if task.quotes_only {
            (Some(quoted), None)
        } else {
            (None, Some(with_quotes(self.offer_indices(), task.quotes_by_offer())))
        };
        let pairs = quoted.into_iter().flatten().chain(others.into_iter().flatten());
        pairs.filter_map(move |(index, quote)| {
            let pair = Pair::new(self, task, index, quote);
            pair.ask().is_covered_by(&pair.supply()).then(|| pair.run()).flatten().map(|run| (index, run))
        })
    }

    /// Whether the principals that an offer permits include a payer: all that can be said where there is no task, which has labels and a
    /// scope.
    ///
    /// # Panics
    /// If either position is not one of this market, as [`Market::payer`] does.
    pub fn admits(&self, payer: PayerIndex, offer: OfferIndex) -> bool {
        self.offer(offer).permit.principals.allows(&self.payer(payer).id)
    }

    fn pair(&self, task: TaskIndex, offer: OfferIndex) -> Pair<'_> {
        let task = self.task(task);
        Pair::new(self, task, offer, task.find_quote(offer))
    }
}

/// Pairs every offer with its quote, if there is one; both sides ascend.
fn with_quotes<'m>(
    offers: impl Iterator<Item = OfferIndex>,
    quotes: impl Iterator<Item = &'m Quote>,
) -> impl Iterator<Item = (OfferIndex, Option<&'m Quote>)> {
    let mut quotes = quotes.peekable();
    offers.map(move |offer| (offer, quotes.next_if(|quote| quote.offer == offer)))
}

/// A task, an offer, and the terms between them.
struct Pair<'m> {
    market: &'m Market,
    task: &'m Task,
    index: OfferIndex,
    offer: &'m Offer,
    quote: Option<&'m Quote>,
    demand: &'m Demand,
    price: u64,
}

impl<'m> Pair<'m> {
    fn new(market: &'m Market, task: &'m Task, index: OfferIndex, quote: Option<&'m Quote>) -> Self {
        let offer = market.offer(index);
        let demand = quote.and_then(|quote| quote.demand.as_ref()).unwrap_or(&task.demand);
        let quoted = quote.and_then(|quote| quote.price);
        // Below 2^63, as the market was checked to be.
        let price = quoted
            .unwrap_or_else(|| u64::try_from(computed_price(offer, demand, task.duration_slots)).unwrap_or(u64::MAX));
        Self { market, task, index, offer, quote, demand, price }
    }

    fn ask(&self) -> Ask<'m> {
        Ask {
            quoted_only: self.task.quotes_only,
            labels: &self.task.labels,
            principal: &self.market.payer(self.task.payer).id,
            scope: &self.task.scope,
            requires: &self.task.requires,
            quality_min_ppm: self.task.quality_min_ppm,
            latency_max_ms: self.task.latency_max_ms,
            reliability_min_ppm: self.task.reliability_min_ppm,
            demand: self.demand,
            price_max: self.task.price_max,
            slots: self.task.slots,
            duration_slots: self.task.duration_slots,
        }
    }

    fn supply(&self) -> Supply<'m> {
        Supply {
            quoted: self.quote.is_some(),
            permit: &self.offer.permit,
            provides: &self.offer.provides,
            quality_ppm: self.offer.quality_ppm,
            latency_ms: self.offer.latency_ms,
            reliability_ppm: self.offer.reliability_ppm,
            capacity: &self.offer.capacity,
            demand_max: &self.offer.demand_max,
            price: self.price,
            slots: self.offer.slots,
            resources: self.market.resources(),
        }
    }

    /// The terms; `None` iff the run fits into no slots, which eligibility excludes.
    fn run(&self) -> Option<Run<'m>> {
        let starts = start_slots(self.task.slots, self.offer.slots, self.task.duration_slots)?;
        Some(Run {
            offer: self.index,
            price: self.price,
            demand: self.demand,
            duration_slots: self.task.duration_slots,
            start_first: starts.first,
            start_last: starts.last,
            score: self.quote.map_or(0, |quote| quote.score),
        })
    }

    fn no_slots(&self) -> Refusal {
        let duration_slots = self.task.duration_slots;
        Refusal::Slots { task: self.task.slots, offer: self.offer.slots, duration_slots }
    }
}

/// The price of a run without a quoted one: the sum of price times demand times duration, plus the fixed price. Saturates, so that a price out
/// of bounds is seen to be.
pub(crate) fn computed_price(offer: &Offer, demand: &Demand, duration_slots: u32) -> u128 {
    let uses = demand.iter().map(|(resource, amount)| {
        let per_slot = u128::from(offer.price_of(resource)) * u128::from(amount);
        per_slot.saturating_mul(u128::from(duration_slots))
    });
    uses.fold(u128::from(offer.price_fixed.nmic()), u128::saturating_add)
}
