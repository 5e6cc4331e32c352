//! Offers of a document.

use super::numbers::{self, plain, ppm};
use super::{Scene, limits};
use crate::document::{self, Capacity, PerResource};
use crate::error::{At, Kind, MarketError, Problem};
use crate::market::{Money, Offer};
use crate::order::Restriction;
use crate::permission::{Labels, Permit, Principals, Scopes};
use crate::quantity::Amount;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

pub(super) fn build(list: Vec<document::Offer>, scene: &Scene) -> Result<Vec<Offer>, MarketError> {
    let root = At::ROOT.key("offers");
    let build = |(position, offer)| one(offer, &root.index(position), scene);
    list.into_iter().enumerate().map(build).collect()
}

fn one(offer: document::Offer, at: &At<'_>, scene: &Scene) -> Result<Offer, MarketError> {
    let resources = &scene.resources;
    let bounds =
        |map: PerResource, at: &At<'_>| resources.dense(map, None, at, |amount, at| plain(amount, at).map(Some));
    Ok(Offer {
        capacity: resources.dense(offer.capacity, Amount::ZERO, &at.key("capacity"), capacity)?,
        total: bounds(offer.total, &at.key("total"))?,
        demand_max: bounds(offer.demand_max, &at.key("demand_max"))?,
        price: resources.dense(offer.price, 0, &at.key("price"), plain)?,
        price_fixed: Money::from_nmic(plain(offer.price_fixed, &at.key("price_fixed"))?),
        quality_ppm: ppm(offer.quality_ppm, &at.key("quality_ppm"))?,
        latency_ms: plain(offer.latency_ms, &at.key("latency_ms"))?,
        reliability_ppm: ppm(offer.reliability_ppm, &at.key("reliability_ppm"))?,
        slots: numbers::slots_or_all(offer.slots, scene.horizon, &at.key("slots"))?,
        limits: limits::build(offer.limits, limits::Place::Inside(Kind::Offer), &at.key("limits"), scene)?,
        provides: Labels::new(offer.provides),
        permit_scopes: offer.permit.scopes.as_deref().map(sorted_set),
        permit: permit(offer.permit),
        id: offer.id.into(),
        seller: offer.seller.map(Into::into),
        donated: offer.donated,
    })
}

fn capacity(capacity: Capacity, at: &At<'_>) -> Result<Amount, MarketError> {
    match capacity {
        Capacity::Unlimited => Ok(Amount::UNLIMITED),
        Capacity::Amount(found) => {
            Amount::finite(found).ok_or_else(|| at.fail(Problem::OutOfRange { found, min: 0, max: Amount::MAX_FINITE }))
        }
    }
}

fn permit(permit: document::Permit) -> Permit {
    Permit {
        labels: Restriction::from(permit.labels.map(Labels::new)),
        principals: Restriction::from(permit.principals.map(Principals::new)),
        scopes: permit.scopes.map_or_else(Scopes::everywhere, Scopes::new),
    }
}

fn sorted_set(texts: &[String]) -> Box<[Box<str>]> {
    let mut set: Vec<Box<str>> = texts.iter().map(|text| text.as_str().into()).collect();
    set.sort_unstable();
    set.dedup();
    set.into()
}
