//! What the best packing becomes when one task is left out of it, or made to take one of its options: forward and backward dynamic
//! programming (Posta, Ferland and Michelon 2012), O(items x bound) for all tasks and options together.

use super::pack::{Item, advance};
use crate::model::Number;

/// Scratch space: the best gain for every weight, of the tasks before every one, and of those after the one at hand.
#[derive(Debug)]
pub(super) struct Forced<N> {
    front: Vec<N>,
    back: Vec<N>,
    next: Vec<N>,
    worth: Vec<Item<N>>,
}

impl<N> Default for Forced<N> {
    fn default() -> Self {
        Self { front: Vec::new(), back: Vec::new(), next: Vec::new(), worth: Vec::new() }
    }
}

impl<N: Number> Forced<N> {
    /// The best packing of at most one item of each task within the bound. Calls `visit` for every item with this best, and
    /// with the best packing without the item's task, within the bound and within what the item leaves of it, if it fits. Items of a task are adjacent; gains may be negative.
    pub(super) fn run(&mut self, items: &[Item<N>], bound: u32, mut visit: impl FnMut(&Item<N>, N, N, Option<N>)) -> N {
        let width = bound as usize + 1;
        self.worth.clear();
        self.worth.extend(items.iter().filter(|item| item.gain > N::ZERO && item.weight <= bound));
        let stages = self.worth.chunk_by(|a, b| a.task == b.task).count();
        self.front.resize(((stages + 1) * width).max(self.front.len()), N::ZERO);
        self.front[..width].fill(N::ZERO);
        for (at, stage) in self.worth.chunk_by(|a, b| a.task == b.task).enumerate() {
            let (old, new) = self.front[at * width..(at + 2) * width].split_at_mut(width);
            advance(old, new, stage);
        }
        let full = &self.front[stages * width..(stages + 1) * width];
        let best = full[width - 1];
        self.back.clear();
        self.back.resize(width, N::ZERO);
        let mut worth = self.worth.chunk_by(|a, b| a.task == b.task).rev().peekable();
        let mut at = stages;
        for stage in items.chunk_by(|a, b| a.task == b.task).rev() {
            let Some(own) = worth.next_if(|own| own[0].task == stage[0].task) else {
                for item in stage {
                    let rest = bound.checked_sub(item.weight);
                    visit(item, best, best, rest.map(|rest| full[rest as usize]));
                }
                continue;
            };
            at -= 1;
            let front = &self.front[at * width..(at + 1) * width];
            let without = joined(front, &self.back);
            for item in stage {
                let used = item.weight as usize;
                let with = (used < width).then(|| joined(&front[..width - used], &self.back[used..]));
                visit(item, best, without, with);
            }
            retreat(&mut self.back, &mut self.next, own);
        }
        best
    }
}

/// The largest sum of a place of one list and the same place of another: the front holds gains by room, the back by room denied.
fn joined<N: Number>(front: &[N], back: &[N]) -> N {
    const LANES: usize = 8;
    let mut most = [N::ZERO; LANES];
    let (fronts, backs) = (front.chunks_exact(LANES), back.chunks_exact(LANES));
    let rest = fronts.remainder().iter().zip(backs.remainder());
    let rest = rest.map(|(&front, &back)| front.plus(back)).fold(N::ZERO, larger);
    for (front, back) in fronts.zip(backs) {
        for ((most, &front), &back) in most.iter_mut().zip(front).zip(back) {
            *most = larger(*most, front.plus(back));
        }
    }
    most.into_iter().fold(rest, larger)
}

fn larger<N: Number>(a: N, b: N) -> N {
    if b > a { b } else { a }
}

/// Takes a task into account: `back[j]` is the best gain within the bound less j.
fn retreat<N: Number>(back: &mut Vec<N>, next: &mut Vec<N>, stage: &[Item<N>]) {
    if let [item] = stage {
        // Places are only ever improved from later ones.
        for at in 0..back.len() - item.weight as usize {
            back[at] = larger(back[at], back[at + item.weight as usize].plus(item.gain));
        }
        return;
    }
    next.clone_from(back);
    for item in stage {
        for (place, &before) in next.iter_mut().zip(&back[item.weight as usize..]) {
            *place = larger(*place, before.plus(item.gain));
        }
    }
    core::mem::swap(back, next);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dual::pack::Packing;

    /// Up to 14 items of up to 7 tasks, without pattern.
    fn items(seed: u32) -> Vec<Item<i128>> {
        let number = |at: u32, limit: u32| (seed.wrapping_mul(2_654_435_761).wrapping_add(at * 40_503) >> 7) % limit;
        let tasks = (0..seed % 15).map(|at| number(at, 7));
        let mut tasks: Vec<u32> = tasks.collect();
        tasks.sort_unstable();
        let item = |(place, task)| {
            let gain = i128::from(number(place + 20, 39)) - 9;
            Item { task, place, weight: number(place + 40, 9), gain }
        };
        (0..).zip(tasks).map(item).collect()
    }

    #[test]
    fn forced_packings_are_best_packings_of_the_others() {
        let mut denied = 0;
        for seed in 0..600 {
            let items = items(seed);
            let bound = seed / 15 % 30;
            let best = |task: Option<u32>, bound: u32| {
                let worth = |item: &&Item<i128>| Some(item.task) != task && item.gain > 0 && item.weight <= bound;
                let others: Vec<Item<i128>> = items.iter().filter(worth).copied().collect();
                Packing::default().select(&others, bound, &mut Vec::new())
            };
            let mut seen = 0;
            let all = Forced::default().run(&items, bound, |item, all, without, with| {
                seen += 1;
                denied += u32::from(with.is_none());
                assert_eq!(all, best(None, bound));
                assert_eq!(without, best(Some(item.task), bound));
                assert_eq!(with, bound.checked_sub(item.weight).map(|rest| best(Some(item.task), rest)));
            });
            assert_eq!(all, best(None, bound));
            assert_eq!(seen, items.len());
        }
        assert!(denied > 20, "{denied}");
    }
}
