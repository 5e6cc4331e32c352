//! Knapsacks with at most one item of each task, by dynamic programming over the weight.

use super::peg::Pegging;
use crate::model::{Model, Number, Reach};

/// Rows that are kept, no two of which an option loads, and what each group weighs in its row.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Blocks {
    /// The rows, in the order in which they were chosen.
    pub(crate) rows: Vec<u32>,
    /// Their bounds in units of their greatest common divisor.
    pub(crate) bounds: Vec<u32>,
    /// By group: its block and weight, in the same units.
    of: Vec<Option<(u32, u32)>>,
    dominant: bool,
}

/// The part of what all rows contribute to the bound that kept rows have if they are all that binds.
const DOMINANT: f64 = 0.95;

/// How large the bounds of kept rows may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Width {
    /// Small enough for rows that hardly any node is closed by.
    Narrow,
    /// Worth it where kept rows are all that binds.
    Wide,
}

/// Largest bound, in units of the weights' greatest common divisor, for which a row is kept however many options load it.
const BOUND_MAX: u64 = 1 << 11;
/// The same for rows with few options, and how many options times bound that may be.
const WIDE_BOUND_MAX: u64 = 1 << 16;
const WIDE_CELLS_MAX: u64 = 1 << 22;

impl Blocks {
    /// Chooses rows greedily in a given order: those of single slots or the whole horizon whose groups start in one slot only and load no
    /// row chosen before. `worth` is what a row contributes to the bound.
    pub(crate) fn choose(model: &Model<'_, '_>, order: &[usize], worth: impl Fn(usize) -> f64, width: Width) -> Self {
        let mut by_row: Vec<Vec<(u32, u64)>> = vec![Vec::new(); model.row_count()];
        let mut moving = vec![false; model.row_count()];
        for group in 0..model.group_count() {
            let (first, last) = model.starts[group];
            for (term, owner) in model.terms(group) {
                let family = &model.families[owner.family()];
                if first < last {
                    moving[family.rows.clone()].fill(true);
                    continue;
                }
                let ((hi, lo), base) = (term.places(owner, 0), family.price_at as u32);
                for (row, slots) in family.overlaps(lo - base, hi - base) {
                    by_row[row].push((group as u32, term.amount * u64::from(slots)));
                }
            }
        }
        let mut blocks =
            Self { rows: Vec::new(), bounds: Vec::new(), of: vec![None; model.group_count()], dominant: false };
        for &row in order {
            let loads = &by_row[row];
            let family = &model.families[model.row_family[row] as usize];
            let plain = matches!(family.reach, Reach::Window(_) | Reach::Interval { .. })
                && family.meaning != crate::model::Meaning::Dependency;
            let disjoint = loads.iter().all(|&(group, _)| blocks.of[group as usize].is_none());
            let Ok(bound) = u64::try_from(model.bounds[row]) else { continue };
            let unit = loads.iter().fold(0, |unit, &(_, weight)| gcd(unit, weight));
            if plain && !moving[row] && disjoint && unit > 0 && width.affords(bound / unit, loads.len() as u64) {
                let block = blocks.rows.len() as u32;
                blocks.rows.push(row as u32);
                blocks.bounds.push((bound / unit) as u32);
                for &(group, weight) in loads {
                    let weight = u32::try_from(weight / unit).unwrap_or(u32::MAX);
                    blocks.of[group as usize] = Some((block, weight));
                }
            }
        }
        let kept: f64 = blocks.rows.iter().map(|&row| worth(row as usize)).sum();
        blocks.dominant = kept > 0.0 && kept >= DOMINANT * order.iter().map(|&row| worth(row)).sum::<f64>();
        blocks
    }

    /// Whether other rows contribute hardly anything to the bound.
    pub(crate) fn are_all_that_binds(&self) -> bool {
        self.dominant
    }

    /// The block of a group and its weight there.
    pub(crate) fn of(&self, group: u32) -> Option<(usize, u32)> {
        self.of[group as usize].map(|(block, weight)| (block as usize, weight))
    }
}

impl Width {
    fn affords(self, bound: u64, options: u64) -> bool {
        let wide = self == Self::Wide && bound <= WIDE_BOUND_MAX && bound * options <= WIDE_CELLS_MAX;
        wide || bound <= BOUND_MAX
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// An option worth packing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item<N> {
    pub(crate) task: u32,
    /// Place among the options that remain.
    pub(crate) place: u32,
    pub(crate) weight: u32,
    pub(crate) gain: N,
}

/// Scratch space: the best gain for every weight, after every task.
#[derive(Debug)]
pub(crate) struct Packing<N> {
    layers: Vec<N>,
    pegging: Pegging<N>,
}

impl<N> Default for Packing<N> {
    fn default() -> Self {
        Self { layers: Vec::new(), pegging: Pegging::default() }
    }
}

impl<N: Number> Packing<N> {
    /// The best gain of at most one item of each task within a weight, and the places of items that attain it; items of one task are
    /// adjacent, gains positive, and no item is too heavy. O(items x bound), mostly much less.
    pub(crate) fn select(&mut self, items: &[Item<N>], bound: u32, selected: &mut Vec<u32>) -> N {
        let Self { layers, pegging } = self;
        let (sure, room) = pegging.reduce(items, bound, selected);
        sure.plus(pack(layers, &pegging.items, room, selected))
    }
}

fn pack<N: Number>(layers: &mut Vec<N>, items: &[Item<N>], bound: u32, selected: &mut Vec<u32>) -> N {
    let width = bound as usize + 1;
    let stages = items.chunk_by(|a, b| a.task == b.task).count();
    layers.resize(((stages + 1) * width).max(layers.len()), N::ZERO);
    layers[..width].fill(N::ZERO);
    for (at, stage) in items.chunk_by(|a, b| a.task == b.task).enumerate() {
        let (old, new) = layers[at * width..(at + 2) * width].split_at_mut(width);
        advance(old, new, stage);
    }
    let mut room = width - 1;
    let best = layers[stages * width + room];
    let mut at = stages;
    for stage in items.chunk_by(|a, b| a.task == b.task).rev() {
        at -= 1;
        let (before, after) = (&layers[at * width..], layers[(at + 1) * width + room]);
        if before[room] < after {
            let taken = stage.iter().find(|item| {
                let rest = room.checked_sub(item.weight as usize);
                rest.is_some_and(|rest| before[rest].plus(item.gain) == after)
            });
            if let Some(item) = taken {
                selected.push(item.place);
                room -= item.weight as usize;
            }
        }
    }
    best
}

/// The layer after one task: for every weight, without it or with one of its items.
pub(super) fn advance<N: Number>(old: &[N], new: &mut [N], stage: &[Item<N>]) {
    let mut rest = stage.iter().filter(|item| (item.weight as usize) < old.len());
    let Some(first) = rest.next() else { return new.copy_from_slice(old) };
    let (light, heavy) = new.split_at_mut(first.weight as usize);
    light.copy_from_slice(&old[..light.len()]);
    for ((place, &without), &before) in heavy.iter_mut().zip(&old[light.len()..]).zip(old) {
        let with = before.plus(first.gain);
        *place = if with > without { with } else { without };
    }
    for item in rest {
        for (place, &before) in new[item.weight as usize..].iter_mut().zip(old) {
            let with = before.plus(item.gain);
            *place = if with > *place { with } else { *place };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packings_are_the_best_of_all_selections() {
        // Weights and gains without pattern: all selections of up to eight tasks with up to two items each.
        for seed in 0..200u32 {
            let number =
                |at: u32, limit: u32| (seed.wrapping_mul(2_654_435_761).wrapping_add(at * 40_503) >> 7) % limit;
            let items: Vec<Item<i128>> = (0..12)
                .map(|at| Item {
                    task: at * 2 / 3,
                    place: at,
                    weight: 1 + number(at, 9),
                    gain: 1 + i128::from(number(at + 50, 30)),
                })
                .collect();
            let bound = number(99, 25);
            let fits = |chosen: u32| {
                let chosen: Vec<_> = items.iter().filter(|item| chosen >> item.place & 1 == 1).collect();
                let apart = chosen.windows(2).all(|pair| pair[0].task != pair[1].task);
                let weight: u32 = chosen.iter().map(|item| item.weight).sum();
                (apart && weight <= bound).then(|| chosen.iter().map(|item| item.gain).sum::<i128>())
            };
            let expected = (0..1 << 12).filter_map(fits).max();
            let mut packing = Packing::default();
            let mut selected = Vec::new();
            let items: Vec<_> = items.into_iter().filter(|item| item.weight <= bound).collect();
            assert_eq!(Some(packing.select(&items, bound, &mut selected)), expected);
            let attained =
                items.iter().filter(|item| selected.contains(&item.place)).map(|item| item.gain).sum::<i128>();
            assert_eq!(Some(attained), expected);
        }
    }
}
