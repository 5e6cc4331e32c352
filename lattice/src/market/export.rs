//! From a market back to a document.

use crate::document::{self, Capacity, Document, Interval, Objective, PerResource, Quotes, Slots, VERSION};
use crate::market::canonical::term_name;
use crate::market::{
    Demand, Limit, MONEY, Market, Money, Of, Offer, Payer, Quote, ResourceIndex, SlotRange, Span, Task, TaskIndex,
    objective,
};
use crate::permission::{Labels, Principals};
use crate::quantity::Amount;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

impl Market {
    /// The document that states this market, with sets sorted and named objectives expanded; a market made of it has the same hash.
    pub fn to_document(&self) -> Document {
        let resources = self.resources().iter().map(|resource| document::Resource {
            name: resource.name.as_ref().into(),
            unit: resource.unit.as_ref().into(),
        });
        Document {
            version: VERSION,
            name: self.name().map(Into::into),
            resources: resources.collect(),
            slots: Slots { count: u64::from(self.horizon().slot_count), length_ms: self.horizon().slot_length_ms },
            payers: self.payers().iter().map(|payer| self.export_payer(payer)).collect(),
            offers: self.offers().iter().map(|offer| self.export_offer(offer)).collect(),
            tasks: self.tasks().iter().map(|task| self.export_task(task)).collect(),
            limits: self.export_limits(self.limits()),
            objective: self.export_objective(),
        }
    }

    fn export_objective(&self) -> Objective {
        if self.levels() == objective::cost() {
            return Objective::cost();
        }
        let levels = self
            .levels()
            .iter()
            .map(|level| level.terms.iter().map(|&(term, weight)| (term_name(self, term), weight)).collect());
        Objective::Levels(levels.collect())
    }

    fn export_payer(&self, payer: &Payer) -> document::Payer {
        document::Payer {
            id: payer.id.as_ref().into(),
            budget: payer.budget.map(Money::nmic),
            limits: self.export_limits(&payer.limits),
        }
    }

    fn export_offer(&self, offer: &Offer) -> document::Offer {
        let capacity = |resource| match offer.capacity_of(resource) {
            Amount::ZERO => None,
            amount => Some(amount.as_finite().map_or(Capacity::Unlimited, Capacity::Amount)),
        };
        let bound = |list: &[Option<u64>], resource: ResourceIndex| list.get(resource.usize()).copied().flatten();
        let texts = |set: &[_]| set.iter().map(|text: &alloc::boxed::Box<str>| text.as_ref().into()).collect();
        document::Offer {
            id: offer.id.as_ref().into(),
            seller: offer.seller.as_deref().map(Into::into),
            donated: offer.donated,
            capacity: self.per_resource(capacity),
            total: self.per_resource(|resource| bound(&offer.total, resource)),
            demand_max: self.per_resource(|resource| bound(&offer.demand_max, resource)),
            price: self.per_resource(|resource| Some(offer.price_of(resource)).filter(|&price| price != 0)),
            price_fixed: offer.price_fixed.nmic(),
            quality_ppm: u64::from(offer.quality_ppm),
            latency_ms: offer.latency_ms,
            reliability_ppm: u64::from(offer.reliability_ppm),
            slots: self.export_slots(offer.slots),
            provides: labels(&offer.provides),
            permit: document::Permit {
                labels: offer.permit.labels.bound().map(labels),
                principals: offer.permit.principals.bound().map(principals),
                scopes: offer.permit_scopes.as_deref().map(texts),
            },
            limits: self.export_limits(&offer.limits),
        }
    }

    fn export_task(&self, task: &Task) -> document::Task {
        document::Task {
            id: task.id.as_ref().into(),
            payer: self.payer(task.payer).id.as_ref().into(),
            demand: self.export_demand(&task.demand),
            duration_slots: u64::from(task.duration_slots),
            slots: self.export_slots(task.slots),
            labels: labels(&task.labels),
            requires: labels(&task.requires),
            scope: task.scope.as_str().into(),
            quality_min_ppm: u64::from(task.quality_min_ppm),
            latency_max_ms: task.latency_max_ms,
            reliability_min_ppm: u64::from(task.reliability_min_ppm),
            price_max: task.price_max,
            required: task.required,
            penalty: task.penalty,
            value: task.value,
            needs: self.export_tasks(&task.needs),
            after: self.export_tasks(&task.after),
            quotes: task.quotes.iter().map(|quote| self.export_quote(quote)).collect::<Quotes>(),
            quotes_only: task.quotes_only,
        }
    }

    fn export_quote(&self, quote: &Quote) -> document::Quote {
        document::Quote {
            offer: self.offer(quote.offer).id.as_ref().into(),
            price: quote.price,
            demand: quote.demand.as_ref().map(|demand| self.export_demand(demand)),
            score: quote.score,
        }
    }

    fn export_demand(&self, demand: &Demand) -> PerResource {
        demand.iter().map(|(resource, amount)| (self.resource(resource).name.as_ref().into(), amount)).collect()
    }

    fn export_tasks(&self, tasks: &[TaskIndex]) -> Vec<String> {
        tasks.iter().map(|&task| self.task(task).id.as_ref().into()).collect()
    }

    fn export_limits(&self, limits: &[Limit]) -> Vec<document::Limit> {
        limits.iter().map(|limit| self.export_limit(limit)).collect()
    }

    fn export_limit(&self, limit: &Limit) -> document::Limit {
        let (window_slots, slots, prior) = match &limit.span {
            Span::Horizon => (None, None, Vec::new()),
            Span::Interval(slots) => (None, Some(interval(*slots)), Vec::new()),
            Span::Window { slots, prior } => (Some(u64::from(*slots)), None, prior.clone()),
        };
        let of = match limit.of {
            Of::Money => MONEY,
            Of::Resource(resource) => &self.resource(resource).name,
        };
        let offers = limit.offers.as_ref();
        let payers = limit.payers.as_ref();
        document::Limit {
            of: of.into(),
            amount: limit.amount,
            window_slots,
            slots,
            offers: offers.map(|set| set.iter().map(|&offer| self.offer(offer).id.as_ref().into()).collect()),
            payers: payers.map(|set| set.iter().map(|&payer| self.payer(payer).id.as_ref().into()).collect()),
            prior,
        }
    }

    fn export_slots(&self, slots: SlotRange) -> Option<Interval> {
        (slots != self.horizon().all()).then(|| interval(slots))
    }

    fn per_resource<T>(&self, entry: impl Fn(ResourceIndex) -> Option<T>) -> BTreeMap<String, T> {
        let entries = self.resource_indices().zip(self.resources());
        entries.filter_map(|(index, resource)| Some((resource.name.as_ref().into(), entry(index)?))).collect()
    }
}

fn interval(slots: SlotRange) -> Interval {
    Interval { first: u64::from(slots.first), last: u64::from(slots.last) }
}

fn labels(labels: &Labels) -> Vec<String> {
    labels.iter().map(Into::into).collect()
}

fn principals(principals: &Principals) -> Vec<String> {
    principals.iter().map(Into::into).collect()
}
