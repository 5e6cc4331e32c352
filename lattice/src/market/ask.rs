//! Eligibility: a task may run on an offer iff what it asks lies below what the offer supplies.
//!
//! [`Ask`] and [`Supply`] are elements of one product of ordered sets; [`Ask::covered_by`] compares them component by component. Nothing else
//! in Apportion decides eligibility.

use crate::market::{Demand, Refusal, Resource, ResourceIndex, SlotRange};
use crate::order::Poset;
use crate::permission::{Labels, Permit, Scope};
use crate::quantity::Amount;

/// What one task asks of an offer. Each field belongs to the field of [`Supply`] that must cover it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Ask<'m> {
    /// Whether only a quoted offer will do.
    pub quoted_only: bool,
    /// The labels that the permit must allow.
    pub labels: &'m Labels,
    /// The payer that the permit must allow.
    pub principal: &'m str,
    /// The scope that the permit must allow.
    pub scope: &'m Scope,
    /// What must be provided.
    pub requires: &'m Labels,
    /// The least quality, in parts per million.
    pub quality_min_ppm: u32,
    /// The greatest latency in milliseconds; `None`: any.
    pub latency_max_ms: Option<u64>,
    /// The least reliability, in parts per million.
    pub reliability_min_ppm: u32,
    /// What is used in every occupied slot.
    pub demand: &'m Demand,
    /// The greatest price of the run in nMIC; `None`: any.
    pub price_max: Option<u64>,
    /// The slots in which the run must lie.
    pub slots: SlotRange,
    /// How many slots the run occupies.
    pub duration_slots: u32,
}

/// What one offer supplies to a task.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Supply<'m> {
    /// Whether the task has a quote on the offer.
    pub quoted: bool,
    /// Who may have it.
    pub permit: &'m Permit,
    /// What it provides.
    pub provides: &'m Labels,
    /// Its quality, in parts per million.
    pub quality_ppm: u32,
    /// Its latency in milliseconds.
    pub latency_ms: u64,
    /// Its reliability, in parts per million.
    pub reliability_ppm: u32,
    /// The most that may be used in one slot, one entry per resource.
    pub capacity: &'m [Amount],
    /// The most that one task may use in one slot, one entry per resource; `None`: no further bound.
    pub demand_max: &'m [Option<u64>],
    /// The price of the run in nMIC.
    pub price: u64,
    /// The slots in which the offer stands.
    pub slots: SlotRange,
    /// The names of the resources, to explain a refusal.
    pub resources: &'m [Resource],
}

/// A component of the product.
#[derive(Clone, Copy, Debug)]
enum Component {
    Quoted,
    Slots,
    Quality,
    Latency,
    Reliability,
    Price,
    Labels,
    Principal,
    Scope,
    Requires,
    Capacity(ResourceIndex, u64),
    DemandMax(ResourceIndex, u64),
}

/// The components that do not depend on resources.
const PLAIN: [Component; 10] = [
    Component::Quoted,
    Component::Slots,
    Component::Quality,
    Component::Latency,
    Component::Reliability,
    Component::Price,
    Component::Labels,
    Component::Principal,
    Component::Scope,
    Component::Requires,
];

impl<'m> Ask<'m> {
    /// Whether the ask lies below the supply in the product order.
    ///
    /// # Errors
    /// The first component in which it does not.
    pub fn covered_by(&self, supply: &Supply<'m>) -> Result<(), Refusal> {
        match self.gaps(supply).next() {
            None => Ok(()),
            Some(component) => Err(self.explain(component, supply)),
        }
    }

    /// [`Ask::covered_by`] without the explanation, and so without allocation.
    pub(crate) fn is_covered_by(&self, supply: &Supply<'m>) -> bool {
        self.gaps(supply).next().is_none()
    }

    /// Every component in which the ask does not lie below the supply; none iff [`Ask::covered_by`] holds.
    pub fn refusals(&self, supply: &Supply<'m>) -> impl Iterator<Item = Refusal> {
        self.gaps(supply).map(|component| self.explain(component, supply))
    }

    fn gaps(&self, supply: &Supply<'m>) -> impl Iterator<Item = Component> {
        let amounts = self.demand.iter().flat_map(|(resource, amount)| {
            [Component::Capacity(resource, amount), Component::DemandMax(resource, amount)]
        });
        PLAIN.into_iter().chain(amounts).filter(|&component| !self.suffices(component, supply))
    }

    /// The order of one component.
    fn suffices(&self, component: Component, supply: &Supply<'m>) -> bool {
        match component {
            Component::Quoted => !self.quoted_only || supply.quoted,
            Component::Slots => start_slots(self.slots, supply.slots, self.duration_slots).is_some(),
            Component::Quality => self.quality_min_ppm <= supply.quality_ppm,
            Component::Latency => self.latency_max_ms.is_none_or(|max| supply.latency_ms <= max),
            Component::Reliability => self.reliability_min_ppm <= supply.reliability_ppm,
            Component::Price => self.price_max.is_none_or(|max| supply.price <= max),
            Component::Labels => supply.permit.labels.allows(self.labels),
            Component::Principal => supply.permit.principals.allows(self.principal),
            Component::Scope => supply.permit.scopes.allows(self.scope),
            Component::Requires => self.requires.leq(supply.provides),
            Component::Capacity(resource, amount) => supply.capacity_of(resource).covers(amount),
            Component::DemandMax(resource, amount) => supply.demand_max_of(resource).is_none_or(|max| amount <= max),
        }
    }

    fn explain(&self, component: Component, supply: &Supply<'m>) -> Refusal {
        let name = |resource: ResourceIndex| {
            supply.resources.get(resource.usize()).map(|resource| resource.name.clone()).unwrap_or_default()
        };
        match component {
            Component::Quoted => Refusal::NotQuoted,
            Component::Slots => {
                Refusal::Slots { task: self.slots, offer: supply.slots, duration_slots: self.duration_slots }
            }
            Component::Quality => Refusal::Quality { min_ppm: self.quality_min_ppm, offered_ppm: supply.quality_ppm },
            Component::Latency => {
                Refusal::Latency { max_ms: self.latency_max_ms.unwrap_or(u64::MAX), offered_ms: supply.latency_ms }
            }
            Component::Reliability => {
                Refusal::Reliability { min_ppm: self.reliability_min_ppm, offered_ppm: supply.reliability_ppm }
            }
            Component::Price => Refusal::Price { max: self.price_max.unwrap_or(u64::MAX), price: supply.price },
            Component::Labels => {
                let permitted = supply.permit.labels.bound();
                let label = permitted.and_then(|permitted| self.labels.first_missing(permitted));
                Refusal::LabelNotPermitted { label: label.unwrap_or_default().into() }
            }
            Component::Principal => Refusal::PrincipalNotPermitted { principal: self.principal.into() },
            Component::Scope => Refusal::ScopeNotPermitted { scope: self.scope.clone() },
            Component::Requires => {
                Refusal::NotProvided { label: self.requires.first_missing(supply.provides).unwrap_or_default().into() }
            }
            Component::Capacity(resource, demand) => {
                Refusal::Capacity { resource: name(resource), demand, capacity: supply.capacity_of(resource) }
            }
            Component::DemandMax(resource, demand) => Refusal::DemandMax {
                resource: name(resource),
                demand,
                max: supply.demand_max_of(resource).unwrap_or(u64::MAX),
            },
        }
    }
}

impl Supply<'_> {
    fn capacity_of(&self, resource: ResourceIndex) -> Amount {
        self.capacity.get(resource.usize()).copied().unwrap_or(Amount::ZERO)
    }

    fn demand_max_of(&self, resource: ResourceIndex) -> Option<u64> {
        self.demand_max.get(resource.usize()).copied().flatten()
    }
}

/// The slots in which a run may start so that all of it lies in both ranges.
pub(crate) fn start_slots(task: SlotRange, offer: SlotRange, duration_slots: u32) -> Option<SlotRange> {
    task.meet(offer)?.starts(duration_slots)
}
