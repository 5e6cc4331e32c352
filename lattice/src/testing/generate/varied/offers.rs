//! Offers, and what they ask of tasks.

use super::{Draw, Feature};
use alloc::string::String;
use alloc::vec::Vec;
use serde_json::{Value, json};

/// What tasks may carry or require.
pub(super) const LABELS: [&str; 3] = ["gpu", "eu", "x86"];
/// Scopes in which a prefix of the text is not always a parent.
pub(super) const SCOPES: [&str; 6] = ["", "a", "a/b", "a/b/c", "ab", "c"];

impl Draw<'_> {
    pub(super) fn offers(&mut self) -> Vec<Value> {
        (0..self.offers.len()).map(|offer| self.offer(offer)).collect()
    }

    fn offer(&mut self, at: usize) -> Value {
        let terms = self.offers[at].clone();
        let mut offer = json!({"id": terms.id, "capacity": self.capacity(&terms.listed)});
        offer["price"] = self.by_resource(terms.price.iter().map(|&price| Some(json!(price))));
        offer["price_fixed"] = json!(terms.price_fixed);
        if self.some(Feature::Total, 500_000) {
            let totals = self.amounts(600_000, |draw, resource| {
                let (_, run) = draw.asked(resource);
                draw.share(run)
            });
            offer["total"] = self.by_resource(totals);
        }
        if self.some(Feature::DemandMax, 350_000) {
            let most = self.amounts(600_000, |draw, resource| {
                let largest = draw.tasks.iter().map(|task| task.demand[resource]).max().unwrap_or(0);
                draw.random.within(largest / 2, largest)
            });
            offer["demand_max"] = self.by_resource(most);
        }
        if self.on.contains(Feature::Quality) || self.on.contains(Feature::TermQualityLost) {
            offer["quality_ppm"] = json!(self.random.within(5, 10) * 100_000);
        }
        if self.on.contains(Feature::Reliability) || self.on.contains(Feature::TermReliabilityLost) {
            offer["reliability_ppm"] = json!(self.random.within(900_000, 1_000_000));
        }
        if self.on.contains(Feature::Latency) || self.on.contains(Feature::TermLatency) {
            offer["latency_ms"] = json!(self.random.within(0, 8) * 25);
        }
        if self.some(Feature::OfferSlots, 400_000) {
            let first = self.random.within_u32(0, (self.slots - 1) / 2);
            offer["slots"] = json!([first, self.random.within_u32(first.max(self.slots / 2), self.slots - 1)]);
        }
        if self.some(Feature::Seller, 500_000) {
            offer["seller"] = json!("someone");
        }
        if self.some(Feature::Donated, 500_000) {
            offer["donated"] = json!(self.random.chance(800_000));
        }
        if self.on.contains(Feature::Requires) {
            offer["provides"] = json!(self.labels(750_000));
        }
        offer["permit"] = self.permit();
        offer["limits"] = json!(self.limits_in_offer());
        offer
    }

    /// Some amounts by resource, each with a chance of `ppm` in a million.
    fn amounts(&mut self, ppm: u32, mut amount: impl FnMut(&mut Self, usize) -> u64) -> Vec<Option<Value>> {
        let resources = 0..self.resources.len();
        resources.map(|resource| self.random.chance(ppm).then(|| json!(amount(self, resource)))).collect()
    }

    fn capacity(&mut self, listed: &[bool]) -> Value {
        let mut amounts = Vec::new();
        for (resource, &listed) in listed.iter().enumerate() {
            let (slot, _) = self.asked(resource);
            let amount = if self.some(Feature::UnlimitedCapacity, 250_000) {
                json!("unlimited")
            } else {
                json!(self.slot_capacity(resource, slot))
            };
            amounts.push(listed.then_some(amount));
        }
        self.by_resource(amounts)
    }

    /// Mostly enough for the largest task at least.
    fn slot_capacity(&mut self, resource: usize, asked: u128) -> u64 {
        let share = self.share(asked);
        let largest = self.tasks.iter().map(|task| task.demand[resource]).max().unwrap_or(0);
        if self.random.chance(800_000) { share.max(largest) } else { share }
    }

    pub(super) fn labels(&mut self, ppm: u32) -> Vec<String> {
        let all = LABELS.map(String::from);
        self.some_of(&all, ppm).into_iter().map(String::from).collect()
    }

    fn permit(&mut self) -> Value {
        let mut permit = json!({});
        if self.some(Feature::PermitLabels, 500_000) {
            permit["labels"] = json!(self.labels(750_000));
        }
        if self.some(Feature::PermitPrincipals, 350_000) {
            let payers = self.payers.clone();
            let mut principals = self.some_of(&payers, 750_000);
            if self.random.chance(200_000) {
                principals.push("stranger");
            }
            permit["principals"] = json!(principals);
        }
        if self.some(Feature::PermitScopes, 400_000) {
            let all = SCOPES.map(String::from);
            permit["scopes"] = json!(self.some_of(&all[1..], 650_000));
        }
        permit
    }
}
