//! What can be claimed of a whole allocation, and the circuit of each claim.

use super::{OtherStatement, parameters};
#[cfg(feature = "prove")]
use crate::Randomness;
use crate::groth16::Manifest;
#[cfg(feature = "prove")]
use crate::groth16::{Constraints, ProvingKey, SetupError, SynthesisFailure, setup};
use crate::poseidon::Poseidon;
#[cfg(feature = "prove")]
use crate::r1cs::Circuit;
use crate::statement::compliance::{NOT_COVERED, Shape};
use crate::statement::near_optimality::NOT_COVERED_NEAR_OPTIMALITY;
use crate::statement::{Compliance, NearOptimality, ParameterError, Statement};
use apportion_certs::program::Program;
use apportion_lattice::Market;
use ark_bn254::Fr;

/// A claim about an allocation of a committed market.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claim {
    /// It keeps the rules.
    Compliance,
    /// It keeps the rules, and costs little more than a lower bound of what any such allocation costs.
    NearOptimality,
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
pub(super) enum Stated {
    Compliance(Compliance<Fr>),
    NearOptimality(NearOptimality<Fr>),
}

impl Stated {
    fn new(claim: Claim, shape: Shape) -> Result<Self, ParameterError> {
        let poseidon = Poseidon::default();
        Ok(match claim {
            Claim::Compliance => Self::Compliance(Compliance::new(poseidon, shape)?),
            Claim::NearOptimality => Self::NearOptimality(NearOptimality::new(poseidon, shape)?),
        })
    }

    /// For markets of the size of this one.
    pub(super) fn of_market(claim: Claim, market: &Market) -> Result<Self, ParameterError> {
        let program = Program::new(market);
        let shape = match claim {
            Claim::Compliance => Shape::of(&program),
            Claim::NearOptimality => Shape::with_objective(&program),
        };
        Self::new(claim, shape)
    }

    /// What a manifest's keys are for.
    pub(super) fn of_manifest(manifest: &Manifest) -> Result<Self, OtherStatement> {
        let found = &manifest.statement;
        let claim = Claim::of_name(found).ok_or_else(|| OtherStatement::Statement { found: found.clone() })?;
        Ok(Self::new(claim, parameters::read(&manifest.parameters)?)?)
    }

    pub(super) const fn claim(&self) -> Claim {
        match self {
            Self::Compliance(_) => Claim::Compliance,
            Self::NearOptimality(_) => Claim::NearOptimality,
        }
    }

    /// The part that every claim has.
    pub(super) const fn rules(&self) -> &Compliance<Fr> {
        match self {
            Self::Compliance(rules) => rules,
            Self::NearOptimality(statement) => &statement.rules,
        }
    }

    #[cfg(feature = "prove")]
    pub(super) fn constraints(&self) -> Result<Constraints<Fr>, SynthesisFailure> {
        match self {
            Self::Compliance(statement) => Constraints::of(Circuit::blank(statement)),
            Self::NearOptimality(statement) => Constraints::of(Circuit::blank(statement)),
        }
    }

    #[cfg(feature = "prove")]
    pub(super) fn setup(&self, randomness: &mut impl Randomness) -> Result<ProvingKey, SetupError> {
        match self {
            Self::Compliance(statement) => setup(Circuit::blank(statement), randomness),
            Self::NearOptimality(statement) => setup(Circuit::blank(statement), randomness),
        }
    }
}
