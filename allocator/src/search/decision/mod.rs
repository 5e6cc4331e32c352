//! Bounding a level by a sequence of decision problems (Posta, Ferland and Michelon 2012): is there an allocation of value z or less? If not,
//! the bound rises above z, and the tree that shows it is the proof; if so, the incumbent gets better.
//!
//! Against the least value that is not excluded yet, removals are as strong as they ever will be, whatever the incumbent is worth. Used where
//! keeping rows helps. Rounds are as deterministic as those of the search by bounds.

mod branch;
mod node;
mod refutation;

pub(crate) use refutation::{End, Refutation};

use super::concurrent;
use super::incumbent::Incumbent;
use super::level::{Ended, LevelSearch};
use crate::dual::{Active, Blocks, Entry};
use crate::refuted::Refuted;
use apportion_certs::program::Granularity;
use node::{Effort, Expansion, Job, Open, Outcome, expand};
use std::sync::Arc;

/// Nodes expanded in one round, whatever the number of threads.
const BATCH: usize = 16;
/// Only every so many rounds are allocations looked for.
const FIND_EVERY: u64 = 8;
/// The first cutoff leaves this part of the gap below it.
const FIRST_RISE: u128 = 32;
/// Nodes for each task that a dive to a cutoff in the middle of the gap may have before anything else.
const DIVE_NODES: u64 = 2;

/// How a decision problem ends.
enum Decided {
    Refuted(Refutation),
    Answered,
    /// Neither, within the nodes allowed.
    GivenUp,
    Stopped(Ended),
}

/// The sequence of cutoffs.
#[derive(Debug)]
struct Schedule {
    /// How far above the bound the next cutoff to be refuted is; 0 for a part of the gap.
    rise: u128,
    /// Nodes that may be spent on a cutoff in the middle of the gap, one after another, in the hope of an answer.
    hope: u64,
}

/// A cutoff that is to be settled or, with a limit, only tried: depth first, for so many nodes.
#[derive(Clone, Copy)]
struct Question {
    cutoff: i128,
    nodes_max: Option<u64>,
}

impl Schedule {
    /// The next cutoff, between the bound and what is aimed at.
    fn next(&mut self, bound: u128, target: u128, granularity: Granularity) -> Question {
        let gap = target - bound;
        if self.rise == 0 {
            self.rise = (gap / FIRST_RISE).max(1);
        }
        let below = |above: u128| granularity.largest_below(above).max(bound as i128);
        let sure = below(bound.saturating_add(self.rise).min(target));
        let hoped = below(bound + gap / 4 + 1);
        if self.hope > 0 && hoped > sure {
            return Question { cutoff: hoped, nodes_max: Some(self.hope) };
        }
        Question { cutoff: sure, nodes_max: None }
    }
}

impl LevelSearch<'_, '_, '_> {
    /// Decides one cutoff after another until the bound is what is aimed at.
    pub(super) fn decide(
        &mut self,
        blocks: &Arc<Blocks>,
        incumbent: &mut Option<Incumbent>,
        spent: u64,
        nodes: u64,
    ) -> Ended {
        let root = &self.tree.nodes[0];
        let mut entry = Arc::new(self.tree.entries[root.heritage.kept.unwrap_or(root.heritage.rows) as usize].clone());
        let dive = DIVE_NODES * self.setting.model.task_count() as u64;
        let mut schedule = Schedule { rise: 0, hope: dive };
        loop {
            self.raise_bound(incumbent.as_ref());
            self.report(incumbent.as_ref(), spent, nodes);
            let Some(target) = self.target(incumbent.as_ref()) else { return Ended::Closed };
            if self.bound >= target {
                return Ended::Closed;
            }
            let granularity = self.objective().own().granularity;
            let question = schedule.next(self.bound, target, granularity);
            match self.decide_one(question, blocks, &mut entry, incumbent, spent, nodes) {
                Decided::Refuted(refutation) => {
                    let count = refutation.nodes.len() as u64;
                    self.bound = self.bound.max(granularity.round_up((question.cutoff + 1) as u128));
                    self.decided_nodes += count;
                    self.refuted = Some(Refuted::write(self.setting.model, self.objective(), &refutation));
                    schedule.rise = schedule.rise.saturating_mul(2);
                    schedule.hope = dive.max(count / 4);
                }
                Decided::Answered => {
                    if let Some(better) = self.improved(incumbent.as_ref()) {
                        return Ended::Improved(better);
                    }
                    schedule.rise = 0;
                }
                Decided::GivenUp => schedule.hope = 0,
                Decided::Stopped(ended) => return ended,
            }
        }
    }

    fn decide_one(
        &mut self,
        question: Question,
        blocks: &Arc<Blocks>,
        entry: &mut Arc<Entry>,
        incumbent: &mut Option<Incumbent>,
        spent: u64,
        nodes: u64,
    ) -> Decided {
        let Question { cutoff, nodes_max } = question;
        let width = if nodes_max.is_some() { 1 } else { BATCH };
        let mut refutation = Refutation::new(cutoff);
        let whole = Arc::new(Active::all(self.setting.model));
        let mut stack = vec![Open { node: 0, active: whole, part: None, entry: Arc::clone(entry) }];
        let mut rounds = 0;
        while !stack.is_empty() {
            if let Some(ended) = self.limit(spent, refutation.bytes()) {
                self.decided_nodes += refutation.nodes.len() as u64;
                return Decided::Stopped(ended);
            }
            if nodes_max.is_some_and(|most| rounds >= most) {
                self.decided_nodes += refutation.nodes.len() as u64;
                return Decided::GivenUp;
            }
            let batch = stack.split_off(stack.len().saturating_sub(width));
            let expansions = {
                let stop = || self.setting.control.is_cancelled() || self.setting.control.time_is_up();
                let job = Job {
                    model: self.setting.model,
                    levels: self.setting.levels,
                    objective: self.objective(),
                    blocks,
                    cutoff,
                    incumbent: incumbent.as_ref(),
                    effort: effort(rounds),
                    stop: &stop,
                };
                let expand_one = |open: &Open| self.setting.workspaces.with(|workspace| expand(job, open, workspace));
                concurrent::map(&batch, expand_one)
            };
            let mut answered = false;
            for (open, expansion) in batch.into_iter().zip(expansions) {
                self.work += expansion.work;
                let Expansion { steps, outcome, found, .. } = expansion;
                self.accept(found, incumbent);
                let end = match outcome {
                    Outcome::Interrupted => {
                        stack.push(open);
                        continue;
                    }
                    Outcome::Answered => {
                        answered = true;
                        continue;
                    }
                    Outcome::Closed(entry) => End::Closed(entry),
                    Outcome::Emptied => End::Emptied,
                    Outcome::Split { active, entry: own, parts, order } => {
                        if open.node == 0 {
                            *entry = Arc::clone(&own);
                        }
                        let first_child = refutation.add(parts.len());
                        let child = |place: &usize| Open {
                            node: first_child + *place as u32,
                            active: Arc::clone(&active),
                            part: Some(parts[*place]),
                            entry: Arc::clone(&own),
                        };
                        stack.extend(order.iter().rev().map(child));
                        self.split_end(&active, &parts, first_child)
                    }
                };
                refutation.settle(open.node, steps, end);
            }
            let level = self.caps.len();
            answered |= incumbent.as_ref().is_some_and(|found| found.values[level] as i128 <= cutoff)
                || self.improved(incumbent.as_ref()).is_some();
            rounds += 1;
            self.open = stack.len() as u64;
            self.report(incumbent.as_ref(), spent, nodes + refutation.nodes.len() as u64);
            if answered {
                self.decided_nodes += refutation.nodes.len() as u64;
                return Decided::Answered;
            }
        }
        Decided::Refuted(refutation)
    }

    fn split_end(&self, active: &Active, parts: &[super::tree::Part], first_child: u32) -> End {
        let task = parts.first().map_or(0, |part| part.task);
        let model = self.setting.model;
        let by_groups = active.of(task as usize).len() > 1;
        let cut = |part: &super::tree::Part| model.option(part.group as usize, part.first);
        let cuts = (!by_groups).then(|| parts.iter().skip(1).map(cut).collect());
        End::Split { task, cuts, first_child, children: parts.len() as u32 }
    }
}

fn effort(round: u64) -> Effort {
    if round == 0 {
        return Effort { rounds: 12, worth: 50, iterations: 200, patience: 8, search: 20 };
    }
    let search = if round.is_multiple_of(FIND_EVERY) { 2 } else { 0 };
    Effort { rounds: 3, worth: 10, iterations: 25, patience: 6, search }
}
