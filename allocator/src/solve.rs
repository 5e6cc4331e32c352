//! Levels one after another, and the claim at the end.

use crate::answer::{Answer, ExitReason, Statistics};
use crate::cut::Lemma;
use crate::emit::{self, Goal, Pool};
use crate::model::{Model, Objective};
use crate::primal::{Lexicographic, State};
use crate::refuted::Refuted;
use crate::search::{Ended, Incumbent, LevelSearch, Setting, Tree};
use crate::solver::Solver;
use crate::warm::Warm;
use apportion_certs::{Allocation, Certificate, Claim, Node};
use std::sync::Arc;

/// A reason for infeasibility that is seen at once.
pub(crate) fn hopeless(model: &Model<'_, '_>) -> Option<Node> {
    let exhausted = model.program.tasks().find(|&task| model.program.option_count(task) == 0);
    exhausted.map(Node::Exhausted).or(model.exceeded.map(Node::Overload))
}

/// Options that the first local search may look at, for each group.
const FIRST_SEARCH: u64 = 10;
/// Options that it may look at in all.
const FIRST_SEARCH_MAX: u64 = 500_000;

/// How a solve ended.
pub(crate) enum Ending {
    Hopeless(Node),
    Searched(Ended),
}

/// A level that was searched.
struct LevelResult {
    tree: Tree,
    bound: u128,
    refuted: Option<Refuted>,
}

/// A solve under way.
pub(crate) struct Solve<'s, 'p, 'm> {
    setting: Setting<'s, 'p, 'm>,
    earlier: Option<&'s Warm>,
    warm: Warm,
    incumbent: Option<Incumbent>,
    lemmas: Arc<Vec<Lemma>>,
    results: Vec<LevelResult>,
    statistics: Statistics,
}

impl<'s, 'p, 'm> Solve<'s, 'p, 'm> {
    pub(crate) fn new(setting: Setting<'s, 'p, 'm>, earlier: Option<&'s Warm>) -> Self {
        let (results, statistics) = (Vec::new(), Statistics::default());
        Self { setting, earlier, warm: Warm::default(), incumbent: None, lemmas: Arc::default(), results, statistics }
    }

    /// Looks for a first allocation: with nothing required, leaving every task unassigned is one.
    pub(crate) fn begin(&mut self, costs: &Lexicographic<'_>) {
        let model = self.setting.model;
        let mut state = State::new(model, costs);
        self.offer(&mut state);
        // Something sensible at once: every task where it is cheapest and fits.
        let control = self.setting.control;
        let search = (FIRST_SEARCH * model.group_count() as u64).min(FIRST_SEARCH_MAX);
        state.improve(search, &|| control.is_cancelled() || control.time_is_up());
        self.offer(&mut state);
        if let Some(earlier) = self.earlier {
            state.clear();
            earlier.place(&mut state);
            self.offer(&mut state);
        }
        self.statistics.work += state.work;
    }

    /// Completes a state with tasks left unassigned or, if required, placed where they fit.
    fn offer(&mut self, state: &mut State<'_, '_, '_>) {
        let model = self.setting.model;
        for task in 0..model.task_count() {
            if let Some(group) = model.unassigned(task)
                && !state.is_placed(task)
                && state.fits(task, group, 0)
            {
                state.place(task, group, 0);
            }
        }
        if !state.is_complete() {
            state.shift_all(u64::MAX, &|| false);
            let control = self.setting.control;
            state.repair(FIRST_SEARCH_MAX, &|| control.is_cancelled() || control.time_is_up());
        }
        if let Some(found) = Incumbent::better(model, self.setting.levels, state, self.incumbent.as_ref()) {
            self.incumbent = Some(found);
        }
    }

    pub(crate) fn search(&mut self) -> Ending {
        while self.results.len() < self.setting.levels.len() {
            let level = self.results.len();
            let caps = match &self.incumbent {
                Some(incumbent) => incumbent.values[..level].to_vec(),
                None => Vec::new(),
            };
            let start = self.earlier.and_then(|earlier| earlier.start(self.setting.model, level));
            let lemmas = core::mem::take(&mut self.lemmas);
            let mut search = LevelSearch::new(self.setting, caps.clone(), lemmas);
            let Statistics { work, nodes } = self.statistics;
            let ended = search.run(&mut self.incumbent, start.as_deref(), work, nodes);
            self.statistics.work += search.work;
            self.statistics.nodes += search.tree.nodes.len() as u64 + search.decided_nodes;
            self.lemmas = core::mem::take(&mut search.lemmas);
            let objective = Objective { levels: &self.setting.levels[..=level], caps: &caps, lemmas: &self.lemmas };
            let entry = search.tree.nodes[0].heritage.rows;
            self.warm.keep_multipliers(self.setting.model, objective, &search.tree.entries[entry as usize]);
            let LevelSearch { tree, bound, refuted, .. } = search;
            self.results.push(LevelResult { tree, bound, refuted });
            match ended {
                Ended::Improved(better) => self.results.truncate(better + 1),
                Ended::Closed if self.incumbent.is_some() => {}
                _ => return Ending::Searched(ended),
            }
        }
        Ending::Searched(Ended::Closed)
    }

    pub(crate) fn answer(mut self, solver: Solver<'static>, ending: Ending) -> Answer {
        let market = self.setting.model.program.market();
        let (claim, mut pool, proofs, exit_reason) = match ending {
            Ending::Hopeless(node) => (Claim::Infeasible, Pool::default(), vec![vec![node]], ExitReason::Infeasible),
            Ending::Searched(ended) => self.claim(ended),
        };
        if let Some(incumbent) = &self.incumbent {
            self.warm.keep(self.setting.model, incumbent);
        }
        let lemmas = emit::state_lemmas(self.setting.model, &self.lemmas, &mut pool);
        let certificate =
            Certificate { market: market.hash(), claim, pool: pool.entries, lemmas, knapsacks: pool.knapsacks, proofs };
        let allocation = Allocation::of(self.setting.model.program, &certificate);
        debug_assert_eq!(apportion_certs::check(market, &allocation, &certificate).err(), None);
        Answer { allocation, certificate, exit_reason, statistics: self.statistics, warm: self.warm, solver }
    }

    fn claim(&mut self, ended: Ended) -> (Claim, Pool, Vec<Vec<Node>>, ExitReason) {
        let exit_reason = match ended {
            Ended::Closed | Ended::Improved(_) => ExitReason::Done,
            Ended::Cancelled => ExitReason::Cancelled,
            Ended::TimeLimit => ExitReason::TimeLimit,
            Ended::WorkLimit => ExitReason::WorkLimit,
            Ended::MemoryLimit => ExitReason::MemoryLimit,
        };
        let mut pool = Pool::default();
        let model = self.setting.model;
        if self.incumbent.is_none()
            && ended == Ended::Closed
            && let Some(result) = self.results.first()
        {
            let objective = Objective { levels: &self.setting.levels[..1], caps: &[], lemmas: &self.lemmas };
            if let Some(proof) = emit::proof(model, objective, &result.tree, Goal::Infeasible, &mut pool, &|| false) {
                return (Claim::Infeasible, pool, vec![proof], ExitReason::Infeasible);
            }
            pool = Pool::default();
        }
        let mut refuted: Vec<_> = self.results.iter_mut().map(|result| result.refuted.take()).collect();
        refuted.resize_with(self.setting.levels.len(), || None);
        let values = self.incumbent.as_ref().map(|incumbent| incumbent.values.as_slice());
        let (mut bounds, mut proofs) = (Vec::new(), Vec::new());
        for (level, refuted) in refuted.into_iter().enumerate() {
            let (bound, proof) = self.prove(level, refuted, values, &mut pool).unwrap_or((0, Vec::new()));
            bounds.push(bound);
            proofs.push(proof);
        }
        let claim = match &self.incumbent {
            None => Claim::Unknown { bounds },
            Some(incumbent) => {
                let option = |&(group, start): &(u32, u32)| model.option(group as usize, start);
                let options = incumbent.choices.iter().map(option).collect();
                let values = incumbent.values.clone();
                if values == bounds {
                    Claim::Optimal { options, values }
                } else {
                    Claim::Feasible { options, values, bounds }
                }
            }
        };
        (claim, pool, proofs, exit_reason)
    }

    /// The bound of a level and its proof, if it was searched and the bound is not trivial.
    fn prove(
        &self,
        level: usize,
        refuted: Option<Refuted>,
        values: Option<&[u128]>,
        pool: &mut Pool,
    ) -> Option<(u128, Vec<Node>)> {
        let result = self.results.get(level)?;
        let caps = values.map_or(&[][..], |values| &values[..level]);
        let objective = Objective { levels: &self.setting.levels[..=level], caps, lemmas: &self.lemmas };
        let own = objective.own();
        let bound = values.map_or(result.bound, |values| result.bound.min(values[level])).min(own.largest_sum);
        if bound == 0 {
            return None;
        }
        let excluded = own.granularity.largest_below(bound);
        if let Some(refuted) = refuted.filter(|refuted| refuted.excluded == excluded) {
            return Some((bound, refuted.absorb(pool)));
        }
        let stop = || self.setting.control.is_cancelled();
        let proof = emit::proof(self.setting.model, objective, &result.tree, Goal::Exclude(excluded), pool, &stop);
        proof
            .map(|proof| (bound, proof))
            .or_else(|| emit::root(self.setting.model, objective, &result.tree, bound, pool))
    }
}
