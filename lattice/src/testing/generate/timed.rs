//! Allocation markets over many slots: runs of several slots that may start in many of them.

use super::allocation::{AllocationKind, DEMAND_MEAN, PRICE_MEAN, RESOURCES, offer, task, varied};
use super::random::Random;
use super::read;
use crate::market::Market;
use alloc::format;
use alloc::vec::Vec;
use serde_json::{Value, json};

/// Slots that one run takes, at most; all durations up to it are equally likely.
const DURATION_MAX: u64 = 8;
/// Slots of the sliding windows.
const WINDOW: u64 = 6;

/// An allocation market as [`allocation_market`](super::allocation_market) makes them, over `slots` slots (at least 8) of an hour each.
///
/// A run takes 1 to 8 slots. A task may run anywhere in an interval of its own, of its duration and up to half of the horizon more, so that
/// it has one option for each eligible offer and start; nothing in the file grows with their number. Rows: capacity of each offer, resource
/// and slot; `network` in every six successive slots of each offer; a budget for each payer, and a share of it in every six successive
/// slots. Load, room, eligibility, links and penalties are as in markets of four slots. Time and memory are linear in `tasks + offers`.
pub fn timed_market(seed: u64, tasks: u32, offers: u32, slots: u32, kind: AllocationKind) -> Market {
    let mut random = Random::new(seed);
    let slots = u64::from(slots).max(DURATION_MAX);
    let payers = u64::from(tasks / 10).max(2);
    let (capacity, budget) = kind.room();
    // Twice the mean duration, which is not whole.
    let duration = 1 + DURATION_MAX;
    let load = u64::from(tasks) * DEMAND_MEAN * duration * capacity / (200 * slots * u64::from(offers).max(1));
    let spending = u64::from(tasks) * PRICE_MEAN * duration * budget / (200 * payers);
    let payer = |at, random: &mut Random| {
        let budget = varied(random, spending);
        // Three times what evenly spread spending needs, and no less than one dear run.
        let rate = (3 * budget * WINDOW / slots).max(4 * PRICE_MEAN * DURATION_MAX);
        json!({"id": format!("p{at}"), "budget": budget, "limits": [{"of": "money", "amount": rate, "window_slots": WINDOW}]})
    };
    let offer = |at, random: &mut Random| {
        let mut offer = offer(random, at, load);
        let network = offer["capacity"]["network"].as_u64().unwrap_or(0);
        offer["limits"] = json!([{"of": "network", "amount": network * WINDOW * 4 / 5, "window_slots": WINDOW}]);
        offer
    };
    read(&json!({
        "version": 1,
        "name": format!("timed {kind:?} {tasks}x{offers}x{slots} {seed}"),
        "resources": RESOURCES.map(|name| json!({"name": name, "unit": "units"})),
        "slots": {"count": slots, "length_ms": 3_600_000},
        "payers": (0..payers).map(|at| payer(at, &mut random)).collect::<Vec<_>>(),
        "offers": (0..offers).map(|at| offer(at, &mut random)).collect::<Vec<_>>(),
        "tasks": self::tasks(&mut random, tasks, payers, slots, kind),
    }))
}

/// Where and how long a task may run.
#[derive(Clone, Copy)]
struct Span {
    first: u64,
    last: u64,
    duration: u64,
}

impl Span {
    fn draw(random: &mut Random, slots: u64) -> Self {
        let duration = random.within(1, DURATION_MAX);
        let length = (duration + random.within(0, slots / 2)).min(slots);
        let first = random.within(0, slots - length);
        Self { first, last: first + length - 1, duration }
    }

    /// Whether a run can end before the last start of `later`.
    fn leaves_room_for(self, later: Self) -> bool {
        self.first + self.duration + later.duration <= later.last + 1
    }
}

fn tasks(random: &mut Random, count: u32, payers: u64, slots: u64, kind: AllocationKind) -> Vec<Value> {
    let mut spans: Vec<Span> = Vec::new();
    let mut tasks = Vec::new();
    for at in 0..count {
        let span = Span::draw(random, slots);
        let mut task = task(random, at, payers, span.duration, kind);
        task["slots"] = json!([span.first, span.last]);
        if at > 0 && random.chance(200_000) {
            let earlier = random.index(spans.len());
            let link = if spans[earlier].leaves_room_for(span) { "after" } else { "needs" };
            task[link] = json!([format!("t{earlier}")]);
        }
        spans.push(span);
        tasks.push(task);
    }
    tasks
}
