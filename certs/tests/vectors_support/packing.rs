//! Knapsack entries for the prover of small markets: candidates to keep, and whether one closes a node.

use apportion_certs::program::{FamilyKind, Knapsacks, Multipliers, Program, RowIndex};
use apportion_lattice::TaskIndex;
use std::collections::BTreeMap;

/// The kept row, by its place, that an option counts in, and its coefficient there.
type Counted = Option<(usize, i128)>;

/// A knapsack entry with everything written out.
pub struct Packing {
    /// As the certificate states it.
    pub entry: Knapsacks,
    /// Relaxed cost of each option.
    costs: Vec<Vec<i128>>,
    /// The kept row that each option counts in, and its coefficient there.
    counted: Vec<Vec<Counted>>,
    /// Multiplier of each task.
    shares: Vec<i128>,
    bounds: Vec<i128>,
    /// What must stay below the rest.
    needed: i128,
}

impl Packing {
    /// Whether the entry closes the node with these options left.
    pub fn closes(&self, left: &[Vec<u64>]) -> bool {
        let (mut room, mut right, mut gained) = (self.bounds.clone(), 0, self.needed);
        let tasks = || left.iter().enumerate();
        for (task, left) in tasks() {
            right += match left[..] {
                [option] => {
                    if let Some((row, weight)) = self.counted[task][option as usize] {
                        room[row] -= weight;
                    }
                    self.costs[task][option as usize]
                }
                _ => self.shares[task],
            };
        }
        let mut best: Vec<BTreeMap<i128, i128>> = vec![BTreeMap::from([(0, 0)]); room.len()];
        for (task, left) in tasks().filter(|(_, left)| left.len() != 1) {
            let gain = |option: u64| (self.shares[task] - self.costs[task][option as usize]).max(0);
            let counted = |option: u64| self.counted[task][option as usize];
            gained += left.iter().filter(|&&x| counted(x).is_none()).map(|&x| gain(x)).max().unwrap_or(0);
            let before = best.clone();
            for &option in left {
                let Some((row, weight)) = counted(option) else { continue };
                for (used, total) in before[row].iter().filter(|state| state.0 + weight <= room[row]) {
                    let state = best[row].entry(used + weight).or_insert(0);
                    *state = (*state).max(total + gain(option));
                }
            }
        }
        let packed: i128 = best.iter().filter_map(|states| states.values().max()).sum();
        room.iter().any(|&room| room < 0) || gained + packed < right
    }

    /// What a reduction leaves of these options, if the entry does not close the node and removes something; `group` tells groups apart.
    pub fn reduced(&self, left: &[Vec<u64>], group: impl Fn(usize, u64) -> Option<usize>) -> Option<Vec<Vec<u64>>> {
        if self.closes(left) {
            return None;
        }
        let kept = |task: usize, own: &Vec<u64>| -> Vec<u64> {
            let with = |of: u64| -> Vec<u64> {
                own.iter().copied().filter(|&option| group(task, option) == group(task, of)).collect()
            };
            let stays = |&of: &u64| {
                let mut alone = left.to_vec();
                alone[task] = with(of);
                alone[task].len() == own.len() || !self.closes(&alone)
            };
            own.iter().copied().filter(stays).collect()
        };
        let kept: Vec<Vec<u64>> = left.iter().enumerate().map(|(task, own)| kept(task, own)).collect();
        (kept != left).then_some(kept)
    }
}

/// Entries that keep as many rows as fit beside a first one, with each task's multiplier its largest or its second least cost.
///
/// `costs` are the relaxed costs of all options under `multipliers`, which exceed `needed` in a closed node.
pub fn packings(program: &Program<'_>, multipliers: &Multipliers, costs: &[Vec<i128>], needed: i128) -> Vec<Packing> {
    let usable = |row: &u64| {
        let family = program.locate(RowIndex(*row)).map(|(family, _)| &program.families()[family]);
        family.is_some_and(|family| matches!(family.kind, FamilyKind::Usage(_))) && program.bound(RowIndex(*row)) >= 0
    };
    let rows: Vec<u64> = (0..program.row_count()).filter(usable).collect();
    let firsts = (0..rows.len()).step_by(rows.len().div_ceil(4).max(1));
    let mut packings = Vec::new();
    for first in firsts {
        let (before, after) = rows.split_at(first);
        let mut kept: Vec<u64> = Vec::new();
        for &row in after.iter().chain(before) {
            kept.push(row);
            if weights(program, &kept).is_none() {
                kept.pop();
            }
        }
        kept.sort_unstable();
        for rank in [usize::MAX, 1] {
            packings.extend(packing(program, multipliers, costs, needed, &kept, rank));
        }
    }
    packings
}

/// For each option the kept row that it counts in; `None` if it counts in two.
fn weights(program: &Program<'_>, kept: &[u64]) -> Option<Vec<Vec<Counted>>> {
    let of_option = |task: TaskIndex, option: u64| {
        let choice = program.choice(task, option)?;
        let weight = |&row: &u64| i128::from(program.coefficient(RowIndex(row), task, choice));
        let mut counted = kept.iter().map(weight).enumerate().filter(|(_, weight)| *weight > 0);
        let first = counted.next();
        counted.next().is_none().then_some(first)
    };
    program
        .tasks()
        .map(|task| (0..program.option_count(task)).map(|option| of_option(task, option)).collect())
        .collect()
}

fn packing(
    program: &Program<'_>,
    multipliers: &Multipliers,
    costs: &[Vec<i128>],
    needed: i128,
    kept: &[u64],
    rank: usize,
) -> Option<Packing> {
    let shares: Vec<i128> = costs
        .iter()
        .map(|of_task| {
            let mut sorted = of_task.clone();
            sorted.sort_unstable();
            // Without costs, one for each task: not all of them can be packed.
            let share = sorted.get(rank.min(sorted.len().saturating_sub(1))).copied().unwrap_or(0);
            if multipliers.objective.get() == 0 { 1 } else { share }
        })
        .collect();
    let tasks =
        program.tasks().zip(&shares).filter(|(_, share)| **share > 0).map(|(task, &share)| (task, share as u128));
    let entry = Knapsacks {
        multipliers: multipliers.clone(),
        tasks: tasks.collect(),
        kept: kept.iter().copied().map(RowIndex).collect(),
    };
    let bounds = kept.iter().map(|&row| program.bound(RowIndex(row))).collect();
    Some(Packing { costs: costs.to_vec(), counted: weights(program, kept)?, shares, bounds, needed, entry })
}
