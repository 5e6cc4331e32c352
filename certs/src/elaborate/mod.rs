//! From certificates to core: the compact proof of one level, spelt out in the core language.
//!
//! Every option of a task becomes a 0-1 variable, every coupling row that can be exceeded a constraint, and "the value is at most
//! bound - 1" the last constraint; the proof refutes all of them together (`docs/core.md`, section "Elaboration"). Here, unlike in the
//! checker, options and rows are listed, so that sizes are limited ([`Limits`]).

mod domain;
mod encoding;
mod entry;
mod lemma;
mod rows;
mod search;
mod trim;
mod walk;

pub use encoding::{Encoding, Label};

use crate::check::{self, Reject};
use crate::claim::Claim;
use crate::core::Step;
use crate::format::Certificate;
use crate::program::{Choice, LevelCosts, LevelView, Program};
use apportion_lattice::Market;

/// How large an elaborated problem and proof may get.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Coefficients written out: of the problem's rows, before equal rows are joined, and of shared lemmas. At most about 100 bytes of
    /// memory each. Default 2^23.
    pub terms_max: u64,
    /// Steps of the proof and multipliers in them, together. At most about 64 bytes of memory each. Default 2^24.
    pub steps_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { terms_max: 1 << 23, steps_max: 1 << 24 }
    }
}

/// Why a certificate is not elaborated.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ElaborateError {
    /// The certificate is not accepted by the checker.
    #[error("the certificate is refused: {0}")]
    Refused(#[from] Reject),
    /// The problem is too large to be written out.
    #[error(
        "written out, the rows have more than {0} coefficients: raise the limit, or use the checker, which never lists rows"
    )]
    Terms(u64),
    /// The market has too many options.
    #[error("the market has {0} options, more than the 2^31 variables of a core problem")]
    Variables(u64),
    /// The proof is too large to be written out.
    #[error("written out, the proof has more than {0} steps and multipliers: raise the limit, or use the checker")]
    Steps(u64),
    /// The proof has a knapsack step, whose packing does not elaborate to core in reasonable size.
    #[error("the proof has knapsack steps, which the core language does not have: solve again with `--proof core`")]
    Knapsack,
    /// A number of the proof does not fit.
    #[error("a number of the proof does not fit 256 bits")]
    Overflow,
    /// The market has no such level.
    #[error("there is no objective level {level}: the claim speaks of {levels}")]
    Level {
        /// Level asked for.
        level: usize,
        /// Number of levels with a statement of their own; 1 for an infeasible market.
        levels: usize,
    },
}

/// A certificate that was checked, ready to be elaborated level by level.
///
/// ```
/// # use apportion_lattice::{Market, document::{Offer, Payer, Task}};
/// # use apportion_certs::{Certificate, Claim, Node, core, elaborate};
/// # use apportion_certs::program::{Multipliers, ObjectiveWeight};
/// let market = Market::builder("one").payer(Payer::new("p")).offer(Offer::new("o").price_fixed(apportion_lattice::nmic(5)))
///     .task(Task::new("t", "p").required()).build()?;
/// let entry = Multipliers { objective: ObjectiveWeight::PowerOfTwo(0), rows: vec![] };
/// let claim = Claim::Optimal { options: vec![0], values: vec![5] };
/// let certificate = Certificate { market: market.hash(), claim, pool: vec![entry], lemmas: vec![],
///     knapsacks: vec![], proofs: vec![vec![Node::Bound(0)]] };
/// let elaborator = elaborate::Elaborator::new(&market, &certificate, elaborate::Limits::default())?;
/// let level = elaborator.level(0)?;
/// core::check(&level.encoding.problem, &level.proof, core::Limits::default())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Elaborator<'m, 'c> {
    program: Program<'m>,
    certificate: &'c Certificate,
    choices: Vec<Choice>,
    costs: Vec<LevelCosts>,
    limits: Limits,
}

/// One level in the core language.
#[derive(Debug)]
pub struct Elaborated<'e, 'm> {
    /// The problem, and what its variables and constraints stand for.
    pub encoding: Encoding<'e, 'm>,
    /// Its refutation; empty iff nothing is to be proved (a bound of 0), and the problem then has no goal.
    pub proof: Vec<Step>,
}

/// What is proved at a level.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// The market is infeasible.
    Infeasible,
    /// Every feasible allocation that respects the caps has at least this value; 0 needs no proof.
    AtLeast(u128),
}

impl<'m, 'c> Elaborator<'m, 'c> {
    /// Checks a certificate.
    ///
    /// # Errors
    /// If the checker refuses it.
    pub fn new(market: &'m Market, certificate: &'c Certificate, limits: Limits) -> Result<Self, ElaborateError> {
        let program = Program::new(market);
        let choices = check::check_claim(&program, certificate, check::Limits::default())?;
        let costs = (0..market.levels().len()).map(|level| LevelCosts::new(&program, level)).collect();
        Ok(Self { program, certificate, choices, costs, limits })
    }

    /// The market as a program.
    pub fn program(&self) -> &Program<'m> {
        &self.program
    }

    /// What the certificate claims.
    pub fn claim(&self) -> &'c Claim {
        &self.certificate.claim
    }

    /// The costs of every objective level.
    pub fn costs(&self) -> &[LevelCosts] {
        &self.costs
    }

    /// Number of levels with a statement of their own: those of the objective, or 1 for an infeasible market.
    pub fn level_count(&self) -> usize {
        self.certificate.proofs.len()
    }

    /// The choices of the allocation, if the certificate has one.
    pub fn choices(&self) -> Option<&[Choice]> {
        self.certificate.claim.options().map(|_| self.choices.as_slice())
    }

    /// What is proved at a level, from 0.
    ///
    /// # Errors
    /// If there is no such level.
    pub fn target(&self, level: usize) -> Result<Target, ElaborateError> {
        let none = ElaborateError::Level { level, levels: self.level_count() };
        match self.certificate.claim.bounds() {
            None if level == 0 => Ok(Target::Infeasible),
            None => Err(none),
            Some(bounds) => bounds.get(level).map(|&bound| Target::AtLeast(bound)).ok_or(none),
        }
    }

    /// The costs of a level and those of earlier ones with the caps on them.
    fn view(&self, level: usize) -> LevelView<'_> {
        let caps = self.certificate.claim.values().unwrap_or_default();
        LevelView {
            costs: self.costs.get(..=level).unwrap_or_default(),
            caps: caps.get(..level).unwrap_or_default(),
            lemmas: &self.certificate.lemmas,
        }
    }

    /// A level in the core language.
    ///
    /// Takes time linear in the written problem and proof, and for each step of the certificate in what it lets change.
    ///
    /// # Errors
    /// If the level does not exist or a limit is exceeded.
    pub fn level(&self, level: usize) -> Result<Elaborated<'_, 'm>, ElaborateError> {
        let target = self.target(level)?;
        let mut budget = rows::Budget::new(self.limits);
        let nodes = self.certificate.proofs.get(level).map_or(&[][..], Vec::as_slice);
        let pool = &self.certificate.pool;
        let mut named = walk::named_rows(nodes, pool);
        let lemmas = &self.certificate.lemmas;
        lemma::complete(&mut named, lemmas, |lemma| self.program.lemma_row(lemma));
        let encoding = Encoding::new(&self.program, self.view(level), target, &named, &mut budget)?;
        let proof = walk::translate(&encoding, &named, nodes, pool, self.limits, &mut budget)?;
        let proof = if nodes.is_empty() {
            proof
        } else {
            trim::trim(&encoding.problem, proof).ok_or(ElaborateError::Overflow)?
        };
        Ok(Elaborated { encoding, proof })
    }
}
