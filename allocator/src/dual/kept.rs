//! Exact bounds of entries that keep rows, and what they become when a task is made to take one of its groups.

use super::Active;
use super::exact::{Entry, Kept, Scratch};
use super::forced::Forced;
use super::pack::Item;
use crate::model::{Model, Number, Objective};

/// Scratch space: the tasks' shares of the bound and the options of every kept row.
#[derive(Debug)]
pub(super) struct Shares<N> {
    /// By task with a choice: its multiplier less what its best option outside kept rows gains.
    own: Vec<N>,
    /// By task: what the packings lose without it.
    lost: Vec<N>,
    /// Options of each block, those not worth packing included.
    options: Vec<Vec<Item<N>>>,
    /// What is left of the bound of each block by tasks with one option.
    rooms: Vec<Option<u32>>,
    forced: Forced<N>,
}

impl<N> Default for Shares<N> {
    fn default() -> Self {
        Self { own: Vec::new(), lost: Vec::new(), options: Vec::new(), rooms: Vec::new(), forced: Forced::default() }
    }
}

impl<N: Number> Scratch<N> {
    /// The bound before multipliers times bounds. Tasks with one option use their kept row for certain, and their relaxed cost counts; for
    /// every other task its multiplier counts, less what is gained. Sets the excess of every place.
    pub(super) fn pack(
        &mut self,
        model: &Model<'_, '_>,
        objective: Objective<'_>,
        active: &Active,
        entry: &Entry,
        kept: &Kept,
    ) -> N {
        let blocks = &kept.blocks;
        let mut shares = core::mem::take(&mut self.shares);
        shares.begin(&blocks.bounds, active.task_count());
        self.excess.clear();
        let mut total = N::ZERO;
        for task in 0..active.task_count() {
            let places = active.of(task);
            for at in places.clone() {
                let cost = self.group(model, objective, active, entry, at);
                self.excess.push(cost);
            }
            if active.is_fixed(task) {
                total = total.plus(self.excess[places.start]);
                if let Some((block, weight)) = blocks.of(active.group[places.start]) {
                    let room = &mut shares.rooms[block];
                    *room = room.and_then(|room| room.checked_sub(weight));
                }
                self.excess[places.start] = N::ZERO;
                continue;
            }
            let lambda = N::from_i128(kept.tasks.get(task).map_or(0, |&multiplier| multiplier.into()));
            let mut own = lambda;
            for at in places {
                let cost = self.excess[at];
                match blocks.of(active.group[at]) {
                    Some((block, weight)) => {
                        let gain = lambda.minus(cost);
                        shares.options[block].push(Item { task: task as u32, place: at as u32, weight, gain });
                    }
                    None if cost < own => own = cost,
                    None => {}
                }
            }
            shares.own[task] = own;
            total = total.plus(own);
        }
        total = self.force(&mut shares, total);
        for task in (0..active.task_count()).filter(|&task| !active.is_fixed(task)) {
            let change = shares.lost[task].minus(shares.own[task]);
            let lambda = N::from_i128(kept.tasks.get(task).map_or(0, |&multiplier| multiplier.into()));
            for at in active.of(task) {
                // A group with several starts left may still be left out by the relaxation.
                let several = active.first[at] < active.last[at];
                let cost = self.excess[at];
                self.excess[at] = if several && lambda < cost { lambda } else { cost }.plus(change);
            }
        }
        self.shares = shares;
        total
    }

    /// Subtracts the best packings; what a block adds to the cost of taking one of its options is added to the cost.
    fn force(&mut self, shares: &mut Shares<N>, mut total: N) -> N {
        let Shares { options, rooms, forced, lost, .. } = shares;
        for (options, &room) in options.iter().zip(rooms.iter()) {
            let Some(room) = room else { return total.plus(N::HUGE) };
            let excess = &mut self.excess;
            let mut last = None;
            let best = forced.run(options, room, |item, best, without, with| {
                let place = &mut excess[item.place as usize];
                *place = with.map_or(N::HUGE, |with| place.plus(without.minus(with)));
                if last != Some(item.task) {
                    let lost = &mut lost[item.task as usize];
                    *lost = lost.plus(best.minus(without));
                    last = Some(item.task);
                }
            });
            total = total.minus(best);
        }
        total
    }
}

impl<N: Number> Shares<N> {
    fn begin(&mut self, bounds: &[u32], tasks: usize) {
        for list in [&mut self.own, &mut self.lost] {
            list.clear();
            list.resize(tasks, N::ZERO);
        }
        self.options.iter_mut().for_each(Vec::clear);
        self.options.resize_with(bounds.len(), Vec::new);
        self.rooms.clear();
        self.rooms.extend(bounds.iter().map(|&bound| Some(bound)));
    }
}
