//! Payers with their budgets, and limits of every kind.

use super::{Draw, Feature, NUMBER_MAX};
use alloc::vec::Vec;
use serde_json::{Value, json};

impl Draw<'_> {
    pub(super) fn payers(&mut self) -> Vec<Value> {
        (0..self.payers.len()).map(|payer| self.payer(payer)).collect()
    }

    fn payer(&mut self, at: usize) -> Value {
        let mut payer = json!({"id": self.payers[at]});
        if self.some(Feature::Budget, 700_000) {
            let spending = self.spending(|task| self.tasks[task].payer == at);
            payer["budget"] = json!(self.share(spending));
        }
        if self.some(Feature::LimitInPayer, 450_000) {
            let spending = self.spending(|task| self.tasks[task].payer == at);
            let mut limit = self.limit(spending);
            self.name_offers(&mut limit);
            payer["limits"] = json!([limit]);
        }
        payer
    }

    pub(super) fn limits_in_offer(&mut self) -> Vec<Value> {
        if !self.some(Feature::LimitInOffer, 400_000) {
            return Vec::new();
        }
        let spending = self.spending(|_| true);
        let mut limit = self.limit(spending);
        self.name_payers(&mut limit);
        Vec::from([limit])
    }

    pub(super) fn market_limits(&mut self) -> Vec<Value> {
        let count = self.random.within(0, 2);
        let mut limits = Vec::new();
        for _ in 0..count {
            let spending = self.spending(|_| true);
            let mut limit = self.limit(spending);
            self.name_offers(&mut limit);
            self.name_payers(&mut limit);
            limits.push(limit);
        }
        limits
    }

    fn name_offers(&mut self, limit: &mut Value) {
        if self.some(Feature::LimitOffers, 500_000) {
            let ids = self.offers.iter().map(|offer| offer.id.clone()).collect::<Vec<_>>();
            limit["offers"] = json!(self.some_of(&ids, 700_000));
        }
    }

    fn name_payers(&mut self, limit: &mut Value) {
        if self.some(Feature::LimitPayers, 500_000) {
            let ids = self.payers.clone();
            limit["payers"] = json!(self.some_of(&ids, 700_000));
        }
    }

    /// What these tasks cost at their dearest.
    fn spending(&self, counts: impl Fn(usize) -> bool) -> u128 {
        let tasks = self.tasks.iter().enumerate().filter(|(at, _)| counts(*at));
        tasks.map(|(_, task)| u128::from(task.prices.iter().copied().max().unwrap_or(0))).sum()
    }

    /// A limit on money or on a resource, over any span that this market may use; `spending` is what its tasks cost.
    fn limit(&mut self, spending: u128) -> Value {
        let money = self.resources.is_empty() || self.some(Feature::MoneyLimit, 400_000);
        let (of, whole) = if money {
            ("money".into(), spending)
        } else {
            let resource = self.random.index(self.resources.len());
            (self.resources[resource].clone(), self.asked(resource).1)
        };
        let mut limit = json!({"of": of});
        let spans = [Feature::Window, Feature::Interval, Feature::HorizonLimit];
        let spans = spans.into_iter().filter(|&span| self.on.contains(span)).collect::<Vec<_>>();
        let span = if spans.is_empty() { Feature::HorizonLimit } else { *self.random.pick(&spans) };
        let slots = match span {
            Feature::Window => self.window(&mut limit),
            Feature::Interval => {
                let first = self.random.within_u32(0, self.slots - 1);
                let last = self.random.within_u32(first, self.slots - 1);
                limit["slots"] = json!([first, last]);
                last - first + 1
            }
            _ => self.slots,
        };
        // A part of the horizon sees its part of the usage, and a little more.
        let whole = whole * (u128::from(slots.min(self.slots)) + 1) / (u128::from(self.slots) + 1);
        let amount = self.share(whole);
        limit["amount"] = json!(amount);
        if span == Feature::Window && self.some(Feature::Prior, 600_000) {
            limit["prior"] = json!(self.prior(amount));
        }
        limit
    }

    fn window(&mut self, limit: &mut Value) -> u32 {
        let long = self.some(Feature::LongWindow, 450_000);
        let slots =
            if long { self.slots + self.random.within_u32(1, 4) } else { self.random.within_u32(1, self.slots) };
        limit["window_slots"] = json!(slots);
        slots
    }

    /// Usage before the horizon: mostly within the amount; now and then beyond it, which leaves nothing feasible.
    fn prior(&mut self, amount: u64) -> Vec<u64> {
        let count = self.random.within(1, 4);
        let most = if self.random.chance(60_000) { amount.saturating_mul(2).min(NUMBER_MAX) } else { amount / count };
        (0..count).map(|_| if self.random.chance(250_000) { 0 } else { self.random.within(0, most) }).collect()
    }
}
