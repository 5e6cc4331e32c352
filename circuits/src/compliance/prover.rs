use super::{Claim, Evidence, Keys, LineOpenings, Opening, Stated};
use crate::Randomness;
use crate::commitment::{Blinding, Context};
use crate::format::iden3;
use crate::groth16::{self, Assignment, SynthesisFailure};
use crate::r1cs::{Arithmetize, Circuit};
use crate::statement::compliance::{ComplianceWitness, FitError, Fitted};
use crate::statement::{Statement, Unsatisfied};
use apportion_certs::Checked;
use apportion_certs::program::Program;
use apportion_lattice::Market;
use ark_bn254::Fr;

/// A prover of `compliance` under some keys.
pub fn compliance(keys: &Keys) -> ComplianceProver<'_> {
    ComplianceProver { keys }
}

/// Proves that checked allocations keep the rules of a committed market.
#[derive(Clone, Copy, Debug)]
pub struct ComplianceProver<'k> {
    keys: &'k Keys,
}

/// Why nothing was proved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProveError {
    /// The keys are for another claim.
    #[error("the keys are for {:?}", .0.name())]
    OtherClaim(Claim),
    /// The opening belongs to a commitment for another circuit.
    #[error("the opening is for another circuit than the keys: commit to the market with these keys")]
    OtherCircuit,
    /// The opening is not that of this market.
    #[error("the opening does not open its commitment to this market: it was made for the market {0}")]
    OtherMarket(String),
    /// The market does not fit the keys, or the allocation not the market.
    #[error(transparent)]
    Fit(#[from] FitError),
    /// The allocation breaks a rule.
    #[error(transparent)]
    Unsatisfied(#[from] Unsatisfied),
    /// The circuit gives no assignment.
    #[error(transparent)]
    Synthesis(#[from] SynthesisFailure),
    /// The proof could not be made.
    #[error(transparent)]
    Proof(#[from] groth16::ProveError),
}

/// A proof, and the assignment it was made from.
#[derive(Clone)]
pub struct Proved {
    /// What the verifier gets.
    pub evidence: Evidence,
    /// What opens the lines one by one, if the keys are made for that. Secret.
    pub lines: Option<LineOpenings>,
    assignment: Assignment<Fr>,
}

impl Proved {
    /// The witness as an iden3 `.wtns` file. Secret: it holds the market and the allocation.
    pub fn witness(&self) -> Vec<u8> {
        iden3::wtns(&self.assignment)
    }
}

impl core::fmt::Debug for Proved {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.debug_struct("Proved").field("evidence", &self.evidence).finish_non_exhaustive()
    }
}

impl ComplianceProver<'_> {
    /// Proves, for a context, that an allocation keeps the rules of the market that the opening's commitment is to. The allocation is committed to
    /// with fresh blinding. The relation is checked first, and the proof verified before it is handed out.
    ///
    /// # Errors
    /// [`ProveError`].
    pub fn prove(
        &self,
        market: &Market,
        opening: &Opening,
        checked: &Checked,
        context: &Context,
        randomness: &mut impl Randomness,
    ) -> Result<Proved, ProveError> {
        let Stated::Compliance(statement) = &self.keys.stated else {
            return Err(ProveError::OtherClaim(self.keys.claim()));
        };
        let witness = witness(self.keys, market, opening, checked, randomness)?;
        let public = statement.public(context.element(&statement.poseidon), &witness);
        opens(opening, public.policy)?;
        let lines = LineOpenings::of(statement, market, &witness, public.items);
        prove(self.keys, statement, public, witness, lines, randomness)
    }
}

/// The tables of a market and the lines of an allocation, under fresh blinding.
pub(super) fn witness(
    keys: &Keys,
    market: &Market,
    opening: &Opening,
    checked: &Checked,
    randomness: &mut impl Randomness,
) -> Result<ComplianceWitness<Fr>, ProveError> {
    if opening.commitment().circuit() != keys.manifest().circuit {
        return Err(ProveError::OtherCircuit);
    }
    let program = Program::new(market);
    let fitted = Fitted::new(&program, keys.stated.rules().shape())?;
    let allocation = fitted.lines(checked, Blinding::draw(&mut |bytes: &mut [u8]| randomness.fill(bytes)))?;
    Ok(ComplianceWitness { market: fitted.tables(opening.blinding()), allocation })
}

/// The opening's commitment is to this market.
pub(super) fn opens(opening: &Opening, market: Fr) -> Result<(), ProveError> {
    if market == opening.commitment().element {
        Ok(())
    } else {
        Err(ProveError::OtherMarket(opening.market_sha256().to_owned()))
    }
}

/// Checks the relation, then proves it.
pub(super) fn prove<S: Arithmetize<Fr>>(
    keys: &Keys,
    statement: &S,
    public: S::Public,
    witness: S::Witness,
    lines: Option<LineOpenings>,
    randomness: &mut impl Randomness,
) -> Result<Proved, ProveError> {
    statement.holds(&public, &witness)?;
    let assignment = Assignment::of(Circuit::new(statement, public, witness))?;
    let (proof, inputs) = keys.prover.prove_assignment(&assignment, randomness)?;
    let evidence = Evidence { key: keys.verifying_key().clone(), proof, inputs };
    Ok(Proved { evidence, lines, assignment })
}
