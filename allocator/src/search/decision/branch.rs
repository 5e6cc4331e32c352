//! Which task to split in a decision problem, and in which order to search the parts.

use crate::dual::{Active, KnapsackAscent};
use crate::search::tree::Part;

/// What a task is worth splitting although one of its options is free.
const SURE: f64 = 0.1;

/// Splits a task: by its groups or, if it has only one, by earlier and later starts. Parts are in option order; with them, their places in
/// search order, the one with the least bound first.
pub(super) fn split(
    active: &Active,
    knapsack: &KnapsackAscent,
    excess: &[i128],
    room: i128,
) -> (Vec<Part>, Vec<usize>) {
    let open = (0..active.task_count()).filter(|&task| !active.is_fixed(task));
    let score = |task: usize| score(active, knapsack, excess, room, task);
    let Some(task) = open.max_by(|&a, &b| score(a).total_cmp(&score(b)).then(b.cmp(&a))) else {
        return (Vec::new(), Vec::new());
    };
    let places = active.of(task);
    let part = |at: usize, first: u32, last: u32| Part { task: task as u32, group: active.group[at], first, last };
    if let [at] = *places.clone().collect::<Vec<_>>() {
        let (first, last) = (active.first[at], active.last[at]);
        let middle = first + (last - first) / 2;
        return (vec![part(at, first, middle), part(at, middle + 1, last)], vec![0, 1]);
    }
    let mut order: Vec<usize> = (0..places.len()).collect();
    let frequency = |place: &usize| knapsack.frequency.get(places.start + place).copied().unwrap_or(0.0);
    let rise = |place: &usize| excess.get(places.start + place).copied().unwrap_or(0);
    order.sort_by(|a, b| rise(a).cmp(&rise(b)).then(frequency(b).total_cmp(&frequency(a))).then(a.cmp(b)));
    (places.map(|at| part(at, active.first[at], active.last[at])).collect(), order)
}

/// By how much the bound rises at least whichever option the task takes, relative to what is missing, times what the task's choice is worth:
/// high multipliers mark the tasks that most others give way to (Posta, Ferland and Michelon 2012).
fn score(active: &Active, knapsack: &KnapsackAscent, excess: &[i128], room: i128, task: usize) -> f64 {
    let least = active.of(task).map(|at| excess[at]).min().unwrap_or(0);
    let multiplier = knapsack.tasks.get(task).copied().unwrap_or(0.0);
    multiplier * (least as f64 / room.max(1) as f64 + SURE)
}
