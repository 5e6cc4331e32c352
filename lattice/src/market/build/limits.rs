//! Limits of a document.

use super::numbers::{self, plain};
use super::{MONEY, Scene};
use crate::document;
use crate::error::{At, Kind, MarketError, Problem};
use crate::market::{Limit, Of, Span};
use alloc::vec::Vec;

/// Where a list of limits stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Market,
    Inside(Kind),
}

pub(super) fn build(
    list: Vec<document::Limit>,
    place: Place,
    at: &At<'_>,
    scene: &Scene,
) -> Result<Vec<Limit>, MarketError> {
    let build = |(position, limit)| one(limit, place, &at.index(position), scene);
    list.into_iter().enumerate().map(build).collect()
}

fn one(limit: document::Limit, place: Place, at: &At<'_>, scene: &Scene) -> Result<Limit, MarketError> {
    for (kind, key, listed) in
        [(Kind::Offer, "offers", limit.offers.is_some()), (Kind::Payer, "payers", limit.payers.is_some())]
    {
        if listed && place == Place::Inside(kind) {
            return Err(at.key(key).fail(Problem::Misplaced { kind }));
        }
    }
    let offers = limit.offers.as_deref().map(|ids| scene.offers.find_set(ids, &at.key("offers")));
    let payers = limit.payers.as_deref().map(|ids| scene.payers.find_set(ids, &at.key("payers")));
    Ok(Limit {
        of: of(&limit.of, &at.key("of"), scene)?,
        amount: plain(limit.amount, &at.key("amount"))?,
        offers: offers.transpose()?,
        payers: payers.transpose()?,
        span: span(limit, at, scene)?,
    })
}

fn of(name: &str, at: &At<'_>, scene: &Scene) -> Result<Of, MarketError> {
    if name == MONEY { Ok(Of::Money) } else { scene.resources.find(name, at).map(Of::Resource) }
}

fn span(limit: document::Limit, at: &At<'_>, scene: &Scene) -> Result<Span, MarketError> {
    let prior = at.key("prior");
    match (limit.window_slots, limit.slots) {
        (Some(_), Some(_)) => Err(at.fail(Problem::TwoSpans)),
        (None, _) if !limit.prior.is_empty() => Err(prior.fail(Problem::PriorWithoutWindow)),
        (None, None) => Ok(Span::Horizon),
        (None, Some(slots)) => numbers::slots(slots, scene.horizon, &at.key("slots")).map(Span::Interval),
        (Some(slots), None) => {
            let slots = numbers::slot_count(slots, &at.key("window_slots"))?;
            let (length, max) = (limit.prior.len(), u32::MAX as usize);
            if length > max {
                return Err(prior.fail(Problem::TooMany { length, max }));
            }
            for (position, &used) in limit.prior.iter().enumerate() {
                plain(used, &prior.index(position))?;
            }
            Ok(Span::Window { slots, prior: limit.prior })
        }
    }
}
