//! The solver: options, levels one after another, and the claim at the end.

use crate::answer::{Answer, ExitReason, Statistics};
use crate::control::Control;
use crate::cut::Lemma;
use crate::emit::{self, Goal, Pool};
use crate::model::{LevelArrays, Model, Objective};
use crate::options::{Options, ProofStyle};
use crate::primal::{Lexicographic, State};
use crate::refuted::Refuted;
use crate::search::{Ended, Incumbent, LevelSearch, Setting, Tree, Workspaces};
use crate::warm::Warm;
use apportion_certs::program::{LevelCosts, Program};
use apportion_certs::{Allocation, Certificate, Claim, Node};
use apportion_lattice::{Market, Ppm};
use core::fmt;
use std::sync::Arc;

/// Finds the best allocation of a market and proves how good it is.
///
/// ```
/// use apportion_allocator::{ExitReason, Solver};
/// use apportion_lattice::{Market, ppm};
///
/// let market = Market::from_json(r#"{
///     "version": 1,
///     "resources": [{"name": "gpu", "unit": "cards"}],
///     "payers": [{"id": "alice"}],
///     "offers": [{"id": "site", "capacity": {"gpu": 3}, "price": {"gpu": 10}}],
///     "tasks": [
///         {"id": "small", "payer": "alice", "demand": {"gpu": 1}, "penalty": 50},
///         {"id": "large", "payer": "alice", "demand": {"gpu": 3}, "penalty": 90}
///     ]
/// }"#)?;
/// let answer = Solver::new().gap(ppm(0)).solve(&market)?;
/// assert_eq!(answer.exit_reason, ExitReason::Done);
/// assert_eq!(answer.allocation.objective, Some(vec!["80".to_owned()]));
/// assert!(apportion_certs::check(&market, &answer.allocation, &answer.certificate).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Solver<'c> {
    options: Options,
    warm: Option<Warm>,
    control: &'c dyn Control,
}

impl fmt::Debug for Solver<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Solver").field("options", &self.options).field("warm", &self.warm.is_some()).finish()
    }
}

impl Default for Solver<'_> {
    fn default() -> Self {
        Self { options: Options::default(), warm: None, control: &() }
    }
}

impl<'c> Solver<'c> {
    /// No limit, no tolerance.
    pub fn new() -> Self {
        Self::default()
    }

    /// The gap at which a level counts as done. Default 0: proven optimality.
    #[must_use]
    pub fn gap(mut self, gap: Ppm) -> Self {
        self.options.gap_ppm = gap.get();
        self
    }

    /// Work after which no further round begins, in options looked at; the same work gives the same answer on every machine.
    #[must_use]
    pub fn work_limit(mut self, options: u64) -> Self {
        self.options.work_max = options;
        self
    }

    /// Bytes of model and search tree, as far as they are counted, after which no further round begins.
    #[must_use]
    pub fn memory_limit(mut self, bytes: u64) -> Self {
        self.options.memory_bytes_max = bytes;
        self
    }

    /// How proofs are written. Default: compact.
    #[must_use]
    pub fn proof(mut self, style: ProofStyle) -> Self {
        self.options.style = style;
        self
    }

    /// An earlier answer of a similar market to start from.
    #[must_use]
    pub fn warm(mut self, warm: &Warm) -> Self {
        self.warm = Some(warm.clone());
        self
    }

    /// Who is asked for time and cancellation, and told of progress.
    #[must_use]
    pub fn control<'d>(self, control: &'d dyn Control) -> Solver<'d> {
        Solver { options: self.options, warm: self.warm, control }
    }

    /// Solves a market, in the rayon pool that this is called in.
    ///
    /// # Errors
    /// If the market has more coefficients than can be numbered. Reaching a limit is not an error: see [`Answer::exit_reason`].
    pub fn solve(&self, market: &Market) -> Result<Answer, SolveError> {
        let program = Program::new(market);
        let model = Model::new(&program)?;
        let levels: Vec<LevelArrays> = (0..market.levels().len())
            .map(|level| LevelArrays::new(&model, &LevelCosts::new(&program, level)))
            .collect();
        let costs = Lexicographic::new(&model, &levels);
        let workspaces = Workspaces::new(&model, &costs);
        let setting = Setting {
            model: &model,
            levels: &levels,
            workspaces: &workspaces,
            options: self.options,
            control: self.control,
        };
        let mut solve = Solve::new(setting, self.warm.as_ref());
        if let Some(node) = hopeless(&model) {
            return Ok(solve.answer(self, Ending::Hopeless(node)));
        }
        solve.begin(&costs);
        let ending = solve.search();
        Ok(solve.answer(self, ending))
    }

    fn settled(&self) -> Solver<'static> {
        Solver { options: self.options, warm: None, control: &() }
    }
}

/// A reason for infeasibility that is seen at once.
fn hopeless(model: &Model<'_, '_>) -> Option<Node> {
    let exhausted = model.program.tasks().find(|&task| model.program.option_count(task) == 0);
    exhausted.map(Node::Exhausted).or(model.exceeded.map(Node::Overload))
}

/// Why a market cannot be solved at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SolveError {
    /// More groups or coefficients than 32 bits can number.
    #[error("the market has {found} {what}, more than 2^32 - 1: split it, or narrow who may run where")]
    TooLarge {
        /// What is counted.
        what: &'static str,
        /// How many there are.
        found: usize,
    },
}

/// Options that the first local search may look at, for each group.
const FIRST_SEARCH: u64 = 10;
/// Options that it may look at in all.
const FIRST_SEARCH_MAX: u64 = 2_000_000;

enum Ending {
    Hopeless(Node),
    Searched(Ended),
}

/// A level that was searched.
struct LevelResult {
    tree: Tree,
    bound: u128,
    refuted: Option<Refuted>,
}

struct Solve<'s, 'p, 'm> {
    setting: Setting<'s, 'p, 'm>,
    earlier: Option<&'s Warm>,
    warm: Warm,
    incumbent: Option<Incumbent>,
    lemmas: Arc<Vec<Lemma>>,
    results: Vec<LevelResult>,
    statistics: Statistics,
}

impl<'s, 'p, 'm> Solve<'s, 'p, 'm> {
    fn new(setting: Setting<'s, 'p, 'm>, earlier: Option<&'s Warm>) -> Self {
        let (results, statistics) = (Vec::new(), Statistics::default());
        Self { setting, earlier, warm: Warm::default(), incumbent: None, lemmas: Arc::default(), results, statistics }
    }

    /// Looks for a first allocation: with nothing required, leaving every task unassigned is one.
    fn begin(&mut self, costs: &Lexicographic) {
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
        }
        if let Some(found) = Incumbent::better(model, self.setting.levels, state, self.incumbent.as_ref()) {
            self.incumbent = Some(found);
        }
    }

    fn search(&mut self) -> Ending {
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

    fn answer(mut self, solver: &Solver<'_>, ending: Ending) -> Answer {
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
        let allocation = Allocation::render(market, &certificate);
        debug_assert_eq!(apportion_certs::check(market, &allocation, &certificate).err(), None);
        Answer {
            allocation,
            certificate,
            exit_reason,
            statistics: self.statistics,
            warm: self.warm,
            solver: solver.settled(),
        }
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
