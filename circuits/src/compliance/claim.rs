//! What can be claimed of a whole allocation, and the circuit of each claim.

#[cfg(feature = "prove")]
use super::keys::describe;
use super::{Backend, OtherStatement, parameters};
#[cfg(feature = "prove")]
use crate::groth16::Description;
use crate::poseidon::Poseidon;
use crate::statement::compliance::{LineCommitment, NOT_COVERED, Shape};
use crate::statement::near_optimality::NOT_COVERED_NEAR_OPTIMALITY;
use crate::statement::{Compliance, NearOptimality, ParameterError, Statement};
#[cfg(feature = "prove")]
use apportion_certs::program::Program;
#[cfg(feature = "prove")]
use apportion_lattice::Market;
use ark_bn254::Fr;
use ark_ff::PrimeField;

/// A claim about an allocation of a committed market.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claim {
    /// It keeps the rules.
    Compliance,
    /// It keeps the rules, and costs little more than a lower bound of what any such allocation costs.
    NearOptimality,
}

/// What keys are made for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Purpose {
    /// What is claimed of allocations.
    pub claim: Claim,
    /// How allocations are committed to: whether their lines can be shown one by one.
    pub lines: LineCommitment,
}

impl From<Claim> for Purpose {
    fn from(claim: Claim) -> Self {
        Self { claim, lines: LineCommitment::default() }
    }
}

impl Claim {
    /// The name of the statement, as manifests and commitments have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Compliance => <Compliance<Fr> as Statement<Fr>>::NAME,
            Self::NearOptimality => <NearOptimality<Fr> as Statement<Fr>>::NAME,
        }
    }

    /// The claim that has a name.
    pub fn of_name(name: &str) -> Option<Self> {
        [Self::Compliance, Self::NearOptimality].into_iter().find(|claim| claim.name() == name)
    }

    /// Names of the public inputs, in order.
    pub const fn public_inputs(self) -> &'static [&'static str] {
        const NAMES: [&str; 4] = ["context", "allocation", "market", "epsilon_ppm"];
        match self {
            Self::Compliance => NAMES.split_at(3).0,
            Self::NearOptimality => &NAMES,
        }
    }

    /// What proofs of it do not say.
    pub const fn not_covered(self) -> &'static [&'static str] {
        match self {
            Self::Compliance => NOT_COVERED,
            Self::NearOptimality => NOT_COVERED_NEAR_OPTIMALITY,
        }
    }
}

/// The statement of a claim for some shape.
#[derive(Clone, Debug)]
pub(super) enum Stated<F: PrimeField> {
    Compliance(Compliance<F>),
    NearOptimality(NearOptimality<F>),
}

/// Does the same with the statement of every claim.
#[cfg(feature = "prove")]
macro_rules! with_statement {
    ($stated:expr, $statement:ident => $body:expr) => {
        match $stated {
            $crate::compliance::Stated::Compliance($statement) => $body,
            $crate::compliance::Stated::NearOptimality($statement) => $body,
        }
    };
}
#[cfg(feature = "prove")]
pub(super) use with_statement;

impl<F: PrimeField> Stated<F> {
    fn new(claim: Claim, poseidon: Poseidon<F>, shape: Shape) -> Result<Self, ParameterError> {
        Ok(match claim {
            Claim::Compliance => Self::Compliance(Compliance::new(poseidon, shape)?),
            Claim::NearOptimality => Self::NearOptimality(NearOptimality::new(poseidon, shape)?),
        })
    }

    /// For markets of the size of this one.
    #[cfg(feature = "prove")]
    pub(super) fn of_market<B: Backend<Field = F>>(
        Purpose { claim, lines }: Purpose,
        market: &Market,
    ) -> Result<Self, ParameterError> {
        let program = Program::new(market);
        let shape = match claim {
            Claim::Compliance => Shape::of(&program),
            Claim::NearOptimality => Shape::with_objective(&program),
        };
        Self::new(claim, B::poseidon(), Shape { lines, ..shape })
    }

    /// What a manifest's keys are for.
    pub(super) fn of_manifest<B: Backend<Field = F>>(manifest: &B::Manifest) -> Result<Self, OtherStatement> {
        let (found, parameters) = B::statement(manifest);
        let claim = Claim::of_name(found).ok_or_else(|| OtherStatement::Statement {
            expected: "compliance or near-optimality",
            found: found.to_owned(),
        })?;
        Ok(Self::new(claim, B::poseidon(), parameters::read(parameters, B::size(manifest))?)?)
    }

    pub(super) const fn claim(&self) -> Claim {
        match self {
            Self::Compliance(_) => Claim::Compliance,
            Self::NearOptimality(_) => Claim::NearOptimality,
        }
    }

    /// The part that every claim has.
    pub(super) const fn rules(&self) -> &Compliance<F> {
        match self {
            Self::Compliance(rules) => rules,
            Self::NearOptimality(statement) => &statement.rules,
        }
    }

    /// What its keys are for, as manifests say it.
    #[cfg(feature = "prove")]
    pub(super) fn describe(&self) -> Description {
        let claim = self.claim();
        let parameters = parameters::write(self.rules().shape());
        describe(claim.name(), parameters, claim.public_inputs(), claim.not_covered())
    }
}
