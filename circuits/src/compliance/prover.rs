use super::{Claim, Evidence, Groth16, Keys, LineOpenings, Opening, ProvingBackend, Stated};
use crate::Randomness;
use crate::commitment::{Blinding, Context};
use crate::format::iden3;
use crate::gadgets::Arithmetize;
use crate::statement::compliance::{ComplianceWitness, FitError, Fitted};
use crate::statement::{Statement, Unsatisfied};
use apportion_certs::Checked;
use apportion_certs::program::Program;
use apportion_lattice::Market;

/// A prover of `compliance` under some keys.
pub fn compliance<B: ProvingBackend>(keys: &Keys<B>) -> ComplianceProver<'_, B> {
    ComplianceProver { keys }
}

/// Proves that checked allocations keep the rules of a committed market.
#[derive(Clone, Copy, Debug)]
pub struct ComplianceProver<'k, B: ProvingBackend = Groth16> {
    keys: &'k Keys<B>,
}

/// Why nothing was proved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProveError<B: ProvingBackend = Groth16> {
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
    /// The proof could not be made.
    #[error(transparent)]
    Proof(B::Failure),
}

/// A proof, and the assignment it was made from.
#[derive(Clone)]
pub struct Proved<B: ProvingBackend = Groth16> {
    /// What the verifier gets.
    pub evidence: Evidence<B>,
    /// What opens the lines one by one, if the keys are made for that. Secret.
    pub lines: Option<LineOpenings<B>>,
    trace: B::Trace,
}

impl Proved {
    /// The witness as an iden3 `.wtns` file. Secret: it holds the market and the allocation.
    pub fn witness(&self) -> Vec<u8> {
        iden3::wtns(&self.trace)
    }
}

impl<B: ProvingBackend> core::fmt::Debug for Proved<B> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.debug_struct("Proved").field("evidence", &self.evidence).finish_non_exhaustive()
    }
}

impl<B: ProvingBackend> ComplianceProver<'_, B> {
    /// Proves, for a context, that an allocation keeps the rules of the market that the opening's commitment is to. The allocation is committed to
    /// with fresh blinding. The relation is checked first, and the proof verified before it is handed out.
    ///
    /// # Errors
    /// [`ProveError`].
    pub fn prove(
        &self,
        market: &Market,
        opening: &Opening<B>,
        checked: &Checked,
        context: &Context,
        randomness: &mut impl Randomness,
    ) -> Result<Proved<B>, ProveError<B>> {
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
pub(super) fn witness<B: ProvingBackend>(
    keys: &Keys<B>,
    market: &Market,
    opening: &Opening<B>,
    checked: &Checked,
    randomness: &mut impl Randomness,
) -> Result<ComplianceWitness<B::Field>, ProveError<B>> {
    if opening.commitment().circuit() != B::circuit(keys.manifest()) {
        return Err(ProveError::OtherCircuit);
    }
    let program = Program::new(market);
    let fitted = Fitted::new(&program, keys.stated.rules().shape())?;
    let allocation = fitted.lines(checked, Blinding::draw(&mut |bytes: &mut [u8]| randomness.fill(bytes)))?;
    Ok(ComplianceWitness { market: fitted.tables(opening.blinding()), allocation })
}

/// The opening's commitment is to this market.
pub(super) fn opens<B: ProvingBackend>(opening: &Opening<B>, market: B::Field) -> Result<(), ProveError<B>> {
    if market == opening.commitment().element {
        Ok(())
    } else {
        Err(ProveError::OtherMarket(opening.market_sha256().to_owned()))
    }
}

/// Checks the relation, then proves it.
pub(super) fn prove<B: ProvingBackend, S: Arithmetize<B::Field>>(
    keys: &Keys<B>,
    statement: &S,
    public: S::Public,
    witness: S::Witness,
    lines: Option<LineOpenings<B>>,
    randomness: &mut impl Randomness,
) -> Result<Proved<B>, ProveError<B>> {
    statement.holds(&public, &witness)?;
    let (evidence, trace) =
        B::prove(&keys.prover, statement, public, witness, randomness).map_err(ProveError::Proof)?;
    Ok(Proved { evidence, lines, trace })
}
