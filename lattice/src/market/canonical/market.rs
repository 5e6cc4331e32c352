//! Which members a market has in its canonical form. Within each function the keys come in byte order.

use super::text::{Object, Sink, list, number, object, string};
use crate::document::VERSION;
use crate::market::cost::PPM_ONE;
use crate::market::{
    Demand, Horizon, Level, Limit, MONEY, Market, Money, Of, Offer, Payer, Quote, Resource, ResourceIndex, SlotRange,
    Span, Task, TaskIndex, Term, USE, objective,
};
use crate::quantity::Amount;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// A market with the order in which its resources are written.
struct Names<'m> {
    market: &'m Market,
    resources_by_name: Vec<ResourceIndex>,
}

pub(super) fn write<S: Sink>(market: &Market, sink: &mut S) {
    let mut resources_by_name: Vec<_> = market.resource_indices().collect();
    resources_by_name.sort_unstable_by_key(|&resource| &*market.resource(resource).name);
    let names = &Names { market, resources_by_name };
    object(sink, |members| {
        members.list("limits", market.limits().iter(), |sink, limit| write_limit(names, limit, sink));
        if let Some(name) = market.name() {
            members.string("name", name);
        }
        if market.levels() != objective::cost() {
            list(members.key("objective"), market.levels(), |sink, level| write_level(names, level, sink));
        }
        members.list("offers", market.offers().iter(), |sink, offer| write_offer(names, offer, sink));
        members.list("payers", market.payers().iter(), |sink, payer| write_payer(names, payer, sink));
        members.list("resources", market.resources().iter(), write_resource);
        let horizon = market.horizon();
        if horizon != Horizon::DEFAULT {
            object(members.key("slots"), |members| {
                members.number("count", u64::from(horizon.slot_count));
                members.number("length_ms", horizon.slot_length_ms);
            });
        }
        members.list("tasks", market.tasks().iter(), |sink, task| write_task(names, task, sink));
        members.number("version", VERSION);
    });
}

fn write_resource<S: Sink>(sink: &mut S, resource: &Resource) {
    object(sink, |members| {
        members.string("name", &resource.name);
        members.string("unit", &resource.unit);
    });
}

fn write_payer<S: Sink>(names: &Names<'_>, payer: &Payer, sink: &mut S) {
    object(sink, |members| {
        members.number_if("budget", payer.budget.map(Money::nmic));
        members.string("id", &payer.id);
        members.list("limits", payer.limits.iter(), |sink, limit| write_limit(names, limit, sink));
    });
}

fn write_offer<S: Sink>(names: &Names<'_>, offer: &Offer, sink: &mut S) {
    let bounds = |list: &[Option<u64>], resource: ResourceIndex| list.get(resource.usize()).copied().flatten();
    object(sink, |members| {
        let capacity = |resource| Some(offer.capacity_of(resource)).filter(|&capacity| capacity != Amount::ZERO);
        names.map(members, "capacity", capacity, write_capacity);
        names.map(members, "demand_max", |resource| bounds(&offer.demand_max, resource), number);
        members.flag("donated", offer.donated);
        members.string("id", &offer.id);
        members.number_unless(0, "latency_ms", offer.latency_ms);
        members.list("limits", offer.limits.iter(), |sink, limit| write_limit(names, limit, sink));
        write_permit(offer, members);
        names.map(members, "price", |resource| Some(offer.price_of(resource)).filter(|&price| price != 0), number);
        members.number_unless(0, "price_fixed", offer.price_fixed.nmic());
        members.list("provides", offer.provides.iter(), string);
        members.number_unless(u64::from(PPM_ONE), "quality_ppm", u64::from(offer.quality_ppm));
        members.number_unless(u64::from(PPM_ONE), "reliability_ppm", u64::from(offer.reliability_ppm));
        if let Some(seller) = &offer.seller {
            members.string("seller", seller);
        }
        names.slots(members, offer.slots);
        names.map(members, "total", |resource| bounds(&offer.total, resource), number);
    });
}

fn write_capacity<S: Sink>(sink: &mut S, capacity: Amount) {
    match capacity.as_finite() {
        Some(amount) => number(sink, amount),
        None => string(sink, "unlimited"),
    }
}

fn write_permit<S: Sink>(offer: &Offer, members: &mut Object<'_, S>) {
    let (labels, principals) = (offer.permit.labels.bound(), offer.permit.principals.bound());
    // The permit keeps only the topmost scopes, and no difference between none listed and the root.
    let scopes = offer.permit_scopes.as_deref();
    if labels.is_none() && principals.is_none() && scopes.is_none() {
        return;
    }
    object(members.key("permit"), |members| {
        if let Some(labels) = labels {
            members.strings("labels", labels.iter());
        }
        if let Some(principals) = principals {
            members.strings("principals", principals.iter());
        }
        if let Some(scopes) = scopes {
            members.strings("scopes", scopes.iter().map(|scope| &**scope));
        }
    });
}

fn write_task<S: Sink>(names: &Names<'_>, task: &Task, sink: &mut S) {
    object(sink, |members| {
        names.tasks(members, "after", &task.after);
        if !task.demand.is_empty() {
            names.demand(members, &task.demand);
        }
        members.number_unless(1, "duration_slots", u64::from(task.duration_slots));
        members.string("id", &task.id);
        members.list("labels", task.labels.iter(), string);
        members.number_if("latency_max_ms", task.latency_max_ms);
        names.tasks(members, "needs", &task.needs);
        members.string("payer", &names.market.payer(task.payer).id);
        members.number_unless(0, "penalty", task.penalty);
        members.number_if("price_max", task.price_max);
        members.number_unless(0, "quality_min_ppm", u64::from(task.quality_min_ppm));
        members.list("quotes", task.quotes.iter(), |sink, quote| write_quote(names, quote, sink));
        members.flag("quotes_only", task.quotes_only);
        members.number_unless(0, "reliability_min_ppm", u64::from(task.reliability_min_ppm));
        members.flag("required", task.required);
        members.list("requires", task.requires.iter(), string);
        if !task.scope.as_str().is_empty() {
            members.string("scope", task.scope.as_str());
        }
        names.slots(members, task.slots);
        members.number_unless(1, "value", task.value);
    });
}

fn write_quote<S: Sink>(names: &Names<'_>, quote: &Quote, sink: &mut S) {
    object(sink, |members| {
        if let Some(demand) = &quote.demand {
            names.demand(members, demand);
        }
        members.string("offer", &names.market.offer(quote.offer).id);
        members.number_if("price", quote.price);
        members.number_unless(0, "score", quote.score);
    });
}

fn write_limit<S: Sink>(names: &Names<'_>, limit: &Limit, sink: &mut S) {
    let market = names.market;
    object(sink, |members| {
        members.number("amount", limit.amount);
        members.string(
            "of",
            match limit.of {
                Of::Money => MONEY,
                Of::Resource(resource) => &market.resource(resource).name,
            },
        );
        if let Some(offers) = &limit.offers {
            members.strings("offers", sorted(offers.iter().map(|&offer| &*market.offer(offer).id)));
        }
        if let Some(payers) = &limit.payers {
            members.strings("payers", sorted(payers.iter().map(|&payer| &*market.payer(payer).id)));
        }
        match &limit.span {
            Span::Horizon => {}
            Span::Interval(slots) => write_slots(members, *slots),
            Span::Window { slots, prior } => {
                members.list("prior", prior.iter(), |sink, &used| number(sink, used));
                members.number("window_slots", u64::from(*slots));
            }
        }
    });
}

fn write_level<S: Sink>(names: &Names<'_>, level: &Level, sink: &mut S) {
    let mut terms: Vec<(String, u64)> =
        level.terms.iter().map(|&(term, weight)| (term_name(names.market, term), weight)).collect();
    terms.sort_unstable();
    object(sink, |members| terms.iter().for_each(|(name, weight)| members.number(name, *weight)));
}

/// What a term is called in a market file.
pub(crate) fn term_name(market: &Market, term: Term) -> String {
    if let Term::Use(resource) = term {
        return format!("{USE}{}", market.resource(resource).name);
    }
    let name = Term::PLAIN.into_iter().find_map(|(name, plain)| (plain == term).then_some(name));
    name.unwrap_or_default().into()
}

fn write_slots<S: Sink>(members: &mut Object<'_, S>, slots: SlotRange) {
    list(members.key("slots"), [slots.first, slots.last], |sink, slot| number(sink, u64::from(slot)));
}

fn sorted<'m>(ids: impl Iterator<Item = &'m str>) -> Vec<&'m str> {
    let mut ids: Vec<_> = ids.collect();
    ids.sort_unstable();
    ids
}

impl Names<'_> {
    /// A map by resource with the entries that `entry` finds; left out if there is none.
    fn map<S: Sink, T>(
        &self,
        members: &mut Object<'_, S>,
        key: &str,
        entry: impl Fn(ResourceIndex) -> Option<T>,
        write: impl Fn(&mut S, T),
    ) {
        let mut entries =
            self.resources_by_name.iter().filter_map(|&resource| Some((resource, entry(resource)?))).peekable();
        if entries.peek().is_some() {
            object(members.key(key), |members| {
                entries.for_each(|(resource, value)| {
                    write(members.key(&self.market.resource(resource).name), value);
                });
            });
        }
    }

    /// A demand, which is written even if it is empty.
    fn demand<S: Sink>(&self, members: &mut Object<'_, S>, demand: &Demand) {
        let mut entries: Vec<(&str, u64)> =
            demand.iter().map(|(resource, amount)| (&*self.market.resource(resource).name, amount)).collect();
        entries.sort_unstable();
        object(members.key("demand"), |members| {
            entries.into_iter().for_each(|(name, amount)| members.number(name, amount));
        });
    }

    /// A set of tasks, left out if it is empty.
    fn tasks<S: Sink>(&self, members: &mut Object<'_, S>, key: &str, tasks: &[TaskIndex]) {
        let ids = sorted(tasks.iter().map(|&task| &*self.market.task(task).id));
        members.list(key, ids.into_iter(), string);
    }

    /// A range of slots, left out if it is the whole horizon.
    fn slots<S: Sink>(&self, members: &mut Object<'_, S>, slots: SlotRange) {
        if slots != self.market.horizon().all() {
            write_slots(members, slots);
        }
    }
}
