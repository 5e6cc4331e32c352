//! Objectives: the named ones, none, and lists of levels with every term.

use super::{Draw, Feature};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use serde_json::{Map, Value, json};

impl Draw<'_> {
    /// The member `objective`, unless it is left out.
    pub(super) fn objective(&mut self) -> Option<Value> {
        let terms = self.terms();
        if terms.is_empty() || self.random.chance(150_000) {
            let named = ["cost", "throughput", "latency"];
            let count = if self.on.contains(Feature::ThreeLevels) { 3 } else { 1 };
            return self.random.chance(700_000).then(|| json!(*self.random.pick(&named[..count])));
        }
        let most =
            1 + u64::from(self.on.contains(Feature::TwoLevels)) + u64::from(self.on.contains(Feature::ThreeLevels));
        let count = self.random.within(1, most);
        let mut levels = Vec::new();
        for level in 0..count {
            let mut weights = Map::new();
            // Where leaving tasks out costs nothing, the best is often to do nothing; so mostly it costs.
            let left_out = [Feature::TermPenalty, Feature::TermValueLost];
            if level == 0 && self.random.chance(800_000) {
                let term = terms.iter().find(|(feature, _)| left_out.contains(feature));
                weights.extend(term.map(|(_, term)| (term.clone(), json!(self.weight()))));
            }
            for _ in 0..self.random.within(u64::from(weights.is_empty()), 3) {
                let (_, term) = self.random.pick(&terms);
                weights.insert(term.clone(), json!(self.weight()));
            }
            levels.push(Value::Object(weights));
        }
        Some(json!(levels))
    }

    fn weight(&mut self) -> u64 {
        if !self.on.contains(Feature::Weight) {
            return 1;
        }
        *self.random.pick(&[1, 1, 2, 3, 1_000_003])
    }

    /// The terms that this market may use, each with the feature that stands for it.
    fn terms(&mut self) -> Vec<(Feature, String)> {
        let mut terms = Vec::from([
            (Feature::TermPenalty, String::from("penalty")),
            (Feature::TermValueLost, String::from("value_lost")),
            (Feature::TermPrice, String::from("price")),
            (Feature::TermLatency, String::from("latency_ms")),
            (Feature::TermQualityLost, String::from("quality_lost_ppm")),
            (Feature::TermReliabilityLost, String::from("reliability_lost_ppm")),
            (Feature::TermScore, String::from("score")),
            (Feature::TermEndSlot, String::from("end_slot")),
        ]);
        if !self.resources.is_empty() {
            terms.push((Feature::TermUse, format!("use:{}", self.random.pick(&self.resources))));
        }
        terms.retain(|&(feature, _)| self.on.contains(feature));
        terms
    }
}
