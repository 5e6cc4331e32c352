//! Repair: a task that fits nowhere takes the place of others, which then look for one themselves (Nagata and Bräysy 2009, "A powerful
//! route minimization heuristic", section 3: the ejection pool).

use super::State;
use super::state::NOWHERE;
use crate::model::coefficients;
use crate::random::Random;

/// Tasks that are compared for ejection from one option, at most.
const CANDIDATES: usize = 48;
/// Tasks that move at random after each ejection, so that the search does not go in circles.
const MOVES: usize = 12;

/// A placed task in the way of another.
struct InTheWay {
    task: u32,
    /// How hard it was to place so far.
    weight: u64,
    /// What it uses of the rows that are too full, as far as that helps.
    relief: Vec<i128>,
}

/// An option for a task, and who has to leave for it.
struct Entry {
    weight: u64,
    cost: i128,
    group: usize,
    start: u32,
    leaving: Vec<u32>,
}

impl State<'_, '_, '_> {
    /// Places the tasks that have no place, until all have one, so many options were looked at, or it is told to stop. Whether all have one.
    pub(crate) fn repair(&mut self, work_max: u64, stop: &dyn Fn() -> bool) -> bool {
        let end = self.work.saturating_add(work_max);
        let tasks = self.model.task_count();
        let mut weight = vec![1u64; tasks];
        let mut pool: Vec<u32> = (0..tasks as u32).filter(|&task| !self.is_placed(task as usize)).collect();
        let mut random = Random::new(tasks as u64);
        while let Some(task) = pool.pop() {
            if self.work >= end || stop() {
                return false;
            }
            let task = task as usize;
            if let Some((group, start)) = self.cheapest(task, super::lexicographic::UNPLACED) {
                self.place(task, group, start);
                continue;
            }
            weight[task] += 1;
            let Some(entry) = self.entry(task, &weight) else { return false };
            for &other in &entry.leaving {
                self.lift(other as usize);
                pool.push(other);
            }
            self.place(task, entry.group, entry.start);
            (0..MOVES).for_each(|_| self.move_at_random(&mut random));
        }
        true
    }

    /// The option whose occupants are easiest to place elsewhere.
    fn entry(&mut self, task: usize, weight: &[u64]) -> Option<Entry> {
        let mut best: Option<Entry> = None;
        for group in self.model.groups(task) {
            let (first, last) = self.model.starts[group];
            for start in first..=last {
                self.work += 1;
                if !self.links_allow(task, group, start) {
                    continue;
                }
                let most = best.as_ref().map_or(u64::MAX, |best| best.weight);
                let Some((weight, leaving)) = self.occupants(group, start, weight, most) else { continue };
                let cost = self.cost_of(group, start);
                if best.as_ref().is_none_or(|best| (weight, cost) < (best.weight, best.cost)) {
                    best = Some(Entry { weight, cost, group, start, leaving });
                }
            }
        }
        best
    }

    /// Who has to leave so that an option fits, of least weight among one and two, or else a few taken greedily; none above `most`.
    fn occupants(&mut self, group: usize, start: u32, weight: &[u64], most: u64) -> Option<(u64, Vec<u32>)> {
        let full = self.excess(group, start)?;
        let candidates = self.candidates(&full, weight);
        self.work += candidates.len() as u64;
        let covers =
            |relief: &dyn Fn(usize) -> i128| full.iter().enumerate().all(|(at, &(_, over))| relief(at) >= over);
        let mut best: Option<(u64, Vec<u32>)> = None;
        for (at, one) in candidates.iter().enumerate() {
            let limit = best.as_ref().map_or(most, |best| best.0);
            if one.weight > limit {
                continue;
            }
            if covers(&|row| one.relief[row]) {
                best = Some((one.weight, vec![one.task]));
                continue;
            }
            for two in &candidates[at + 1..] {
                let sum = one.weight + two.weight;
                if sum <= best.as_ref().map_or(most, |best| best.0) && covers(&|row| one.relief[row] + two.relief[row])
                {
                    best = Some((sum, vec![one.task, two.task]));
                }
            }
        }
        best.or_else(|| greedily(&full, candidates)).filter(|best| best.0 <= most)
    }

    /// The rows that an option would exceed, and by how much; `None` if it does not fit even alone.
    fn excess(&self, group: usize, start: u32) -> Option<Vec<(usize, i128)>> {
        let (mut full, mut alone) = (Vec::new(), true);
        coefficients(self.model, group, start, |row, amount| {
            if self.is_usage(row) {
                let over = self.load(row) + amount - self.model.bounds[row];
                alone &= amount <= self.model.bounds[row];
                if over > 0 {
                    full.push((row, over));
                }
            }
        });
        alone.then_some(full)
    }

    /// Placed tasks that use rows which are too full, those of little weight for what they use first.
    fn candidates(&self, full: &[(usize, i128)], weight: &[u64]) -> Vec<InTheWay> {
        let mut found: Vec<(f64, InTheWay)> = Vec::new();
        let families = full.iter().map(|&(row, _)| self.model.row_family[row] as usize);
        let mut tasks: Vec<u32> = families.flat_map(|family| self.members(family).iter().copied()).collect();
        tasks.sort_unstable();
        tasks.dedup();
        for task in tasks {
            let (group, start) = self.choice[task as usize];
            // What others depend on stays where it is.
            if group == NOWHERE || !self.model.needed_by[task as usize].is_empty() {
                continue;
            }
            let mut relief = vec![0; full.len()];
            coefficients(self.model, group as usize, start, |row, amount| {
                if let Some(at) = full.iter().position(|full| full.0 == row) {
                    relief[at] += amount;
                }
            });
            let share =
                relief.iter().zip(full).map(|(&used, &(_, over))| used.min(over) as f64 / over as f64).sum::<f64>();
            if share > 0.0 {
                let weight = weight[task as usize];
                found.push((share / weight as f64, InTheWay { task, weight, relief }));
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.task.cmp(&b.1.task)));
        found.truncate(CANDIDATES);
        found.into_iter().map(|found| found.1).collect()
    }

    /// Moves a task to another option that fits, if the one drawn does.
    fn move_at_random(&mut self, random: &mut Random) {
        let task = random.below(self.model.task_count());
        let groups = self.model.groups(task);
        let group = groups.start + random.below(groups.len());
        let (first, last) = self.model.starts[group];
        let start = first + random.below((last - first) as usize + 1) as u32;
        if !self.is_placed(task) || self.model.is_unassigned(group) {
            return;
        }
        let (old, old_start) = self.lift(task);
        if self.fits(task, group, start) {
            self.place(task, group, start);
        } else {
            self.place(task, old as usize, old_start);
        }
    }
}

/// Candidates in their order until every row has room.
fn greedily(full: &[(usize, i128)], candidates: Vec<InTheWay>) -> Option<(u64, Vec<u32>)> {
    let mut left: Vec<i128> = full.iter().map(|full| full.1).collect();
    let (mut weight, mut leaving) = (0, Vec::new());
    for one in candidates {
        if left.iter().all(|&over| over <= 0) {
            break;
        }
        if left.iter().zip(&one.relief).any(|(&over, &relief)| over > 0 && relief > 0) {
            left.iter_mut().zip(&one.relief).for_each(|(over, relief)| *over -= relief);
            weight += one.weight;
            leaving.push(one.task);
        }
    }
    left.iter().all(|&over| over <= 0).then_some((weight, leaving))
}

#[cfg(test)]
mod tests {
    use crate::model::{LevelArrays, Model};
    use crate::primal::{Lexicographic, State};
    use apportion_certs::program::{LevelCosts, Program};
    use apportion_lattice::testing::generate::{GapKind, mrgap};

    #[test]
    fn required_tasks_find_places_that_greed_leaves_them_without() {
        let mut repaired = 0;
        for seed in 0..8 {
            let market = mrgap(GapKind::D, seed, 4, 40, 2);
            let program = Program::new(&market);
            let model = Model::new(&program).expect("small");
            let levels = [LevelArrays::new(&model, &LevelCosts::new(&program, 0))];
            let costs = Lexicographic::new(&model, &levels);
            let mut state = State::new(&model, &costs);
            state.shift_all(u64::MAX, &|| false);
            let greedy = state.is_complete();
            let whole = state.repair(1_000_000, &|| false);
            assert_eq!(whole, state.is_complete());
            if whole {
                let choices: Vec<_> =
                    state.choice.iter().map(|&(group, start)| model.choice(group as usize, start)).collect();
                assert_eq!(program.check_rows(&choices), Ok(()));
                repaired += u32::from(!greedy);
            }
        }
        assert!(repaired >= 4, "{repaired}");
    }
}
