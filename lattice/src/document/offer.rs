//! Sell orders as the file states them.

use super::{Interval, Limit, PerResource, fields, limit::LimitSpan};
use crate::market::{Money, Ppm};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;
use serde::de::{self, Deserializer, Unexpected, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

/// A sell order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Unique among offers.
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::id"))]
    pub id: String,
    /// Who sells; does not affect the allocation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub seller: Option<String>,
    /// Whether the capacity is a gift; does not affect the allocation.
    #[serde(default, skip_serializing_if = "fields::is_default")]
    pub donated: bool,
    /// The most that may be used in one slot, by resource, or "unlimited"; what is absent is not offered.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::capacity"))]
    pub capacity: BTreeMap<String, Capacity>,
    /// The most that may be used over the horizon, by resource.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::per_resource"))]
    pub total: PerResource,
    /// The most that one task may use in one slot, by resource.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::per_resource"))]
    pub demand_max: PerResource,
    /// Price in nMIC of one unit in one slot, by resource.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::per_resource"))]
    pub price: PerResource,
    /// Price in nMIC of each task, on top of what its demand costs.
    #[serde(default, skip_serializing_if = "fields::is_default")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::number"))]
    pub price_fixed: u64,
    /// Quality in parts per million.
    #[serde(default = "fields::one_million", skip_serializing_if = "fields::is_one_million")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::ppm"))]
    pub quality_ppm: u64,
    /// Latency in milliseconds.
    #[serde(default, skip_serializing_if = "fields::is_default")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::number"))]
    pub latency_ms: u64,
    /// Reliability in parts per million.
    #[serde(default = "fields::one_million", skip_serializing_if = "fields::is_one_million")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::ppm"))]
    pub reliability_ppm: u64,
    /// The slots in which the offer stands; all of them without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::interval"))]
    pub slots: Option<Interval>,
    /// What tasks can require of the offer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provides: Vec<String>,
    /// Who may have it; everyone without it.
    #[serde(default, skip_serializing_if = "fields::is_default")]
    pub permit: Permit,
    /// Limits that count only runs on this offer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::offer_limits"))]
    pub limits: Vec<Limit>,
}

/// Who may use an offer. An absent list is no restriction.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Permit {
    /// The labels that a task may have; with an empty list only tasks without labels are allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub labels: Option<Vec<String>>,
    /// The payers allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub principals: Option<Vec<String>>,
    /// The scopes under one of which the task's scope must lie; "" is the root, above all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub scopes: Option<Vec<String>>,
}

/// The most of a resource in one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Capacity {
    /// That much.
    Amount(u64),
    /// No bound; written `"unlimited"`.
    Unlimited,
}

/// How [`Capacity::Unlimited`] is written.
pub(super) const UNLIMITED: &str = "unlimited";

impl Serialize for Capacity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Amount(amount) => serializer.serialize_u64(*amount),
            Self::Unlimited => serializer.serialize_str(UNLIMITED),
        }
    }
}

impl<'de> Deserialize<'de> for Capacity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AmountOrUnlimited)
    }
}

struct AmountOrUnlimited;

impl Visitor<'_> for AmountOrUnlimited {
    type Value = Capacity;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a number or \"unlimited\"")
    }

    fn visit_u64<E>(self, amount: u64) -> Result<Capacity, E> {
        Ok(Capacity::Amount(amount))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Capacity, E> {
        if text == UNLIMITED { Ok(Capacity::Unlimited) } else { Err(E::invalid_value(Unexpected::Str(text), &self)) }
    }
}

impl Offer {
    /// An offer that has nothing yet, costs nothing and is open to everyone in all slots.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            seller: None,
            donated: false,
            capacity: BTreeMap::new(),
            total: PerResource::new(),
            demand_max: PerResource::new(),
            price: PerResource::new(),
            price_fixed: 0,
            quality_ppm: fields::one_million(),
            latency_ms: 0,
            reliability_ppm: fields::one_million(),
            slots: None,
            provides: Vec::new(),
            permit: Permit::default(),
            limits: Vec::new(),
        }
    }

    /// Says who sells.
    pub fn seller(mut self, seller: impl Into<String>) -> Self {
        self.seller = Some(seller.into());
        self
    }

    /// Says that the capacity is a gift.
    pub fn donated(mut self) -> Self {
        self.donated = true;
        self
    }

    /// Offers that much of a resource in every slot.
    pub fn capacity(mut self, resource: impl Into<String>, amount: u64) -> Self {
        self.capacity.insert(resource.into(), Capacity::Amount(amount));
        self
    }

    /// Offers a resource without bound.
    pub fn unlimited(mut self, resource: impl Into<String>) -> Self {
        self.capacity.insert(resource.into(), Capacity::Unlimited);
        self
    }

    /// Bounds the use of a resource over the horizon.
    pub fn total(mut self, resource: impl Into<String>, amount: u64) -> Self {
        self.total.insert(resource.into(), amount);
        self
    }

    /// Bounds what one task may use of a resource in one slot.
    pub fn demand_max(mut self, resource: impl Into<String>, amount: u64) -> Self {
        self.demand_max.insert(resource.into(), amount);
        self
    }

    /// Sets the price of one unit of a resource in one slot.
    pub fn price(mut self, resource: impl Into<String>, price: Money) -> Self {
        self.price.insert(resource.into(), price.nmic());
        self
    }

    /// Sets the price of each task, on top of what its demand costs.
    pub fn price_fixed(mut self, price: Money) -> Self {
        self.price_fixed = price.nmic();
        self
    }

    /// Sets the quality.
    pub fn quality(mut self, quality: Ppm) -> Self {
        self.quality_ppm = u64::from(quality.get());
        self
    }

    /// Sets the latency, rounded up to milliseconds.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency_ms = u64::try_from(latency.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX);
        self
    }

    /// Sets the reliability.
    pub fn reliability(mut self, reliability: Ppm) -> Self {
        self.reliability_ppm = u64::from(reliability.get());
        self
    }

    /// Sets the slots in which the offer stands.
    pub fn slots(mut self, slots: core::ops::RangeInclusive<u32>) -> Self {
        self.slots = Some(Interval::new(slots));
        self
    }

    /// Adds something that tasks can require.
    pub fn provides(mut self, label: impl Into<String>) -> Self {
        self.provides.push(label.into());
        self
    }

    /// Allows only tasks whose labels are all among these.
    pub fn permit_labels<I: IntoIterator<Item: Into<String>>>(mut self, labels: I) -> Self {
        self.permit.labels = Some(labels.into_iter().map(Into::into).collect());
        self
    }

    /// Allows only these payers.
    pub fn permit_principals<I: IntoIterator<Item: Into<String>>>(mut self, principals: I) -> Self {
        self.permit.principals = Some(principals.into_iter().map(Into::into).collect());
        self
    }

    /// Allows only tasks whose scope lies under one of these.
    pub fn permit_scopes<I: IntoIterator<Item: Into<String>>>(mut self, scopes: I) -> Self {
        self.permit.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Adds a limit that counts only runs on this offer, of a resource or of `"money"`.
    pub fn limit(mut self, of: impl Into<String>, amount: u64, span: impl Into<LimitSpan>) -> Self {
        self.limits.push(Limit::new(of, amount).span(span));
        self
    }
}
