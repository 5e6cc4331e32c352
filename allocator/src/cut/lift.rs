//! Lifting: values for options that the relaxation left out.

use super::Block;
use super::pack::{Found, Item, Pack};
use crate::model::Model;

/// What stays the same while a row is lifted.
#[derive(Clone, Copy)]
pub(super) struct Lift<'l, 'p, 'm> {
    pub(super) model: &'l Model<'p, 'm>,
    pub(super) block: &'l Block,
    pub(super) bound: i64,
    pub(super) reduced: &'l dyn Fn(usize) -> f64,
}

/// Bounds up to this are lifted by dynamic programming where the block has one row.
const VALUE_MAX: i64 = 2_000;

/// Gives left-out options the largest values with which the row still holds, one after another, those that cost least first (Padberg 1975).
/// Stops when `steps` run out: the row holds as it is.
pub(super) fn lift(
    lift: Lift<'_, '_, '_>,
    mut left_out: Vec<u32>,
    items: &mut Vec<Item>,
    pack: &mut Pack,
    steps: &mut u64,
) {
    let Lift { model, block, bound, reduced } = lift;
    let group = |place: u32| block.groups[place as usize] as usize;
    left_out.sort_by(|&a, &b| reduced(group(a)).total_cmp(&reduced(group(b))).then(a.cmp(&b)));
    for place in left_out {
        let task = model.group_task[group(place)];
        let used = block.uses(place as usize);
        if used.iter().zip(&block.bounds).any(|(used, bound)| used > bound) {
            continue;
        }
        let value = if block.rows.len() == 1 && bound <= VALUE_MAX {
            let others = items.iter().filter(|item| item.task != task);
            let cost = items.len() as u64 * bound as u64 / 8;
            if *steps < cost {
                return;
            }
            *steps -= cost;
            bound - most(block, others, block.bounds[0] - used[0], bound)
        } else {
            let others: Vec<Item> = items.iter().filter(|item| item.task != task).copied().collect();
            match pack.best(block, &others, used, 0, steps) {
                Found::Nothing => bound,
                Found::Best(best, _) => bound - best,
                Found::GaveUp => return,
            }
        };
        if value > 0 {
            let at = items.partition_point(|item| (item.task, item.place) < (task, place));
            items.insert(at, Item { task, place, value });
        }
    }
}

/// The largest value of a selection, grouped by task, within a room of a single row: the least use of every value, task by task.
fn most<'i>(block: &Block, items: impl Iterator<Item = &'i Item>, room: i64, bound: i64) -> i64 {
    let mut least = vec![i64::MAX; bound as usize + 1];
    least[0] = 0;
    let mut before = least.clone();
    let mut task = None;
    for item in items {
        if task != Some(item.task) {
            task = Some(item.task);
            before.copy_from_slice(&least);
        }
        let own = block.uses(item.place as usize)[0];
        for value in 0..=bound {
            let from = before[value as usize];
            if from <= room - own {
                let to = &mut least[(value + item.value).min(bound) as usize];
                *to = (*to).min(from + own);
            }
        }
    }
    (0..=bound).rev().find(|&value| least[value as usize] <= room).unwrap_or(0)
}
