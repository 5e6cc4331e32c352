//! Allocation markets of any size: four resources, four slots, budgets, rates, eligibility, links and penalties.

use super::random::Random;
use super::read;
use crate::market::Market;
use alloc::format;
use alloc::vec::Vec;
use serde_json::{Value, json};

pub(super) const RESOURCES: [&str; 4] = ["cpu", "memory", "gpu", "network"];
const SLOTS: u64 = 4;
pub(super) const GROUPS: [&str; 6] = ["g0", "g1", "g2", "g3", "g4", "g5"];
/// Mean demand of a task for one resource, from the range drawn below.
pub(super) const DEMAND_MEAN: u64 = 25;
/// Mean price of a run, from the ranges drawn below: four resources, 25 units, 15 nMIC.
pub(super) const PRICE_MEAN: u64 = 1_500;

/// How much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AllocationKind {
    /// Nearly everything fits; what remains is to place it cheaply.
    Loose,
    /// Capacities hold nearly all tasks, budgets do not.
    Base,
    /// Neither capacities nor budgets hold all tasks.
    Tight,
    /// As `Base`, and dear tasks are the large ones, so that no task is an obvious bargain.
    Correlated,
}

impl AllocationKind {
    /// Capacity and budgets, in per cent of what all tasks ask for.
    pub(super) fn room(self) -> (u64, u64) {
        match self {
            Self::Loose => (220, 180),
            Self::Base | Self::Correlated => (135, 85),
            Self::Tight => (100, 70),
        }
    }
}

/// A market with one run in one fixed slot for each task, on those offers, about 65 % of all, whose quality, latency and group allow it.
///
/// Rows: capacity of each offer, resource and slot; a rate on `network` over two slots for each offer; a budget for each payer (one per
/// ten tasks, two at least). One task in five needs an earlier one, or comes after it. Leaving a task out costs two to six times a mean
/// price. Time and memory are linear in `tasks + offers`.
pub fn allocation_market(seed: u64, tasks: u32, offers: u32, kind: AllocationKind) -> Market {
    let mut random = Random::new(seed);
    let payers = u64::from(tasks / 10).max(2);
    let (capacity, budget) = kind.room();
    // What an offer is asked for in one slot if all tasks are spread evenly, times its room.
    let load = u64::from(tasks) * DEMAND_MEAN * capacity / (100 * SLOTS * u64::from(offers).max(1));
    let spending = u64::from(tasks) * PRICE_MEAN * budget / (100 * payers);
    read(&json!({
        "version": 1,
        "name": format!("allocation {kind:?} {tasks}x{offers} {seed}"),
        "resources": RESOURCES.map(|name| json!({"name": name, "unit": "units"})),
        "slots": {"count": SLOTS, "length_ms": 60_000},
        "payers": (0..payers).map(|payer| json!({"id": format!("p{payer}"), "budget": varied(&mut random, spending)})).collect::<Vec<_>>(),
        "offers": (0..offers).map(|at| offer(&mut random, at, load)).collect::<Vec<_>>(),
        "tasks": self::tasks(&mut random, tasks, payers, kind),
    }))
}

/// `mean`, up to 20 % more or less.
pub(super) fn varied(random: &mut Random, mean: u64) -> u64 {
    random.within(mean * 4 / 5, mean * 6 / 5)
}

pub(super) fn offer(random: &mut Random, at: u32, load: u64) -> Value {
    // No run is larger than 40 units, and an offer that can hold none would be useless.
    let capacity = RESOURCES.map(|resource| (resource, varied(random, load).max(40)));
    let network = capacity[3].1;
    let groups = GROUPS.iter().filter(|_| random.chance(850_000)).collect::<Vec<_>>();
    json!({
        "id": format!("o{at}"),
        "capacity": Value::Object(capacity.map(|(name, amount)| (name.into(), json!(amount))).into_iter().collect()),
        "price": Value::Object(RESOURCES.map(|name| (name.into(), json!(random.within(8, 22)))).into_iter().collect()),
        "quality_ppm": random.within(80, 99) * 10_000,
        "latency_ms": random.within(4, 24) * 50,
        "permit": {"labels": groups},
        "limits": [{"of": "network", "amount": network * 8 / 5, "window_slots": 2}],
    })
}

/// A task that takes this many slots, without `slots` and links.
pub(super) fn task(random: &mut Random, at: u32, payers: u64, duration: u64, kind: AllocationKind) -> Value {
    let demand = RESOURCES.map(|name| (name, random.within(10, 40)));
    let size = demand.iter().map(|(_, amount)| amount).sum::<u64>();
    let penalty = match kind {
        AllocationKind::Correlated => size * random.within(30, 36),
        _ => random.within(2 * PRICE_MEAN, 6 * PRICE_MEAN),
    };
    let mut task = json!({
        "id": format!("t{at}"),
        "payer": format!("p{}", random.below(payers)),
        "demand": Value::Object(demand.map(|(name, amount)| (name.into(), json!(amount))).into_iter().collect()),
        "duration_slots": duration,
        "labels": [random.pick(&GROUPS)],
        "penalty": penalty * duration,
    });
    // Half of the tasks have a threshold, of which an offer fails about a quarter.
    if random.chance(500_000) {
        task["quality_min_ppm"] = json!(random.within(80, 89) * 10_000);
    }
    if random.chance(500_000) {
        task["latency_max_ms"] = json!(random.within(14, 24) * 50);
    }
    task
}

fn tasks(random: &mut Random, count: u32, payers: u64, kind: AllocationKind) -> Vec<Value> {
    let mut slots: Vec<u64> = Vec::new();
    let mut tasks = Vec::new();
    for at in 0..count {
        let slot = random.below(SLOTS);
        let mut task = task(random, at, payers, 1, kind);
        task["slots"] = json!([slot, slot]);
        if at > 0 && random.chance(200_000) {
            let earlier = random.index(slots.len());
            let link = if slots[earlier] < slot { "after" } else { "needs" };
            task[link] = json!([format!("t{earlier}")]);
        }
        slots.push(slot);
        tasks.push(task);
    }
    tasks
}
