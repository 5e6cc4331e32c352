//! Limits as the file states them.

use super::{Interval, fields};
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// A bound on what may be used together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(transform = super::schema::one_span))]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// What is counted: "money", the price of a run, spent in its start slot; or the name of a resource, the demand in each occupied slot.
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::id"))]
    pub of: String,
    /// The most that may be used: nMIC, or units of the resource.
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::number"))]
    pub amount: u64,
    /// Counts, for every slot, the use in that slot and the ones before it, this many in all. Not together with slots; with neither, the use over
    /// the horizon counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::positive_u32"))]
    pub window_slots: Option<u64>,
    /// Counts the use from the first of these slots to the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::interval"))]
    pub slots: Option<Interval>,
    /// Which offers count together; without it all do. Not inside an offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::ids"))]
    pub offers: Option<Vec<String>>,
    /// Which payers count together; without it all do. Not inside a payer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::ids"))]
    pub payers: Option<Vec<String>>,
    /// Use in slots -1, -2 and so on, before the horizon; 0 beyond the list. Only with window_slots.
    #[serde(default, skip_serializing_if = "fields::is_default")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::numbers"))]
    pub prior: Vec<u64>,
}

/// How long a window is, in slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window(u32);

/// A window of that many slots, which slides: `limit("tokens", 400_000, window(1))` bounds every slot.
pub const fn window(slots: u32) -> Window {
    Window(slots)
}

/// When the use that a limit counts is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LimitSpan {
    /// In every window of that length.
    Window(Window),
    /// In these slots.
    Slots(Interval),
    /// In all slots.
    Horizon,
}

impl From<Window> for LimitSpan {
    fn from(window: Window) -> Self {
        Self::Window(window)
    }
}

impl From<core::ops::RangeInclusive<u32>> for LimitSpan {
    fn from(slots: core::ops::RangeInclusive<u32>) -> Self {
        Self::Slots(Interval::new(slots))
    }
}

/// All slots.
impl From<core::ops::RangeFull> for LimitSpan {
    fn from(_: core::ops::RangeFull) -> Self {
        Self::Horizon
    }
}

impl Limit {
    /// A limit on a resource or on `"money"`, over the horizon, that counts all offers and payers.
    pub fn new(of: impl Into<String>, amount: u64) -> Self {
        Self { of: of.into(), amount, window_slots: None, slots: None, offers: None, payers: None, prior: Vec::new() }
    }

    /// Sets when use is counted together: `window(3)`, a range of slots such as `0..=7`, or `..` for the horizon.
    pub fn span(mut self, span: impl Into<LimitSpan>) -> Self {
        (self.window_slots, self.slots) = match span.into() {
            LimitSpan::Window(Window(slots)) => (Some(u64::from(slots)), None),
            LimitSpan::Slots(slots) => (None, Some(slots)),
            LimitSpan::Horizon => (None, None),
        };
        self
    }

    /// Counts these offers together, and no others.
    pub fn offers<I: IntoIterator<Item: Into<String>>>(mut self, offers: I) -> Self {
        self.offers = Some(offers.into_iter().map(Into::into).collect());
        self
    }

    /// Counts these payers together, and no others.
    pub fn payers<I: IntoIterator<Item: Into<String>>>(mut self, payers: I) -> Self {
        self.payers = Some(payers.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the use in slots -1, -2 and so on.
    pub fn prior(mut self, prior: impl IntoIterator<Item = u64>) -> Self {
        self.prior = prior.into_iter().collect();
        self
    }
}
