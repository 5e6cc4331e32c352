//! `near-optimality`: `compliance`, and the allocation costs at most a stated part more than a lower bound of every allocation's cost.
//!
//! - Cost: the value at the first level of the market's objective, from the options that the lines name and from the committed costs of
//!   unassigned tasks.
//! - Bound: the Lagrangian bound of [`Relaxation`] at multipliers that the prover chooses. Any of them give a valid bound: bad ones only make
//!   the statement unprovable.
//! - `cost x 10^6 <= bound x (10^6 + epsilon)`, over the integers. A negative bound proves nothing, and a bound of 0 proves a cost of 0 only.

mod relaxation;

pub use relaxation::{Choice, Limit, Multipliers, Relaxation};

use super::compliance::{Compliance, ComplianceWitness, Line, Lines, MarketTables, NOT_COVERED, Pricing, Shape};
use super::{Committed, ParameterError, PolicyPublic, PublicInputs, Statement, Unsatisfied};
use crate::poseidon::Poseidon;
use ark_ff::PrimeField;

/// The statement "the allocation keeps the rules of the market, and is nearly the best".
#[derive(Clone, Debug)]
pub struct NearOptimality<F: PrimeField> {
    pub(crate) rules: Compliance<F>,
    pub(crate) pricing: Pricing,
}

/// Public inputs of [`NearOptimality`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NearOptimalityPublic<F> {
    /// Context, allocation and market, as in [`Compliance`].
    pub rules: PolicyPublic<F>,
    /// By how many millionths of the bound the cost may exceed it.
    pub epsilon_ppm: u32,
}

/// Witness of [`NearOptimality`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NearOptimalityWitness<F> {
    /// Market and allocation.
    pub rules: ComplianceWitness<F>,
    /// Multipliers of the market's limits.
    pub multipliers: Multipliers,
    /// What is published.
    pub epsilon_ppm: u32,
}

/// What this version of `near-optimality` does not prove.
pub const NOT_COVERED_NEAR_OPTIMALITY: &[&str] = &[
    "that a better allocation exists or does not: the cost is compared with a lower bound, which may lie below the best cost",
    "levels of the objective after the first",
    "in the bound: dependencies, limits over intervals for runs that can leave them, and in which slots limits over windows are used; the bound is \
     lower for it",
    NOT_COVERED[1],
    NOT_COVERED[2],
];

/// One million: all parts of a whole.
const PPM_ONE: i128 = 1_000_000;

impl<F: PrimeField> NearOptimality<F> {
    /// The statement for a shape with an objective.
    ///
    /// # Errors
    /// [`ParameterError`]; without an objective, or if costs, amounts or numbers are so large that the bound takes more than 126 bits.
    pub fn new(poseidon: Poseidon<F>, shape: Shape) -> Result<Self, ParameterError> {
        let rules = Compliance::of(poseidon, shape)?;
        let pricing = Pricing::new(rules.shape())?;
        Ok(Self { rules, pricing })
    }

    /// The shape.
    pub fn shape(&self) -> &Shape {
        self.rules.shape()
    }

    /// The relaxation of a market.
    ///
    /// # Errors
    /// If the tables are not of the shape's size or an option is one of no task.
    pub fn relaxation(&self, market: &MarketTables<F>) -> Result<Relaxation, Unsatisfied> {
        market.check(self.shape())?;
        Relaxation::new(self.shape(), &self.pricing, market)
    }

    /// What an allocation costs at the first level of the objective.
    pub fn cost(&self, market: &MarketTables<F>, allocation: &Lines<F>) -> u128 {
        let objective = &self.pricing.objective;
        let of = |(line, &unassigned): (&Line, &u64)| match line {
            None => u128::from(unassigned),
            Some(assigned) => {
                let end = u128::from(assigned.start) + u128::from(assigned.option.duration);
                let price = u128::from(objective.price_weight) * u128::from(assigned.option.price);
                price + u128::from(objective.end_weight) * end + u128::from(assigned.option.rest)
            }
        };
        allocation.lines.iter().zip(&market.unassigned).map(of).sum()
    }

    fn check_cost(&self, epsilon_ppm: u32, witness: &NearOptimalityWitness<F>) -> Result<(), Unsatisfied> {
        let ComplianceWitness { market, allocation } = &witness.rules;
        let relaxation = self.relaxation(market)?;
        let bound = relaxation.bound(&witness.multipliers).ok_or(Unsatisfied::Multipliers)?;
        let (cost, scale_bits) = (self.cost(market, allocation), self.pricing.scale);
        let allowed = bound * (PPM_ONE + i128::from(epsilon_ppm));
        if allowed >= ((cost as i128) << scale_bits) * PPM_ONE {
            return Ok(());
        }
        let reachable_ppm = least_epsilon(cost, bound, scale_bits);
        let bound = bound >> scale_bits;
        Err(Unsatisfied::TooFarFromBound { cost, bound, epsilon_ppm, reachable_ppm })
    }
}

/// The least epsilon that a bound, times `2^scale_bits`, proves for a cost; none if no epsilon below 2^32 does.
fn least_epsilon(cost: u128, bound: i128, scale_bits: u32) -> Option<u32> {
    let scaled = ((cost as i128) << scale_bits) * PPM_ONE;
    match bound {
        _ if scaled == 0 && bound >= 0 => Some(0),
        1.. => u32::try_from(((scaled + bound - 1) / bound - PPM_ONE).max(0)).ok(),
        _ => None,
    }
}

impl<F: PrimeField> PublicInputs<F> for NearOptimalityPublic<F> {
    fn inputs(&self) -> Vec<F> {
        let mut inputs = self.rules.inputs();
        inputs.push(F::from(self.epsilon_ppm));
        inputs
    }
}

impl<F: PrimeField> Statement<F> for NearOptimality<F> {
    type Public = NearOptimalityPublic<F>;
    type Witness = NearOptimalityWitness<F>;

    const NAME: &'static str = "near-optimality";

    fn parameters(&self) -> Vec<u64> {
        self.rules.parameters()
    }

    fn public(&self, context: F, witness: &NearOptimalityWitness<F>) -> NearOptimalityPublic<F> {
        NearOptimalityPublic { rules: self.rules.public(context, &witness.rules), epsilon_ppm: witness.epsilon_ppm }
    }

    fn holds(&self, public: &NearOptimalityPublic<F>, witness: &NearOptimalityWitness<F>) -> Result<(), Unsatisfied> {
        self.rules.check_rules(&witness.rules)?;
        self.check_cost(public.epsilon_ppm, witness)?;
        public.rules.check(&self.rules.public(public.rules.context, &witness.rules), Committed::Market)
    }

    fn blank(&self) -> NearOptimalityWitness<F> {
        let multipliers = Multipliers(self.pricing.limits.iter().map(|limits| vec![0; limits.len()]).collect());
        NearOptimalityWitness { rules: self.rules.blank(), multipliers, epsilon_ppm: 0 }
    }
}
