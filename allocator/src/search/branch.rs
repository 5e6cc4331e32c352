//! Which task to split, and how.

use super::tree::Part;
use crate::dual::{Active, Ascent};

/// The task whose choice the relaxation is least sure of: in the later half of the ascent it took several of its options in turn.
pub(crate) fn choose(active: &Active, ascent: &Ascent) -> Option<usize> {
    let mut best: Option<(f64, usize)> = None;
    for task in (0..active.task_count()).filter(|&task| !active.is_fixed(task)) {
        let score = score(active, ascent, task);
        if best.is_none_or(|best| score > best.0) {
            best = Some((score, task));
        }
    }
    best.map(|best| best.1)
}

fn score(active: &Active, ascent: &Ascent, task: usize) -> f64 {
    let (mut most, mut least, mut next) = (0.0f64, f64::INFINITY, f64::INFINITY);
    for at in active.of(task) {
        most = most.max(ascent.frequency[at]);
        let cost = ascent.group_cost[at];
        (least, next) = if cost < least { (cost, least) } else { (least, next.min(cost)) };
    }
    let doubt = if ascent.frequency_total > 0.0 { 1.0 - most / ascent.frequency_total } else { 1.0 };
    // Among tasks that are equally sure, the one that loses least by its second choice.
    let regret = if next.is_finite() { next - least } else { 0.0 };
    doubt + 1e-3 / (1.0 + regret)
}

/// The parts into which a task with several options left is split: one per group, or, with a single group, earlier and later starts.
pub(crate) fn split(active: &Active, ascent: &Ascent, task: usize) -> Vec<(usize, Part)> {
    let places = active.of(task);
    let part = |at: usize, first: u32, last: u32| Part { task: task as u32, group: active.group[at], first, last };
    if places.len() > 1 {
        return places.map(|at| (at, part(at, active.first[at], active.last[at]))).collect();
    }
    let at = places.start;
    let (first, last) = (active.first[at], active.last[at]);
    let preferred = ascent.group_start.get(at).copied().unwrap_or(first);
    let cut = preferred.clamp(first + 1, last);
    vec![(at, part(at, first, cut - 1)), (at, part(at, cut, last))]
}
