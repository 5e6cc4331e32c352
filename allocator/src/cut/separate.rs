//! From a fractional point to lemmas.

use super::hull::Cover;
use super::lemma::OfTask;
use super::lift::{Lift, lift};
use super::pack::{Found, Item, Pack};
use super::{Block, Lemma};
use crate::model::Model;
use crate::options::ProofStyle;
use core::cmp::Reverse;

/// Values smaller than this count as zero.
const ZERO: f64 = 1e-6;
/// By how much of its bound a row must be violated.
const VIOLATION: f64 = 2e-3;
/// Fractional options of a block beyond which it is left alone.
const FRACTIONAL_MAX: usize = 60;
/// Selections generated for a block at most.
const POINTS_MAX: usize = 200;
/// Steps of all searches for one block.
const STEPS_MAX: u64 = 150_000;
/// Steps that a checker needs for one lemma at most.
pub(crate) const LEMMA_STEPS_MAX: u64 = 20_000;
/// Coefficients are approximated by multiples of one part in at most this many.
const DENOMINATOR_MAX: i64 = 64;
/// One in the values that searches work with while coefficients are fractions.
const ONE: i64 = 1 << 20;

/// A lemma over the options of a block that a point violates, if one is found; and the work done.
///
/// `point` says how much of each group is taken, `reduced` by how much the bound would rise if one more of a group were: options that are cheap to
/// add are lifted first.
pub(crate) fn separate(
    model: &Model<'_, '_>,
    block: &Block,
    point: &[f64],
    reduced: &dyn Fn(usize) -> f64,
    style: ProofStyle,
    pack: &mut Pack,
    work: &mut u64,
) -> Option<(Lemma, f64)> {
    let value = |place: u32| point[block.groups[place as usize] as usize];
    let places = 0..block.groups.len() as u32;
    let taken: Vec<u32> = places.clone().filter(|&place| value(place) > ZERO).collect();
    let fractional = taken.iter().filter(|&&place| value(place) < 1.0 - ZERO).count();
    if fractional == 0 || taken.len() > FRACTIONAL_MAX {
        return None;
    }
    let mut steps = STEPS_MAX;
    pack.reset(block);
    let found = violated(model, block, (&taken, point), reduced, pack, &mut steps);
    *work += STEPS_MAX - steps;
    let (items, bound, violation) = found?;
    let lemma = state(block, &items, bound, pack);
    *work += lemma.steps(model, style, LEMMA_STEPS_MAX)?;
    Some((lemma, violation))
}

/// A row over the options of a block, its bound, and by which part of the bound the point violates it.
fn violated(
    model: &Model<'_, '_>,
    block: &Block,
    (taken, point): (&[u32], &[f64]),
    reduced: &dyn Fn(usize) -> f64,
    pack: &mut Pack,
    steps: &mut u64,
) -> Option<(Vec<Item>, i64, f64)> {
    let value = |place: u32| point[block.groups[place as usize] as usize];
    let task = |place: u32| model.group_task[block.groups[place as usize] as usize];
    let target: Vec<f64> = taken.iter().map(|&place| value(place)).collect();
    let (values, mut bound) = integral(&outer_row(block, taken, &target, &task, pack, steps)?);
    let item = |(&place, value): (&u32, i64)| Item { task: task(place), place, value };
    let mut items: Vec<Item> = taken.iter().zip(values).map(item).filter(|item| item.value > 0).collect();
    match pack.best(block, &items, &vec![0; block.rows.len()], bound, steps) {
        Found::Nothing => {}
        Found::Best(best, _) => bound = best,
        Found::GaveUp => return None,
    }
    let activity: f64 = items.iter().map(|item| item.value as f64 * value(item.place)).sum();
    let violation = activity / bound.max(1) as f64 - 1.0;
    if violation < VIOLATION {
        return None;
    }
    let left_out = (0..block.groups.len() as u32).filter(|&place| value(place) <= ZERO).collect();
    lift(Lift { model, block, bound, reduced }, left_out, &mut items, pack, steps);
    Some((items, bound, violation))
}

/// Coefficients of a row `row x <= 1` that all selections of the taken options satisfy and the target does not.
fn outer_row(
    block: &Block,
    taken: &[u32],
    target: &[f64],
    task: &dyn Fn(u32) -> u32,
    pack: &mut Pack,
    steps: &mut u64,
) -> Option<Vec<f64>> {
    let none = vec![0; block.rows.len()];
    let mut cover = Cover::new(target);
    for _ in 0..POINTS_MAX {
        if cover.total() < 1.0 + VIOLATION {
            return None;
        }
        let row = cover.row();
        let item = |(&place, &value): (&u32, &f64)| Item {
            task: task(place),
            place,
            value: (value * ONE as f64).round() as i64,
        };
        let items: Vec<Item> = taken.iter().zip(&row).map(item).filter(|item| item.value > 0).collect();
        match pack.best(block, &items, &none, ONE + ONE / 1000, steps) {
            Found::Nothing => return Some(row),
            Found::GaveUp => return None,
            Found::Best(_, selection) => {
                let point: Vec<u32> =
                    selection.iter().filter_map(|place| taken.binary_search(place).ok()).map(|at| at as u32).collect();
                cover.add(&point);
            }
        }
    }
    None
}

/// The row in small integers, with the bound: over a common denominator if there is one, else rounded.
fn integral(row: &[f64]) -> (Vec<i64>, i64) {
    let rounded = |denominator: i64| row.iter().map(move |value| value * denominator as f64);
    let fits = |&denominator: &i64| rounded(denominator).all(|value| (value - value.round()).abs() < 1e-4);
    match (1..=DENOMINATOR_MAX).find(fits) {
        Some(denominator) => (rounded(denominator).map(|value| value.round() as i64).collect(), denominator),
        None => (rounded(1000).map(|value| (value + 1e-6).floor().max(0.0) as i64).collect(), 1000),
    }
}

/// The lemma in the order in which its search is short.
fn state(block: &Block, items: &[Item], bound: i64, pack: &mut Pack) -> Lemma {
    let none = vec![0; block.rows.len()];
    let prices = pack.prices_for(block, items, &none);
    // Prices in units of 2^-exponent, fine enough that the smallest coefficient counts.
    let least = prices.iter().filter(|price| **price > 0.0).fold(f64::INFINITY, |least, &price| least.min(price));
    let mut exponent = 10u8;
    while exponent < 56 && least.is_finite() && least * (1u64 << exponent) as f64 <= 256.0 {
        exponent += 1;
    }
    let rows = block.rows.iter().zip(&prices).map(|(&row, price)| {
        let multiplier = (price * (1u64 << exponent) as f64).round() as i128;
        (row, multiplier.clamp(1, 1 << 100))
    });
    let mut tasks: Vec<OfTask> = Vec::new();
    for of_task in items.chunk_by(|a, b| a.task == b.task) {
        let mut groups: Vec<(u32, i64)> =
            of_task.iter().map(|item| (block.groups[item.place as usize], item.value)).collect();
        groups.sort_unstable();
        tasks.push((of_task[0].task, groups.into()));
    }
    tasks.sort_by_key(|(task, groups)| (Reverse(groups.iter().map(|group| group.1).max()), *task));
    Lemma { exponent, rows: rows.collect(), tasks: tasks.into(), bound }
}
