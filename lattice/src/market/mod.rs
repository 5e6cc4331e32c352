//! The market model: validated, with every name resolved, immutable.
//!
//! A [`Market`] is made by parsing a file, by a builder, or from a [`Document`](crate::document::Document). Everything else in Apportion reads
//! only this.

mod ask;
mod build;
mod canonical;
mod cost;
mod demand;
mod eligible;
mod entity;
mod export;
mod hash;
mod horizon;
mod index;
mod limit;
mod objective;
mod refusal;
mod residual;
mod run;
mod unit;

pub use ask::{Ask, Supply};
pub use demand::Demand;
pub use entity::{Offer, Payer, Quote, Resource, Task};
pub use hash::MarketHash;
pub use horizon::{Horizon, SlotRange};
pub use index::{OfferIndex, PayerIndex, ResourceIndex, TaskIndex};
pub use limit::{Limit, Of, Place, PlacedLimit, Span};
pub use objective::{Level, Term};
pub use refusal::Refusal;
pub use run::{Run, RunCost, Taken};
pub use unit::{Money, MoneyError, Ppm, PpmError, mic, nmic, ppm};

pub(crate) use build::{MONEY, USE};
pub(crate) use cost::PPM_ONE;
pub(crate) use unit::NUMBER_LIMIT;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// A valid market: what is offered, what is asked, and what an allocation is judged by.
///
/// Two markets are equal iff their canonical bytes are.
#[derive(Clone)]
pub struct Market {
    name: Option<Box<str>>,
    horizon: Horizon,
    resources: Vec<Resource>,
    payers: Vec<Payer>,
    offers: Vec<Offer>,
    tasks: Vec<Task>,
    limits: Vec<Limit>,
    levels: Vec<Level>,
    hash: MarketHash,
}

impl Market {
    /// The name, if there is one; part of the hash.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// SHA-256 of the canonical bytes; computed once, when the market was made.
    pub fn hash(&self) -> MarketHash {
        self.hash
    }

    /// The slots that the market speaks about.
    pub fn horizon(&self) -> Horizon {
        self.horizon
    }

    /// What a term of the objective is called in a market file.
    pub fn term_name(&self, term: Term) -> String {
        canonical::term_name(self, term)
    }

    /// The resources in file order.
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// The payers in file order.
    pub fn payers(&self) -> &[Payer] {
        &self.payers
    }

    /// The offers in file order.
    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    /// The tasks in file order.
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// The market's own limits in file order; offers and payers have more of their own, and [`Market::placed_limits`] has them all.
    pub fn limits(&self) -> &[Limit] {
        &self.limits
    }

    /// The levels of the objective, the first one first; not empty.
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// The positions of all offers, ascending.
    pub fn offer_indices(&self) -> impl Iterator<Item = OfferIndex> + use<> {
        indices(self.offers.len()).map(OfferIndex::new)
    }

    /// The positions of all tasks, ascending.
    pub fn task_indices(&self) -> impl Iterator<Item = TaskIndex> + use<> {
        indices(self.tasks.len()).map(TaskIndex::new)
    }

    /// The positions of all payers, ascending.
    pub fn payer_indices(&self) -> impl Iterator<Item = PayerIndex> + use<> {
        indices(self.payers.len()).map(PayerIndex::new)
    }

    /// The positions of all resources, ascending.
    pub fn resource_indices(&self) -> impl Iterator<Item = ResourceIndex> + use<> {
        indices(self.resources.len()).map(ResourceIndex::new)
    }

    /// Every limit: the market's own, then those of the offers, then those of the payers.
    pub fn placed_limits(&self) -> impl Iterator<Item = PlacedLimit<'_>> {
        let own = placed(Place::Market, &self.limits);
        let offers = self.offer_indices().zip(&self.offers);
        let payers = self.payer_indices().zip(&self.payers);
        own.chain(offers.flat_map(|(index, offer)| placed(Place::Offer(index), &offer.limits)))
            .chain(payers.flat_map(|(index, payer)| placed(Place::Payer(index), &payer.limits)))
    }
}

/// Look-up by position.
///
/// # Panics
/// Each method panics if the position is not one of this market; a position from outside goes through the slice instead.
#[expect(clippy::indexing_slicing, reason = "a position that is not of this market is a defect of the caller")]
impl Market {
    /// The resource at this position.
    pub fn resource(&self, index: ResourceIndex) -> &Resource {
        &self.resources[index.usize()]
    }

    /// The payer at this position.
    pub fn payer(&self, index: PayerIndex) -> &Payer {
        &self.payers[index.usize()]
    }

    /// The offer at this position.
    pub fn offer(&self, index: OfferIndex) -> &Offer {
        &self.offers[index.usize()]
    }

    /// The task at this position.
    pub fn task(&self, index: TaskIndex) -> &Task {
        &self.tasks[index.usize()]
    }
}

/// Shows the name, the hash and the sizes; the whole is [`Market::canonical_json`].
impl fmt::Debug for Market {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Market");
        shown.field("name", &self.name).field("hash", &self.hash).field("horizon", &self.horizon);
        shown.field("resources", &self.resources.len()).field("payers", &self.payers.len());
        shown.field("offers", &self.offers.len()).field("tasks", &self.tasks.len()).finish_non_exhaustive()
    }
}

impl PartialEq for Market {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
    }
}

impl Eq for Market {}

fn placed(place: Place, limits: &[Limit]) -> impl Iterator<Item = PlacedLimit<'_>> {
    limits.iter().enumerate().map(move |(position, limit)| PlacedLimit { place, position, limit })
}

/// Positions in a list of this length, which was checked to be below 2^32.
fn indices(length: usize) -> core::ops::Range<u32> {
    0..u32::try_from(length).unwrap_or(u32::MAX)
}
