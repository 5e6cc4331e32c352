//! Limits: rows that bound what may be used together.

use crate::market::{OfferIndex, PayerIndex, ResourceIndex, SlotRange};
use alloc::vec::Vec;

/// A bound on the use of money or of one resource by the runs that it counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Limit {
    /// What is counted.
    pub of: Of,
    /// The most that may be used in one span: nMIC, or units of the resource. 0 to 2^63 - 1.
    pub amount: u64,
    /// When use is counted together.
    pub span: Span,
    /// Which offers count, sorted and without repetition; `None`: all. Always `None` in an offer's own limit, which counts that offer.
    pub offers: Option<Vec<OfferIndex>>,
    /// Which payers count, sorted and without repetition; `None`: all. Always `None` in a payer's own limit, which counts that payer.
    pub payers: Option<Vec<PayerIndex>>,
}

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Of {
    /// The price of a run in nMIC, spent in its start slot.
    Money,
    /// The demand of a run for the resource, in each slot that it occupies.
    Resource(ResourceIndex),
}

/// When the use that a limit counts is counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Span {
    /// For every slot `e` of the horizon, the use in slots `e - slots + 1..=e`.
    Window {
        /// Length of the window in slots, at least 1.
        slots: u32,
        /// Use in slots -1, -2 and so on, before the horizon; 0 beyond the list.
        prior: Vec<u64>,
    },
    /// The use in these slots.
    Interval(SlotRange),
    /// The use in all slots.
    Horizon,
}

/// Where in the market a limit is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the market's own list; the limit's `offers` and `payers` say what counts.
    Market,
    /// Inside an offer: only runs on that offer count.
    Offer(OfferIndex),
    /// Inside a payer: only runs that it pays count.
    Payer(PayerIndex),
}

/// A limit together with its place, which narrows what it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlacedLimit<'m> {
    /// Where the limit is stated.
    pub place: Place,
    /// Position in the list of that place.
    pub position: usize,
    /// The limit.
    pub limit: &'m Limit,
}

impl PlacedLimit<'_> {
    /// Whether runs on `offer` paid by `payer` count. Logarithmic in the lengths of the limit's sets.
    pub fn counts(&self, offer: OfferIndex, payer: PayerIndex) -> bool {
        let placed = match self.place {
            Place::Market => true,
            Place::Offer(own) => own == offer,
            Place::Payer(own) => own == payer,
        };
        let listed = |limit: &Limit| {
            limit.offers.as_ref().is_none_or(|offers| offers.binary_search(&offer).is_ok())
                && limit.payers.as_ref().is_none_or(|payers| payers.binary_search(&payer).is_ok())
        };
        placed && listed(self.limit)
    }
}
