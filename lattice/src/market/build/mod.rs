//! From a document to a market: every name is resolved and every rule of the format checked.

mod acyclic;
mod bounds;
mod limits;
mod names;
mod numbers;
mod objective;
mod offers;
mod tasks;

use crate::document::{Document, VERSION};
use crate::error::{At, Kind, MarketError, Problem};
use crate::market::{
    Horizon, Limit, Market, Money, OfferIndex, Payer, PayerIndex, Resource, ResourceIndex, TaskIndex, canonical,
};
use alloc::vec::Vec;
use names::Names;
use numbers::number;

/// The name under which limits count spending; no resource has it.
pub(crate) const MONEY: &str = "money";
/// What stands before the name of a resource in a term.
pub(crate) const USE: &str = "use:";

/// What the parts of a document refer to.
struct Scene {
    horizon: Horizon,
    resources: Names<ResourceIndex>,
    payers: Names<PayerIndex>,
    offers: Names<OfferIndex>,
    tasks: Names<TaskIndex>,
}

impl Market {
    /// Checks a document and resolves its names. The document is consumed piece by piece, so that a large one and its market do not stand in
    /// memory side by side.
    ///
    /// Takes time n log n in the size of the document and, only if prices or weights come near their bounds, time proportional to the number of
    /// pairs of a task and an offer.
    ///
    /// # Errors
    /// The first rule of the format that the document breaks, with the path.
    pub fn from_document(document: Document) -> Result<Self, MarketError> {
        let root = At::ROOT;
        if document.version != VERSION {
            return Err(root.key("version").fail(Problem::Version { found: document.version }));
        }
        let scene = Scene::new(&document)?;
        let payers = payers(document.payers, &scene)?;
        let offers = offers::build(document.offers, &scene)?;
        let tasks = tasks::build(document.tasks, &scene)?;
        let limits = limits::build(document.limits, limits::Place::Market, &root.key("limits"), &scene)?;
        let levels = objective::build(document.objective, &scene)?;
        let resources = document
            .resources
            .into_iter()
            .map(|resource| Resource { name: resource.name.into(), unit: resource.unit.into() });
        Self {
            name: document.name.map(Into::into),
            horizon: scene.horizon,
            resources: resources.collect(),
            payers,
            offers,
            tasks,
            limits,
            levels,
            hash: super::MarketHash::new([0; 32]),
        }
        .sealed()
    }

    /// Checks the rules that concern a market as a whole, and gives it its hash.
    pub(super) fn sealed(mut self) -> Result<Self, MarketError> {
        acyclic::check(&self.tasks)?;
        bounds::check(&self)?;
        self.hash = canonical::hash(&self);
        Ok(self)
    }
}

impl Scene {
    fn new(document: &Document) -> Result<Self, MarketError> {
        let root = At::ROOT;
        let slots = root.key("slots");
        let count = number(document.slots.count, 1, u64::from(Horizon::SLOT_COUNT_MAX), &slots.key("count"))?;
        let horizon = Horizon {
            slot_count: numbers::narrow(count),
            slot_length_ms: number(document.slots.length_ms, 1, numbers::MAX, &slots.key("length_ms"))?,
        };
        let resources = root.key("resources");
        for (position, resource) in document.resources.iter().enumerate() {
            if resource.name == MONEY {
                return Err(resources.index(position).key("name").fail(Problem::ReservedName));
            }
        }
        let named = document.resources.iter().map(|resource| resource.name.as_str());
        Ok(Self {
            horizon,
            resources: Names::new(Kind::Resource, named, &resources, "name")?,
            payers: Names::new(Kind::Payer, document.payers.iter().map(|payer| &*payer.id), &root.key("payers"), "id")?,
            offers: Names::new(Kind::Offer, document.offers.iter().map(|offer| &*offer.id), &root.key("offers"), "id")?,
            tasks: Names::new(Kind::Task, document.tasks.iter().map(|task| &*task.id), &root.key("tasks"), "id")?,
        })
    }
}

fn payers(list: Vec<crate::document::Payer>, scene: &Scene) -> Result<Vec<Payer>, MarketError> {
    let root = At::ROOT.key("payers");
    let build = |(position, payer): (usize, crate::document::Payer)| {
        let at = root.index(position);
        let budget = payer.budget.map(|budget| number(budget, 0, numbers::MAX, &at.key("budget"))).transpose()?;
        let limits: Vec<Limit> =
            limits::build(payer.limits, limits::Place::Inside(Kind::Payer), &at.key("limits"), scene)?;
        Ok(Payer { id: payer.id.into(), budget: budget.map(Money::from_nmic), limits })
    };
    list.into_iter().enumerate().map(build).collect()
}
