use super::prover::{opens, prove, witness};
use super::{Groth16, Keys, LineOpenings, Opening, ProveError, Proved, ProvingBackend, Stated};
use crate::Randomness;
use crate::commitment::{Blinding, Context};
use crate::statement::compliance::Fitted;
use crate::statement::near_optimality::{Multipliers, Relaxation};
use crate::statement::{NearOptimality, NearOptimalityWitness, Statement};
use apportion_certs::Checked;
use apportion_certs::program::Program;
use apportion_lattice::Market;
use ark_ff::AdditiveGroup as _;

/// A prover of `near-optimality` under some keys.
pub fn near_optimality<B: ProvingBackend>(keys: &Keys<B>) -> NearOptimalityProver<'_, B> {
    NearOptimalityProver { keys }
}

/// Proves that checked allocations keep the rules of a committed market and are nearly the best.
#[derive(Clone, Copy, Debug)]
pub struct NearOptimalityProver<'k, B: ProvingBackend = Groth16> {
    keys: &'k Keys<B>,
}

/// How near, and what shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Goal {
    /// By how many millionths of the bound the cost may exceed it. Public.
    pub epsilon_ppm: u32,
    /// Multipliers that make the bound. Secret.
    pub multipliers: Multipliers,
}

impl<B: ProvingBackend> NearOptimalityProver<'_, B> {
    /// What bounds come from: multipliers are to make [`Relaxation::bound`] large.
    ///
    /// # Errors
    /// [`ProveError`] if the keys are for another claim, or the market does not fit them.
    pub fn relaxation(&self, market: &Market) -> Result<Relaxation, ProveError<B>> {
        let statement = self.statement()?;
        let program = Program::new(market);
        let tables = Fitted::new(&program, statement.shape())?.tables(Blinding::from_element(B::Field::ZERO));
        Ok(statement.relaxation(&tables)?)
    }

    /// Proves, for a context, what [`super::ComplianceProver::prove`] does, and that the allocation costs at most epsilon more than the bound.
    ///
    /// # Errors
    /// [`ProveError`]; [`crate::statement::Unsatisfied::TooFarFromBound`] says which epsilon the multipliers prove.
    pub fn prove(
        &self,
        market: &Market,
        opening: &Opening<B>,
        checked: &Checked,
        goal: &Goal,
        context: &Context,
        randomness: &mut impl Randomness,
    ) -> Result<Proved<B>, ProveError<B>> {
        let statement = self.statement()?;
        let rules = witness(self.keys, market, opening, checked, randomness)?;
        let Goal { epsilon_ppm, multipliers } = goal.clone();
        let witness = NearOptimalityWitness { rules, multipliers, epsilon_ppm };
        let public = statement.public(context.element(&statement.rules.poseidon), &witness);
        opens(opening, public.rules.policy)?;
        let lines = LineOpenings::of(&statement.rules, market, &witness.rules, public.rules.items);
        prove(self.keys, statement, public, witness, lines, randomness)
    }

    fn statement(&self) -> Result<&NearOptimality<B::Field>, ProveError<B>> {
        match &self.keys.stated {
            Stated::NearOptimality(statement) => Ok(statement),
            Stated::Compliance(_) => Err(ProveError::OtherClaim(self.keys.claim())),
        }
    }
}
