//! From a market to the policy that events are held to.

use super::{PairRow, Policing, UsagePolicy, UsageShape};
use crate::commitment::Blinding;
use crate::layout::BitWidth;
use crate::statement::ParameterError;
use crate::statement::compliance::{
    FitError, LimitSpan, Places, StatedLimit, Subject, fitting, meters, room, tier, tier_width,
};
use apportion_certs::program::{Origin, Program, UsageSpan};
use apportion_lattice::quantity::Amount;
use apportion_lattice::{Market, Of, OfferIndex, PayerIndex};
use ark_ff::PrimeField;

/// How large chunks are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UsageSizes {
    /// The most events that a chunk holds.
    pub events: usize,
    /// A chunk covers 2^slot_bits slots.
    pub slot_bits: u32,
}

/// A payer that may use an offer, by the permits of a market.
type Pair = (PayerIndex, OfferIndex);

impl UsageShape {
    /// The shape of a market, rounded up to tiers as for `compliance`.
    ///
    /// A price takes the width of the largest limit on money if every pair counts in one, since a higher price would break it, and else 64 bits;
    /// amounts of resources in the same manner.
    ///
    /// # Errors
    /// [`ParameterError::Nothing`] if there is nothing to prove.
    pub fn of(program: &Program<'_>, sizes: UsageSizes, policing: Policing) -> Result<Self, ParameterError> {
        let market = program.market();
        let pairs = pairs(market);
        let limits = limits(program, &pairs, policing);
        let all = pairs.len() == market.payers().len() * market.offers().len();
        if pairs.is_empty() || (all && limits.is_empty()) {
            return Err(ParameterError::Nothing);
        }
        let width = |subject| {
            let mut loaded = vec![false; pairs.len()];
            let mut most = 0;
            for limit in limits.iter().filter(|limit| limit.subject == subject) {
                limit.claim(&mut loaded);
                most = limit.amount.max(most);
            }
            if loaded.contains(&false) { BitWidth::U64 } else { tier_width(most) }
        };
        let number = |count: usize| BitWidth::of(tier(count) as u64 - 1);
        Ok(Self {
            events: sizes.events,
            slot_bits: sizes.slot_bits,
            slot_length_ms: market.horizon().slot_length_ms,
            payer: number(market.payers().len()),
            offer: number(market.offers().len()),
            amounts: (0..market.resources().len()).map(|resource| width(Subject::Demand(resource))).collect(),
            price: width(Subject::Price),
            pairs: tier(pairs.len()),
            meters: meters(&limits, pairs.len()),
            policing,
        })
    }
}

/// A market that fits into a shape.
#[derive(Clone, Debug)]
pub struct FittedUsage {
    shape: UsageShape,
    pairs: Vec<Pair>,
    places: Places,
}

impl FittedUsage {
    /// Puts the permitted pairs and every limit of a market into a shape. O(limits x (places + pairs)).
    ///
    /// # Errors
    /// If the market is larger than the shape, has slots of another length, or a limit that the shape has no place for.
    pub fn new(program: &Program<'_>, shape: &UsageShape) -> Result<Self, FitError> {
        let market = program.market();
        let pairs = pairs(market);
        room("permitted pairs of payer and offer", shape.pairs, pairs.len())?;
        room("resources", shape.amounts.len(), market.resources().len())?;
        let (found, expected) = (market.horizon().slot_length_ms, shape.slot_length_ms);
        if found != expected {
            return Err(FitError::SlotLength { found, expected });
        }
        if let (Some(payer), Some(offer)) = (market.payers().len().checked_sub(1), market.offers().len().checked_sub(1))
        {
            fitting("number of a payer", payer as u64, shape.payer)?;
            fitting("number of an offer", offer as u64, shape.offer)?;
        }
        let places = Places::new(&shape.meters, &limits(program, &pairs, shape.policing), pairs.len())?;
        if pairs.is_empty() { Err(FitError::NoPair) } else { Ok(Self { shape: shape.clone(), pairs, places }) }
    }

    /// Where the market states a limit of the shape; none for a limit that stands for nothing.
    pub fn origin(&self, meter: usize, limit: usize) -> Option<Origin> {
        *self.places.origins.get(meter)?.get(limit)?
    }

    /// The policy under a blinding. It is padded with its first pair.
    pub fn policy<F: PrimeField>(&self, blinding: Blinding<F>) -> UsagePolicy<F> {
        let row = |(&(payer, offer), loads): (&Pair, &Vec<Option<u32>>)| PairRow {
            payer: payer.get().into(),
            offer: offer.get().into(),
            loads: loads.clone(),
        };
        let mut pairs: Vec<PairRow> = self.pairs.iter().zip(&self.places.loads).map(row).collect();
        let padding = pairs.first().cloned();
        pairs.extend(core::iter::repeat_n(padding, self.shape.pairs - pairs.len()).flatten());
        UsagePolicy { pairs, amounts: self.places.amounts.clone(), blinding }
    }
}

/// The permitted pairs, payer by payer.
fn pairs(market: &Market) -> Vec<Pair> {
    let of = |payer| {
        market.offer_indices().filter(move |&offer| market.admits(payer, offer)).map(move |offer| (payer, offer))
    };
    market.payer_indices().flat_map(of).collect()
}

/// Every limit that the statement covers: what is not offered, then the families of the market in their order. Limits that no pair counts in are
/// kept nowhere.
fn limits<'m>(program: &Program<'m>, pairs: &[Pair], policing: Policing) -> Vec<StatedLimit<'m>> {
    let market = program.market();
    let slots = market.horizon().slot_count;
    let pairs_of = |counts: &dyn Fn(Pair) -> bool| -> Vec<usize> {
        pairs.iter().enumerate().filter(|(_, pair)| counts(**pair)).map(|(at, _)| at).collect()
    };
    let mut limits = Vec::new();
    for (offer, stated) in market.offer_indices().zip(market.offers()) {
        let absent = stated.capacity.iter().enumerate().filter(|(_, amount)| **amount == Amount::ZERO);
        for (resource, _) in absent {
            let (origin, subject) = (Origin::Capacity(offer), Subject::Demand(resource));
            let options = pairs_of(&|(_, other)| other == offer);
            limits.push(StatedLimit { origin, subject, span: None, amount: 0, prior: &[], options });
        }
    }
    for usage in program.families().iter().filter_map(|family| family.usage()) {
        let span = match usage.span {
            UsageSpan::Interval { first: 0, last } if last + 1 == slots => None,
            UsageSpan::Interval { .. } => continue,
            UsageSpan::Window { slots: length, .. } if length >= slots => None,
            UsageSpan::Window { slots: length, .. } => {
                let prior = match policing {
                    Policing::Windows => length as usize,
                    Policing::TokenBuckets => 1,
                };
                Some(LimitSpan::Window { length, prior })
            }
        };
        let subject = match usage.of {
            Of::Money => Subject::Price,
            Of::Resource(resource) => Subject::Demand(resource.usize()),
        };
        let options = pairs_of(&|(payer, offer)| usage.counts_payer(payer) && usage.counts_offer(offer));
        limits.push(StatedLimit { origin: usage.origin, subject, span, amount: usage.amount, prior: &[], options });
    }
    limits.retain(|limit| !limit.options.is_empty());
    limits
}
