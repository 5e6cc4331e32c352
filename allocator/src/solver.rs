//! The solver: options, and the model that they are applied to.

use crate::answer::{Answer, ExitReason, Statistics};
use crate::control::Control;
use crate::model::{LevelArrays, Model};
use crate::options::{Options, ProofStyle};
use crate::primal::Lexicographic;
use crate::search::{Setting, Workspaces};
use crate::solve::{Ending, Solve, hopeless};
use crate::warm::Warm;
use apportion_certs::program::{LevelCosts, Program};
use apportion_certs::{Allocation, Certificate, Claim};
use apportion_lattice::{Market, Ppm};
use core::fmt;
use core::ops::ControlFlow;

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

    /// Bytes of model, relaxation, cuts and search tree, as counted for one thread, after which no further round begins.
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
        match self.build_and_search(market) {
            Ok(answer) => Ok(answer),
            Err(Broken::Off) => Ok(self.unknown(market)),
            Err(Broken::By(error)) => Err(error),
        }
    }

    fn build_and_search(&self, market: &Market) -> Result<Answer, Broken> {
        // What takes no longer than a pause is not broken off: so much time there is for an allocation.
        let large = market.tasks().len() * market.offers().len() > UNINTERRUPTED;
        let pause = || if large && self.control.is_cancelled() { Err(Broken::Off) } else { Ok(()) };
        let flow = || match pause() {
            Ok(()) => ControlFlow::Continue(()),
            Err(broken) => ControlFlow::Break(broken),
        };
        let program = outcome(Program::translate(market, flow))?;
        let model = Model::build(&program, &pause)?;
        let mut levels = Vec::with_capacity(market.levels().len());
        for level in 0..market.levels().len() {
            levels.push(LevelArrays::new(&model, &outcome(LevelCosts::list(&program, level, flow))?));
        }
        pause()?;
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
            return Ok(solve.answer(self.settled(), Ending::Hopeless(node)));
        }
        solve.begin(&costs);
        let ending = solve.search();
        Ok(solve.answer(self.settled(), ending))
    }

    /// Nothing is known yet.
    fn unknown(&self, market: &Market) -> Answer {
        let claim = Claim::Unknown { bounds: vec![0; market.levels().len()] };
        let certificate = Certificate::without_proof(market, claim);
        Answer {
            allocation: Allocation::render(market, &certificate),
            certificate,
            exit_reason: ExitReason::Cancelled,
            statistics: Statistics::default(),
            warm: self.warm.clone().unwrap_or_default(),
            solver: self.settled(),
        }
    }

    fn settled(&self) -> Solver<'static> {
        Solver { options: self.options, warm: None, control: &() }
    }
}

/// Why there is no model.
enum Broken {
    /// The caller has lost interest.
    Off,
    By(SolveError),
}

impl From<SolveError> for Broken {
    fn from(error: SolveError) -> Self {
        Self::By(error)
    }
}

fn outcome<T>(flow: ControlFlow<Broken, T>) -> Result<T, Broken> {
    match flow {
        ControlFlow::Continue(made) => Ok(made),
        ControlFlow::Break(broken) => Err(broken),
    }
}

/// Comparisons of a task with an offer that take a few milliseconds.
const UNINTERRUPTED: usize = 1 << 15;

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
