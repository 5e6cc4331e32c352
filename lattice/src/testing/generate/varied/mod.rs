//! Small markets in which every feature meets every other.

mod limits;
mod objective;
mod offers;
mod tasks;

use super::random::Random;
use super::{Feature, Features, Profile, read};
use crate::market::Market;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use serde_json::{Map, Value, json};

/// Largest number that a market may state.
const NUMBER_MAX: u64 = i64::MAX as u64;

/// A small market; the same seed and profile give the same market for ever.
pub fn market(seed: u64, profile: &Profile) -> Market {
    read(&file(seed, profile))
}

/// The file of [`market`], as JSON text. It is not canonical: sets are unsorted, some defaults are stated, some zeros too.
pub fn market_json(seed: u64, profile: &Profile) -> String {
    format!("{:#}", file(seed, profile))
}

fn file(seed: u64, profile: &Profile) -> Value {
    let mut draw = Draw::new(seed, profile);
    let offers = draw.offers();
    let tasks = draw.tasks();
    let payers = draw.payers();
    let limits = draw.market_limits();
    let resources = draw.resources.iter().map(|name| json!({"name": name, "unit": "units"}));
    let mut file = json!({
        "version": 1,
        "resources": resources.collect::<Vec<_>>(),
        "slots": {"count": draw.slots, "length_ms": 60_000},
        "payers": payers,
        "offers": offers,
        "tasks": tasks,
        "limits": limits,
    });
    if draw.random.chance(500_000) {
        file["name"] = json!(format!("seed {seed}"));
    }
    if let Some(objective) = draw.objective() {
        file["objective"] = objective;
    }
    file
}

/// How many markets in a million may use a feature: each about every second one, so that all combinations occur; but where leaving tasks
/// out costs nothing, the best is to do nothing, and that is soon tried enough.
fn odds(feature: Feature) -> u32 {
    match feature {
        Feature::Penalty | Feature::TermPenalty | Feature::TermValueLost => 800_000,
        _ => 450_000,
    }
}

/// What has been drawn so far.
struct Draw<'p> {
    random: Random,
    profile: &'p Profile,
    /// What this market may use.
    on: Features,
    slots: u32,
    resources: Vec<String>,
    payers: Vec<String>,
    offers: Vec<OfferTerms>,
    tasks: Vec<TaskTerms>,
}

/// The prices of an offer, by resource, and those of a task.
#[derive(Clone)]
struct OfferTerms {
    id: String,
    price: Vec<u64>,
    price_fixed: u64,
    /// The resources listed.
    listed: Vec<bool>,
}

struct TaskTerms {
    id: String,
    payer: usize,
    duration: u32,
    demand: Vec<u64>,
    /// The price on each offer.
    prices: Vec<u64>,
}

impl<'p> Draw<'p> {
    fn new(seed: u64, profile: &'p Profile) -> Self {
        let mut random = Random::new(seed);
        let mut on = Features::NONE;
        for &feature in Feature::ALL {
            on.note(feature, profile.features.contains(feature) && random.chance(odds(feature)));
        }
        let mut count = |range: &core::ops::RangeInclusive<u32>| random.within_u32(*range.start(), *range.end());
        let [slots, resources, payers, offers, tasks] =
            [&profile.slots, &profile.resources, &profile.payers, &profile.offers, &profile.tasks].map(&mut count);
        // Ids that a careless writer would spoil.
        let mark = *random.pick(&["", "", "", "", "é ", "\"\\", "a/b ", "0"]);
        let names = |letter: &str, count: u32| (0..count).map(|at| format!("{mark}{letter}{at}")).collect::<Vec<_>>();
        let mut draw = Self {
            on,
            slots,
            resources: names("r", resources),
            payers: names("p", payers),
            offers: Vec::new(),
            tasks: Vec::new(),
            random,
            profile,
        };
        draw.draw_offer_terms(&names("o", offers));
        draw.draw_task_terms(&names("t", tasks));
        draw
    }

    fn draw_offer_terms(&mut self, ids: &[String]) {
        let largest =
            self.profile.demand_max * u64::from(self.profile.duration_max) * self.resources.len().max(1) as u64;
        let unit_price_max = (self.profile.price_max / 2 / largest).max(2);
        for id in ids {
            let same = self.offers.last().filter(|_| self.on.contains(Feature::Ties)).cloned();
            if let Some(same) = same
                && self.random.chance(600_000)
            {
                self.offers.push(OfferTerms { id: id.clone(), ..same });
                continue;
            }
            let price = self.each_resource(|draw| {
                if draw.some(Feature::Price, 800_000) { draw.random.within(0, unit_price_max) } else { 0 }
            });
            let price_fixed = if self.some(Feature::PriceFixed, 700_000) {
                self.random.within(0, self.profile.price_max / 2)
            } else {
                0
            };
            let listed = self.each_resource(|draw| !draw.some(Feature::AbsentCapacity, 120_000));
            self.offers.push(OfferTerms { id: id.clone(), price, price_fixed, listed });
        }
    }

    fn draw_task_terms(&mut self, ids: &[String]) {
        for id in ids {
            let longest =
                if self.on.contains(Feature::Duration) { self.profile.duration_max.min(self.slots) } else { 1 };
            let duration = self.random.within_u32(1, longest);
            let nothing = self.some(Feature::ZeroDemand, 200_000);
            let demand = self.each_resource(|draw| {
                if nothing || draw.random.chance(200_000) { 0 } else { draw.random.within(1, draw.profile.demand_max) }
            });
            let payer = self.random.index(self.payers.len());
            let prices = (0..self.offers.len()).map(|offer| self.price(offer, &demand, duration)).collect();
            self.tasks.push(TaskTerms { id: id.clone(), payer, duration, demand, prices });
        }
    }

    /// The price of a run that is not quoted.
    fn price(&self, offer: usize, demand: &[u64], duration: u32) -> u64 {
        let terms = &self.offers[offer];
        let per_slot = terms.price.iter().zip(demand).map(|(price, demand)| price * demand).sum::<u64>();
        per_slot * u64::from(duration) + terms.price_fixed
    }

    fn each_resource<T>(&mut self, mut draw: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.resources.len()).map(|_| draw(self)).collect()
    }

    /// Whether to use a feature here: it is on in this market, and the odds of `ppm` in a million say so.
    fn some(&mut self, feature: Feature, ppm: u32) -> bool {
        self.on.contains(feature) && self.random.chance(ppm)
    }

    /// A part of `whole`, as large as the profile says; at least 1.
    fn share(&mut self, whole: u128) -> u64 {
        let ppm = self.random.within_u32(*self.profile.share_ppm.start(), *self.profile.share_ppm.end());
        let part = whole * u128::from(ppm) / 1_000_000;
        u64::try_from(part).unwrap_or(NUMBER_MAX).clamp(1, NUMBER_MAX)
    }

    /// Some of `names`, in any order, with a chance of `ppm` in a million each.
    fn some_of<'n>(&mut self, names: &'n [String], ppm: u32) -> Vec<&'n str> {
        let mut taken = Vec::new();
        for name in names {
            if self.random.chance(ppm) {
                let at = self.random.index(taken.len() + 1);
                taken.insert(at, name.as_str());
            }
        }
        taken
    }

    /// A map keyed by resource of the amounts that are `Some`.
    fn by_resource(&self, amounts: impl IntoIterator<Item = Option<Value>>) -> Value {
        let entries = self.resources.iter().cloned().zip(amounts);
        Value::Object(entries.filter_map(|(name, amount)| Some((name, amount?))).collect::<Map<_, _>>())
    }

    /// The sum over tasks of demand, in one slot and over the whole run.
    fn asked(&self, resource: usize) -> (u128, u128) {
        let amounts = self.tasks.iter().map(|task| (u128::from(task.demand[resource]), u128::from(task.duration)));
        amounts.fold((0, 0), |(slot, run), (demand, duration)| (slot + demand, run + demand * duration))
    }
}
