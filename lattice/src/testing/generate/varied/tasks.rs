//! Tasks, their quotes and the links between them.

use super::offers::SCOPES;
use super::{Draw, Feature, NUMBER_MAX};
use alloc::vec::Vec;
use serde_json::{Value, json};

impl Draw<'_> {
    pub(super) fn tasks(&mut self) -> Vec<Value> {
        let count = self.tasks.len();
        // Links run from a task to one of lower rank, so they form no cycle, and point both ways in the file.
        let mut ranked = Vec::new();
        for task in 0..count {
            let at = self.random.index(ranked.len() + 1);
            ranked.insert(at, task);
        }
        let mut tasks = (0..count).map(|task| self.task(task)).collect::<Vec<_>>();
        for (rank, &task) in ranked.iter().enumerate() {
            if self.some(Feature::Needs, 300_000) {
                tasks[task]["needs"] = json!(self.earlier(&ranked[..rank]));
            }
            if self.some(Feature::After, 300_000) {
                tasks[task]["after"] = json!(self.earlier(&ranked[..rank]));
            } else if rank > 0 && self.some(Feature::AfterChain, 450_000) {
                tasks[task]["after"] = json!([self.tasks[ranked[rank - 1]].id]);
            }
        }
        tasks
    }

    /// One or two of these tasks, perhaps the same one twice, by id.
    fn earlier(&mut self, tasks: &[usize]) -> Vec<&str> {
        let count = if tasks.is_empty() { 0 } else { self.random.within(1, 2) };
        let drawn = (0..count).map(|_| *self.random.pick(tasks)).collect::<Vec<_>>();
        drawn.into_iter().map(|task| self.tasks[task].id.as_str()).collect()
    }

    fn task(&mut self, at: usize) -> Value {
        let quotes = self.quotes(at);
        let terms = &self.tasks[at];
        let mut task = json!({"id": terms.id, "payer": self.payers[terms.payer], "duration_slots": terms.duration});
        task["demand"] = self.by_resource(terms.demand.iter().map(|&amount| Some(json!(amount))));
        if let Some(slots) = self.task_slots(at) {
            task["slots"] = slots;
        }
        if self.some(Feature::QuotesOnly, 200_000) {
            task["quotes_only"] = json!(true);
        }
        task["quotes"] = json!(quotes);
        self.permissions(&mut task);
        self.thresholds(at, &mut task);
        if self.on.contains(Feature::Required) {
            task["required"] = json!(self.random.chance(self.profile.required_ppm));
        }
        if self.some(Feature::Penalty, 850_000) {
            let most = self.profile.price_max.saturating_mul(2).min(NUMBER_MAX);
            task["penalty"] = json!(self.random.within(0, most));
        }
        if self.some(Feature::Value, 700_000) {
            task["value"] = json!(self.random.within(0, 9));
        }
        task
    }

    fn permissions(&mut self, task: &mut Value) {
        if self.some(Feature::PermitLabels, 600_000) {
            task["labels"] = json!(self.labels(300_000));
        }
        if self.some(Feature::Requires, 500_000) {
            task["requires"] = json!(self.labels(300_000));
        }
        if self.some(Feature::PermitScopes, 700_000) {
            // The root lies under no other scope, so it is rare.
            let root_too = self.random.chance(150_000);
            task["scope"] = json!(*self.random.pick(&SCOPES[usize::from(!root_too)..]));
        }
    }

    fn thresholds(&mut self, at: usize, task: &mut Value) {
        if self.some(Feature::Quality, 600_000) {
            task["quality_min_ppm"] = json!(self.random.within(0, 8) * 100_000);
        }
        if self.some(Feature::Reliability, 600_000) {
            task["reliability_min_ppm"] = json!(self.random.within(850_000, 960_000));
        }
        if self.some(Feature::Latency, 600_000) {
            task["latency_max_ms"] = json!(self.random.within(3, 10) * 25);
        }
        if self.some(Feature::PriceMax, 300_000) {
            // Sometimes exactly one of the prices, so that the comparison meets equality.
            let price = *self.random.pick(&self.tasks[at].prices);
            let most = if self.random.chance(500_000) { price } else { self.random.within(0, self.profile.price_max) };
            task["price_max"] = json!(most);
        }
    }

    /// Slots that leave each offer few enough starts; sometimes narrower still.
    fn task_slots(&mut self, at: usize) -> Option<Value> {
        let duration = self.tasks[at].duration;
        let offers = u32::try_from(self.offers.len()).unwrap_or(u32::MAX);
        let starts_max = (self.profile.options_max / offers).clamp(1, self.slots - duration + 1);
        let narrow = self.some(Feature::TaskSlots, 500_000);
        let starts = if narrow { self.random.within_u32(1, starts_max) } else { starts_max };
        let width = duration + starts - 1;
        if width == self.slots && !narrow {
            return None;
        }
        let first = self.random.within_u32(0, self.slots - width);
        Some(json!([first, first + width - 1]))
    }

    /// Quotes on some offers, in any order. Notes the prices that they set.
    fn quotes(&mut self, at: usize) -> Vec<Value> {
        let features = [Feature::QuotePrice, Feature::QuoteDemand, Feature::QuoteScore];
        if !features.iter().any(|&feature| self.on.contains(feature)) {
            return Vec::new();
        }
        let mut quotes = Vec::new();
        for offer in 0..self.offers.len() {
            if !self.random.chance(450_000) {
                continue;
            }
            let mut quote = json!({"offer": self.offers[offer].id});
            if self.some(Feature::QuoteDemand, 500_000) {
                let most = self.profile.demand_max;
                let demand = self
                    .each_resource(|draw| if draw.random.chance(300_000) { 0 } else { draw.random.within(1, most) });
                self.tasks[at].prices[offer] = self.price(offer, &demand, self.tasks[at].duration);
                quote["demand"] = self.by_resource(demand.into_iter().map(|amount| Some(json!(amount))));
            }
            if self.some(Feature::QuotePrice, 600_000) {
                let price = self.random.within(0, self.profile.price_max);
                self.tasks[at].prices[offer] = price;
                quote["price"] = json!(price);
            }
            if self.some(Feature::QuoteScore, 700_000) {
                quote["score"] = json!(self.random.within(0, 20));
            }
            let place = self.random.index(quotes.len() + 1);
            quotes.insert(place, quote);
        }
        quotes
    }
}
