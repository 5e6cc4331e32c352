//! Why a task was left out.

use super::ServedRun;
use super::rows::Loads;
use apportion_certs::program::Program;
use apportion_lattice::{Market, OfferIndex, Refusal, Run, TaskIndex};
use std::collections::BTreeMap;

/// A task without a run, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOut {
    /// The task.
    pub task: TaskIndex,
    /// Why it was left out.
    pub reason: Reason,
}

/// Why a task was left out, given what the others got.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// It is not eligible on any offer.
    NoOffer {
        /// In how many offers each component refuses, most first.
        refusals: Vec<(&'static str, usize)>,
        /// The offer with the fewest reasons to refuse, and the first of them; `None` without offers.
        nearest: Option<(OfferIndex, Refusal)>,
    },
    /// It depends on a task that was left out too.
    Needs(TaskIndex),
    /// It has to wait for a task that ends too late.
    TooLate(TaskIndex),
    /// Every run would exceed something.
    NoRoom {
        /// Positions in [`Report::rows`](super::Report::rows), those that stand in the way of most runs first.
        rows: Vec<usize>,
    },
    /// There is room, but serving it makes the objective no better.
    NoGain,
    /// There is room, and serving it makes the objective better: the answer is not optimal.
    Gain,
    /// The search for room was given up, because there are very many possibilities.
    NotExamined,
}

/// Rows looked at before the search for room is given up.
const WORK_MAX: u64 = 20_000_000;

pub(super) fn explain(program: &Program<'_>, loads: &Loads<'_, '_>, runs: &[ServedRun]) -> Vec<LeftOut> {
    let mut ends: Vec<Option<u32>> = vec![None; program.task_count()];
    runs.iter().for_each(|run| ends[run.task.usize()] = Some(run.end));
    let mut search = Search { program, loads, ends: &ends, work: WORK_MAX };
    let left_out = program.tasks().filter(|task| ends[task.usize()].is_none());
    left_out.map(|task| LeftOut { task, reason: search.reason(task) }).collect()
}

struct Search<'a, 'm> {
    program: &'a Program<'m>,
    loads: &'a Loads<'a, 'm>,
    ends: &'a [Option<u32>],
    work: u64,
}

impl Search<'_, '_> {
    fn reason(&mut self, task: TaskIndex) -> Reason {
        let market = self.program.market();
        let stated = market.task(task);
        if self.program.pairs(task).is_empty() {
            return no_offer(market, task);
        }
        let missing = stated.needs.iter().chain(&stated.after).find(|other| self.ends[other.usize()].is_none());
        if let Some(&missing) = missing {
            return Reason::Needs(missing);
        }
        let latest = stated.after.iter().max_by_key(|other| self.ends[other.usize()]);
        let earliest = latest.and_then(|other| self.ends[other.usize()]).unwrap_or(0);
        match (self.room(task, earliest), latest) {
            (Room::Unknown, _) => Reason::NotExamined,
            (Room::Some { improves: true }, _) => Reason::Gain,
            (Room::Some { improves: false }, _) => Reason::NoGain,
            (Room::None(blocked), Some(&latest)) if blocked.is_empty() => Reason::TooLate(latest),
            (Room::None(blocked), _) => Reason::NoRoom { rows: most_frequent(blocked) },
        }
    }

    /// Whether a run of the task fits beside the others, starting at `earliest` or later.
    fn room(&mut self, task: TaskIndex, earliest: u32) -> Room {
        let mut blocked: BTreeMap<usize, usize> = BTreeMap::new();
        let mut found = None;
        for pair in self.program.pairs(task) {
            for start in pair.run.start_first.max(earliest)..=pair.run.start_last {
                match self.loads.obstacle(task, pair, start, &mut self.work) {
                    _ if self.work == 0 => return Room::Unknown,
                    Some(family) => *blocked.entry(self.loads.number(family)).or_default() += 1,
                    None => {
                        let improves = self.improves(task, &pair.run, start);
                        if improves {
                            return Room::Some { improves };
                        }
                        found = Some(Room::Some { improves });
                    }
                }
            }
        }
        found.unwrap_or(Room::None(blocked))
    }

    /// Whether a run is lexicographically better than none.
    fn improves(&self, task: TaskIndex, run: &Run<'_>, start: u32) -> bool {
        let market = self.program.market();
        let end = u64::from(start) + u64::from(run.duration_slots);
        let costs = (0..market.levels().len())
            .map(|level| (market.cost_assigned(level, task, run).at_end(end), market.cost_unassigned(level, task)));
        costs.map(|(with, without)| with.cmp(&without)).find(|order| order.is_ne()).is_some_and(|order| order.is_lt())
    }
}

enum Room {
    None(BTreeMap<usize, usize>),
    Some { improves: bool },
    Unknown,
}

fn no_offer(market: &Market, task: TaskIndex) -> Reason {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut nearest: Option<(usize, OfferIndex, Refusal)> = None;
    for offer in market.offer_indices() {
        let refusals = market.refusals(task, offer);
        let mut kinds: Vec<&'static str> = refusals.iter().map(kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.iter().for_each(|kind| *counts.entry(kind).or_default() += 1);
        let closer = nearest.as_ref().is_none_or(|(fewest, ..)| kinds.len() < *fewest);
        if let Some(first) = refusals.into_iter().next().filter(|_| closer) {
            nearest = Some((kinds.len(), offer, first));
        }
    }
    let nearest = nearest.map(|(_, offer, refusal)| (offer, refusal));
    let mut refusals: Vec<_> = counts.into_iter().collect();
    refusals.sort_by_key(|&(kind, count)| (std::cmp::Reverse(count), kind));
    Reason::NoOffer { refusals, nearest }
}

/// The component of the comparison that refuses, in a word or two.
fn kind(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NotQuoted => "no quote",
        Refusal::Slots { .. } => "slots",
        Refusal::Quality { .. } => "quality",
        Refusal::Latency { .. } => "latency",
        Refusal::Reliability { .. } => "reliability",
        Refusal::Price { .. } => "price",
        Refusal::LabelNotPermitted { .. } => "label",
        Refusal::PrincipalNotPermitted { .. } => "payer",
        Refusal::ScopeNotPermitted { .. } => "scope",
        Refusal::NotProvided { .. } => "feature",
        Refusal::Capacity { .. } => "capacity",
        Refusal::DemandMax { .. } => "size",
        _ => "other",
    }
}

fn most_frequent(counts: BTreeMap<usize, usize>) -> Vec<usize> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|&(row, count)| (std::cmp::Reverse(count), row));
    counts.into_iter().map(|(row, _)| row).collect()
}
