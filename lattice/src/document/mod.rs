//! The market file as plain data, one field per key and every name a text.
//!
//! These types are what a file deserialises to, and what a program fills in to build a market: each has a `new` with what cannot be left out
//! and a method per field. Nothing here is checked: [`Market::from_document`](crate::market::Market::from_document) does that.
//!
//! Reading goes through [`Market::from_json`](crate::market::Market::from_json) or `from_yaml`, which also refuse what serde would let pass: null
//! and duplicate keys.

mod build;
mod fault;
mod fields;
mod interval;
mod json;
mod limit;
mod locate;
mod objective;
mod offer;
mod quotes;
#[cfg(feature = "schema")]
mod schema;
mod strict;
mod task;
#[cfg(feature = "yaml")]
mod yaml;

pub use build::MarketBuilder;
pub use interval::Interval;
pub use limit::{Limit, LimitSpan, Window, window};
pub use objective::Objective;
pub use offer::{Capacity, Offer, Permit};
pub use quotes::{Quote, Quotes};
#[cfg(feature = "schema")]
pub use schema::json_schema;
pub use task::Task;

use crate::market::Money;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Amounts or prices by the name of the resource.
pub type PerResource = BTreeMap<String, u64>;

/// The version of the format.
pub const VERSION: u64 = 1;

/// A market file, version 1: what is offered, what is asked, and what an allocation is judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The version of the format: 1.
    #[cfg_attr(feature = "schema", schemars(schema_with = "schema::version"))]
    pub version: u64,
    /// A name for people. It is part of the market's hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub name: Option<String>,
    /// What is used in every slot that a run occupies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<Resource>,
    /// Discrete time. Default: one slot of 1000 ms.
    #[serde(default, skip_serializing_if = "fields::is_default")]
    pub slots: Slots,
    /// Who pays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payers: Vec<Payer>,
    /// Sell orders.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<Offer>,
    /// Buy orders.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<Task>,
    /// Limits over all offers and payers, or those that they name. Offers and payers have limits of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Limit>,
    /// What is made small. Default: price plus penalty.
    #[serde(default, skip_serializing_if = "fields::is_default")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "schema::objective"))]
    pub objective: Objective,
}

impl Default for Document {
    fn default() -> Self {
        Self {
            version: VERSION,
            name: None,
            resources: Vec::new(),
            slots: Slots::default(),
            payers: Vec::new(),
            offers: Vec::new(),
            tasks: Vec::new(),
            limits: Vec::new(),
            objective: Objective::default(),
        }
    }
}

/// Something that is used in every slot that a run occupies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Unique name; "money" is reserved.
    #[cfg_attr(feature = "schema", schemars(schema_with = "schema::resource_name"))]
    pub name: String,
    /// The unit in which amounts are stated; for people only.
    pub unit: String,
}

/// Discrete time: the slots from 0 to count - 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Slots {
    /// How many slots there are.
    #[cfg_attr(feature = "schema", schemars(schema_with = "schema::slot_count"))]
    pub count: u64,
    /// Length of one slot in milliseconds.
    #[cfg_attr(feature = "schema", schemars(schema_with = "schema::positive"))]
    pub length_ms: u64,
}

impl Default for Slots {
    fn default() -> Self {
        Self { count: 1, length_ms: 1000 }
    }
}

/// Someone who pays for tasks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Payer {
    /// Unique among payers.
    #[cfg_attr(feature = "schema", schemars(schema_with = "schema::id"))]
    pub id: String,
    /// The most nMIC spent over the horizon; without it no budget is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "schema::number"))]
    pub budget: Option<u64>,
    /// Limits that count only what this payer pays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "schema::payer_limits"))]
    pub limits: Vec<Limit>,
}

impl Payer {
    /// A payer without budget and limits.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), budget: None, limits: Vec::new() }
    }

    /// Sets the most that is spent over the horizon.
    pub fn budget(mut self, budget: Money) -> Self {
        self.budget = Some(budget.nmic());
        self
    }

    /// Adds a limit that counts only what this payer pays, of a resource or of `"money"`.
    pub fn limit(mut self, of: impl Into<String>, amount: u64, span: impl Into<LimitSpan>) -> Self {
        self.limits.push(Limit::new(of, amount).span(span));
        self
    }
}
