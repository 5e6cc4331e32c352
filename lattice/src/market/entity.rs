//! What a market lists: resources, payers, offers, tasks and quotes, with every name resolved to a position.
//!
//! The fields are public because these values are only ever lent by a [`Market`](crate::market::Market), which keeps its own invariants.

use crate::market::{Demand, Limit, Money, OfferIndex, PayerIndex, ResourceIndex, SlotRange, TaskIndex};
use crate::permission::{Labels, Permit, Scope};
use crate::quantity::Amount;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// Something that is used in every slot that a run occupies.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resource {
    /// Unique name; never `money`.
    pub name: Box<str>,
    /// The unit in which amounts are stated; for people only.
    pub unit: Box<str>,
}

/// Someone who pays for tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Payer {
    /// Unique among payers.
    pub id: Box<str>,
    /// The most that this payer spends over the horizon; `None`: no budget is set.
    pub budget: Option<Money>,
    /// Limits that count only runs which this payer pays.
    pub limits: Vec<Limit>,
}

/// A sell order: capacity in some slots, its terms, and who may have it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Offer {
    /// Unique among offers.
    pub id: Box<str>,
    /// Who sells; does not affect the allocation.
    pub seller: Option<Box<str>>,
    /// Whether the capacity is a gift; does not affect the allocation.
    pub donated: bool,
    /// The most that may be used in one slot, one entry per resource; zero where the resource is not offered.
    pub capacity: Vec<Amount>,
    /// The most that may be used over the horizon, one entry per resource; `None`: no further bound.
    pub total: Vec<Option<u64>>,
    /// The most that one task may use in one slot, one entry per resource; `None`: no further bound.
    pub demand_max: Vec<Option<u64>>,
    /// Price in nMIC per unit and occupied slot, one entry per resource.
    pub price: Vec<u64>,
    /// Price of each task, on top of what its demand costs.
    pub price_fixed: Money,
    /// Quality in parts per million, 0 to 1,000,000.
    pub quality_ppm: u32,
    /// Latency in milliseconds.
    pub latency_ms: u64,
    /// Reliability in parts per million, 0 to 1,000,000.
    pub reliability_ppm: u32,
    /// The slots in which the offer stands; a run lies inside.
    pub slots: SlotRange,
    /// What tasks can require of the offer.
    pub provides: Labels,
    /// Which tasks may run on the offer.
    pub permit: Permit,
    /// The scopes of the permit as declared, sorted by bytes: the permit itself keeps only the topmost.
    pub(crate) permit_scopes: Option<Box<[Box<str>]>>,
    /// Limits that count only runs on this offer.
    pub limits: Vec<Limit>,
}

/// A buy order: demand for some slots, and the terms on which it may run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Task {
    /// Unique among tasks.
    pub id: Box<str>,
    /// Who pays.
    pub payer: PayerIndex,
    /// What is used in every occupied slot, unless a quote says otherwise.
    pub demand: Demand,
    /// How many slots the run occupies, at least 1, one after the other.
    pub duration_slots: u32,
    /// The slots in which the whole run lies.
    pub slots: SlotRange,
    /// What the task is, as far as permits ask.
    pub labels: Labels,
    /// What the offer must provide.
    pub requires: Labels,
    /// Where the task stands in the tree of scopes.
    pub scope: Scope,
    /// The least quality accepted, in parts per million.
    pub quality_min_ppm: u32,
    /// The greatest latency accepted, in milliseconds; `None`: any.
    pub latency_max_ms: Option<u64>,
    /// The least reliability accepted, in parts per million.
    pub reliability_min_ppm: u32,
    /// The greatest price accepted for the whole run, in nMIC; `None`: any.
    pub price_max: Option<u64>,
    /// Whether every allocation must assign the task.
    pub required: bool,
    /// What leaving the task out costs in [`Term::Penalty`](crate::market::Term::Penalty); meaningless if `required`.
    pub penalty: u64,
    /// What leaving the task out costs in [`Term::ValueLost`](crate::market::Term::ValueLost); meaningless if `required`.
    pub value: u64,
    /// Tasks that must be assigned if this one is; sorted, without repetition.
    pub needs: Vec<TaskIndex>,
    /// Tasks that must be assigned if this one is, and must have ended when it starts; sorted, without repetition.
    pub after: Vec<TaskIndex>,
    /// Terms that hold for this task on single offers, in file order; at most one per offer.
    pub quotes: Vec<Quote>,
    /// Whether only quoted offers are eligible.
    pub quotes_only: bool,
    /// Positions in `quotes`, by ascending offer; `None` if the quotes stand in that order.
    pub(crate) quote_order: Option<Box<[u32]>>,
}

impl Task {
    /// The quote of this task on `offer`, if there is one. Logarithmic in the number of quotes.
    pub fn find_quote(&self, offer: OfferIndex) -> Option<&Quote> {
        match &self.quote_order {
            None => {
                let at = self.quotes.binary_search_by_key(&offer, |quote| quote.offer).ok()?;
                self.quotes.get(at)
            }
            Some(order) => {
                let offer_at = |&at: &u32| self.quotes.get(at as usize).map(|quote| quote.offer);
                let at = order.binary_search_by_key(&Some(offer), offer_at).ok()?;
                self.quotes.get(*order.get(at)? as usize)
            }
        }
    }

    /// The quotes in the order of offers. Allocates nothing.
    pub fn quotes_by_offer(&self) -> impl Iterator<Item = &Quote> {
        let sorted = self.quote_order.is_none().then_some(&self.quotes).into_iter().flatten();
        let order = self.quote_order.iter().flatten();
        sorted.chain(order.filter_map(|&at| self.quotes.get(at as usize)))
    }
}

/// The terms of one task on one offer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quote {
    /// The offer on which the terms hold.
    pub offer: OfferIndex,
    /// The price of the whole run in nMIC; `None`: computed from the demand.
    pub price: Option<u64>,
    /// What the run uses in every occupied slot, instead of the task's demand; `None`: the task's demand.
    pub demand: Option<Demand>,
    /// What the run adds to [`Term::Score`](crate::market::Term::Score).
    pub score: u64,
}

impl Offer {
    /// The most of `resource` that may be used in one slot; zero if the offer does not list it.
    pub fn capacity_of(&self, resource: ResourceIndex) -> Amount {
        self.capacity.get(resource.usize()).copied().unwrap_or(Amount::ZERO)
    }

    /// The scopes of the permit as declared, sorted by bytes; `None`: no restriction. The permit itself keeps only the topmost.
    pub fn declared_scopes(&self) -> Option<&[Box<str>]> {
        self.permit_scopes.as_deref()
    }

    /// The price of one unit of `resource` in one slot, in nMIC.
    pub fn price_of(&self, resource: ResourceIndex) -> u64 {
        self.price.get(resource.usize()).copied().unwrap_or(0)
    }
}
