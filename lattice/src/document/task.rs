//! Buy orders as the file states them.

use super::{Interval, PerResource, Quote, Quotes, fields};
use crate::market::{Money, Ppm};
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;
use serde::{Deserialize, Serialize};

/// A buy order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Unique among tasks.
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::id"))]
    pub id: String,
    /// The id of the payer.
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::id"))]
    pub payer: String,
    /// What is used in every occupied slot, by resource.
    #[serde(default, skip_serializing_if = "PerResource::is_empty")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::per_resource"))]
    pub demand: PerResource,
    /// How many slots the run occupies, one after the other.
    #[serde(default = "fields::one", skip_serializing_if = "fields::is_one")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::positive_u32"))]
    pub duration_slots: u64,
    /// The slots in which the whole run lies; all of them without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::interval"))]
    pub slots: Option<Interval>,
    /// What the task is, as far as permits ask.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// What the offer must provide.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<String>,
    /// Where the task stands in the tree of scopes: a path such as a/b, or "" for the root.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scope: String,
    /// The least quality accepted, in parts per million.
    #[serde(default, skip_serializing_if = "fields::is_default")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::ppm"))]
    pub quality_min_ppm: u64,
    /// The greatest latency accepted, in milliseconds; any without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::number"))]
    pub latency_max_ms: Option<u64>,
    /// The least reliability accepted, in parts per million.
    #[serde(default, skip_serializing_if = "fields::is_default")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::ppm"))]
    pub reliability_min_ppm: u64,
    /// The greatest price accepted for the whole run, in nMIC; any without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::number"))]
    pub price_max: Option<u64>,
    /// Whether every allocation must assign the task; penalty and value then mean nothing.
    #[serde(default, skip_serializing_if = "fields::is_default")]
    pub required: bool,
    /// What the term penalty counts if the task is left out.
    #[serde(default, skip_serializing_if = "fields::is_default")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::number"))]
    pub penalty: u64,
    /// What the term value_lost counts if the task is left out.
    #[serde(default = "fields::one", skip_serializing_if = "fields::is_one")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::number"))]
    pub value: u64,
    /// Tasks that must be assigned if this one is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::ids"))]
    pub needs: Vec<String>,
    /// Tasks that must be assigned if this one is, and must have ended when it starts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::ids"))]
    pub after: Vec<String>,
    /// Terms that hold for this task on single offers, at most one per offer.
    #[serde(default, skip_serializing_if = "Quotes::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Quote>"))]
    pub quotes: Quotes,
    /// Whether only quoted offers are eligible.
    #[serde(default, skip_serializing_if = "fields::is_default")]
    pub quotes_only: bool,
}

impl Task {
    /// A task of one slot that demands nothing, may run anywhere, and may be left out.
    pub fn new(id: impl Into<String>, payer: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            payer: payer.into(),
            demand: PerResource::new(),
            duration_slots: fields::one(),
            slots: None,
            labels: Vec::new(),
            requires: Vec::new(),
            scope: String::new(),
            quality_min_ppm: 0,
            latency_max_ms: None,
            reliability_min_ppm: 0,
            price_max: None,
            required: false,
            penalty: 0,
            value: fields::one(),
            needs: Vec::new(),
            after: Vec::new(),
            quotes: Quotes::default(),
            quotes_only: false,
        }
    }

    /// Demands that much of a resource in every occupied slot.
    pub fn demand(mut self, resource: impl Into<String>, amount: u64) -> Self {
        self.demand.insert(resource.into(), amount);
        self
    }

    /// Sets how many slots the run occupies.
    pub fn duration_slots(mut self, slots: u32) -> Self {
        self.duration_slots = u64::from(slots);
        self
    }

    /// Sets the slots in which the whole run lies.
    pub fn slots(mut self, slots: core::ops::RangeInclusive<u32>) -> Self {
        self.slots = Some(Interval::new(slots));
        self
    }

    /// Adds a label that permits must allow.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.labels.push(label.into());
        self
    }

    /// Adds something that the offer must provide.
    pub fn requires(mut self, label: impl Into<String>) -> Self {
        self.requires.push(label.into());
        self
    }

    /// Sets where the task stands in the tree of scopes.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = scope.into();
        self
    }

    /// Sets the least quality accepted.
    pub fn quality_min(mut self, quality: Ppm) -> Self {
        self.quality_min_ppm = u64::from(quality.get());
        self
    }

    /// Sets the greatest latency accepted, rounded down to milliseconds.
    pub fn latency_max(mut self, latency: Duration) -> Self {
        self.latency_max_ms = Some(u64::try_from(latency.as_millis()).unwrap_or(u64::MAX));
        self
    }

    /// Sets the least reliability accepted.
    pub fn reliability_min(mut self, reliability: Ppm) -> Self {
        self.reliability_min_ppm = u64::from(reliability.get());
        self
    }

    /// Sets the greatest price accepted for the whole run.
    pub fn price_max(mut self, price: Money) -> Self {
        self.price_max = Some(price.nmic());
        self
    }

    /// Says that every allocation must assign the task.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Sets what the term `penalty` counts if the task is left out.
    pub fn penalty(mut self, penalty: u64) -> Self {
        self.penalty = penalty;
        self
    }

    /// Sets what the term `value_lost` counts if the task is left out.
    pub fn value(mut self, value: u64) -> Self {
        self.value = value;
        self
    }

    /// Adds a task that must be assigned if this one is.
    pub fn needs(mut self, task: impl Into<String>) -> Self {
        self.needs.push(task.into());
        self
    }

    /// Adds a task that must be assigned if this one is, and must have ended when it starts.
    pub fn after(mut self, task: impl Into<String>) -> Self {
        self.after.push(task.into());
        self
    }

    /// Adds the terms that hold on one offer.
    pub fn quote(mut self, quote: Quote) -> Self {
        self.quotes.push(&quote);
        self
    }

    /// Accepts quoted offers only.
    pub fn quotes_only(mut self) -> Self {
        self.quotes_only = true;
        self
    }
}
