//! Tasks of a document.

use super::Scene;
use super::numbers::{self, plain, ppm};
use crate::document;
use crate::error::{At, MarketError, Problem};
use crate::market::{OfferIndex, Quote, Task};
use crate::permission::{Labels, Scope};
use alloc::boxed::Box;
use alloc::vec::Vec;

pub(super) fn build(list: Vec<document::Task>, scene: &Scene) -> Result<Vec<Task>, MarketError> {
    let root = At::ROOT.key("tasks");
    let mut tasks = Vec::with_capacity(list.len());
    for (position, task) in list.into_iter().enumerate() {
        tasks.push(one(task, &root.index(position), scene)?);
    }
    Ok(tasks)
}

fn one(task: document::Task, at: &At<'_>, scene: &Scene) -> Result<Task, MarketError> {
    let quotes = quotes(&task.quotes, &at.key("quotes"), scene)?;
    let optional = |value: Option<u64>, key| value.map(|value| plain(value, &at.key(key))).transpose();
    Ok(Task {
        payer: scene.payers.find(&task.payer, &at.key("payer"))?,
        demand: scene.resources.demand(&task.demand, &at.key("demand"))?,
        duration_slots: numbers::slot_count(task.duration_slots, &at.key("duration_slots"))?,
        slots: numbers::slots_or_all(task.slots, scene.horizon, &at.key("slots"))?,
        quality_min_ppm: ppm(task.quality_min_ppm, &at.key("quality_min_ppm"))?,
        latency_max_ms: optional(task.latency_max_ms, "latency_max_ms")?,
        reliability_min_ppm: ppm(task.reliability_min_ppm, &at.key("reliability_min_ppm"))?,
        price_max: optional(task.price_max, "price_max")?,
        penalty: plain(task.penalty, &at.key("penalty"))?,
        value: plain(task.value, &at.key("value"))?,
        needs: scene.tasks.find_set(&task.needs, &at.key("needs"))?,
        after: scene.tasks.find_set(&task.after, &at.key("after"))?,
        quote_order: order(&quotes, &at.key("quotes"), &task.quotes)?,
        quotes,
        id: task.id.into(),
        labels: Labels::new(task.labels),
        requires: Labels::new(task.requires),
        scope: Scope::new(task.scope),
        required: task.required,
        quotes_only: task.quotes_only,
    })
}

fn quotes(list: &document::Quotes, at: &At<'_>, scene: &Scene) -> Result<Vec<Quote>, MarketError> {
    // One allocation of the right size: there are hundreds of thousands of quotes.
    let mut quotes = Vec::with_capacity(list.len());
    for (position, quote) in list.iter().enumerate() {
        let at = at.index(position);
        let demand = quote.demand.as_ref().map(|demand| scene.resources.demand(demand, &at.key("demand")));
        quotes.push(Quote {
            offer: scene.offers.find(&quote.offer, &at.key("offer"))?,
            price: quote.price.map(|price| plain(price, &at.key("price"))).transpose()?,
            demand: demand.transpose()?,
            score: plain(quote.score, &at.key("score"))?,
        });
    }
    Ok(quotes)
}

/// The positions of the quotes by ascending offer; `None` if they stand in that order.
fn order(quotes: &[Quote], at: &At<'_>, list: &document::Quotes) -> Result<Option<Box<[u32]>>, MarketError> {
    if quotes.is_sorted_by(|a, b| a.offer < b.offer) {
        return Ok(None);
    }
    let mut order: Vec<(OfferIndex, u32)> = quotes.iter().map(|quote| quote.offer).zip(0..).collect();
    order.sort_unstable();
    let twice = order.windows(2).find_map(|pair| match pair {
        [(first, _), (second, position)] if first == second => Some(*position as usize),
        _ => None,
    });
    match twice {
        None => Ok(Some(order.into_iter().map(|(_, position)| position).collect())),
        Some(position) => {
            let offer = list.iter().nth(position).map(|quote| quote.offer.into()).unwrap_or_default();
            Err(at.index(position).key("offer").fail(Problem::DuplicateQuote { offer }))
        }
    }
}
