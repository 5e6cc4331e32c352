//! A market built by a program.

use super::{Document, Limit, Objective, Offer, Payer, Resource, Slots, Task};
use crate::error::{MarketError, Path, Problem, Segment};
use crate::market::Market;
use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::time::Duration;

impl Market {
    /// Starts a market with this name. A resource is declared by its first mention, in an offer, a task, a limit or the objective; the methods
    /// of [`Offer`], [`Task`] and the others say the rest.
    ///
    /// ```
    /// use apportion_lattice::document::{Offer, Payer, Task, window};
    /// use apportion_lattice::{Market, mic, nmic, ppm};
    /// use core::time::Duration;
    ///
    /// let market = Market::builder("gateway").slots(60, Duration::from_secs(60))
    ///     .payer(Payer::new("alice").budget(mic("100")?))
    ///     .offer(Offer::new("claude").unlimited("tokens").price("tokens", nmic(15_000)).limit("tokens", 400_000, window(1)))
    ///     .task(Task::new("req-1", "alice").demand("tokens", 5_000).quality_min(ppm(900_000))).build()?;
    ///
    /// let (_, run) = market.task_indices().flat_map(|task| market.runs(task)).next().expect("the task is eligible");
    /// assert_eq!(run.price, 75_000_000);
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    pub fn builder(name: impl Into<String>) -> MarketBuilder {
        let document = Document { name: Some(name.into()), ..Document::default() };
        MarketBuilder { document, length_is_whole: true }
    }
}

/// Collects a [`Document`] and makes a [`Market`] of it.
#[derive(Clone, Debug)]
#[must_use]
pub struct MarketBuilder {
    document: Document,
    length_is_whole: bool,
}

impl MarketBuilder {
    /// Sets how many slots there are and how long each is, a whole number of milliseconds.
    pub fn slots(mut self, count: u32, length: Duration) -> Self {
        let length_ms = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
        self.document.slots = Slots { count: u64::from(count), length_ms };
        self.length_is_whole = length.subsec_nanos().is_multiple_of(1_000_000);
        self
    }

    /// Declares a resource and its unit. A resource that is only mentioned has the unit `"unit"`.
    pub fn resource(mut self, name: impl Into<String>, unit: impl Into<String>) -> Self {
        self.document.resources.push(Resource { name: name.into(), unit: unit.into() });
        self
    }

    /// Adds a payer.
    pub fn payer(mut self, payer: Payer) -> Self {
        self.document.payers.push(payer);
        self
    }

    /// Adds an offer.
    pub fn offer(mut self, offer: Offer) -> Self {
        self.document.offers.push(offer);
        self
    }

    /// Adds a task.
    pub fn task(mut self, task: Task) -> Self {
        self.document.tasks.push(task);
        self
    }

    /// Adds a limit over all offers and payers, or those that it names.
    pub fn limit(mut self, limit: Limit) -> Self {
        self.document.limits.push(limit);
        self
    }

    /// Sets what is made small.
    pub fn objective(mut self, objective: Objective) -> Self {
        self.document.objective = objective;
        self
    }

    /// The market.
    ///
    /// # Errors
    /// If it is not valid; the path names the place in the file that states the same market.
    pub fn build(mut self) -> Result<Market, MarketError> {
        if !self.length_is_whole {
            let path = ["slots", "length_ms"].map(|key| Segment::Key(key.into()));
            return Err(MarketError::new(Path::new(Vec::from(path)), Problem::NotMilliseconds));
        }
        declare(&mut self.document);
        Market::from_document(self.document)
    }
}

/// Declares every resource that is mentioned and not declared, in the order of the first mention.
fn declare(document: &mut Document) {
    let mut known: BTreeSet<String> = document.resources.iter().map(|resource| resource.name.clone()).collect();
    let mut missing = Vec::new();
    mentions(document, &mut |name| {
        if name != crate::market::MONEY && !known.contains(name) {
            known.insert(name.to_owned());
            missing.push(Resource { name: name.to_owned(), unit: "unit".to_string() });
        }
    });
    document.resources.append(&mut missing);
}

/// Hands over every name that stands where a resource does.
fn mentions(document: &Document, mention: &mut dyn FnMut(&str)) {
    let limits = |limits: &[Limit], mention: &mut dyn FnMut(&str)| {
        limits.iter().for_each(|limit| mention(&limit.of));
    };
    for payer in &document.payers {
        limits(&payer.limits, mention);
    }
    for offer in &document.offers {
        // Zero capacity is the same as none, but it is a mention.
        let capacity = offer.capacity.keys();
        let others = [&offer.total, &offer.demand_max, &offer.price];
        capacity.chain(others.into_iter().flat_map(|map| map.keys())).for_each(|name| mention(name));
        limits(&offer.limits, mention);
    }
    for task in &document.tasks {
        task.demand.keys().for_each(|name| mention(name));
        let quoted = task.quotes.iter().filter_map(|quote| quote.demand);
        quoted.for_each(|demand| demand.keys().for_each(|name| mention(name)));
    }
    limits(&document.limits, mention);
    if let Objective::Levels(levels) = &document.objective {
        let terms = levels.iter().flat_map(|level| level.keys());
        terms.filter_map(|term| term.strip_prefix(crate::market::USE)).for_each(mention);
    }
}
