//! `compliance`: a whole allocation keeps the rules of a committed market.
//!
//! - Completeness: one line a task, in the market's order, unassigned ones included. Nothing can be dropped or doubled.
//! - Truth: what an assigned line says (offer, price, demands, duration, range of starts, limits that it counts in) is an option of the
//!   market, and its start lies in the range.
//! - Rules: capacities, totals, budgets and every other limit, over the horizon, intervals or sliding windows; required tasks; needs and
//!   after. Permissions, qualities and everything else that decides eligibility are in the options: what is not eligible is not there.

mod leaf;
mod line;
mod market;
mod numbers;
mod objective;
mod relation;
mod shape;
mod tables;

pub use leaf::Name;
pub(crate) use leaf::leaf;
pub(crate) use line::packed;
pub use line::{Assigned, Line, Lines};
pub use market::{FitError, Fitted};
pub(crate) use market::{Places, StatedLimit, fitting, meters, room, tier, tier_width};
pub use numbers::ShapeError;
pub use objective::Objective;
pub(crate) use objective::{PricedLimit, Pricing};
pub use shape::{LimitSpan, Limits, LineCommitment, Meter, Shape, SlottedLimit, Subject};
pub(crate) use shape::{meter_numbers, places};
pub use tables::{Dependency, MarketTables, OptionRow};

use super::parameter::{ParameterError, fits, narrow, positive};
use super::{Committed, PolicyPublic, Statement, Unsatisfied};
use crate::commitment::Blinding;
use crate::layout::BitWidth;
use crate::poseidon::Poseidon;
use ark_ff::PrimeField;

/// The statement "the allocation keeps the rules of the market". The public items are the lines, the public policy is the market.
#[derive(Clone, Debug)]
pub struct Compliance<F: PrimeField> {
    pub(crate) poseidon: Poseidon<F>,
    pub(crate) shape: Shape,
}

/// Witness of [`Compliance`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ComplianceWitness<F> {
    /// The market.
    pub market: MarketTables<F>,
    /// The allocation.
    pub allocation: Lines<F>,
}

/// What this version of `compliance` does not prove. It goes into the manifest of every key.
pub const NOT_COVERED: &[&str] = &[
    "that the allocation is good: objective, bound and status are not part of the statement",
    "that the committed tables are those of a market file: whoever holds the file and the opening recomputes the commitment",
    "who pays for a task, labels, qualities and permits, other than through the options and limits that the market gives rise to",
];

/// Width of the largest horizon. The sum of a start and a duration stays below 2^32.
const SLOT_BITS: u32 = 30;

impl<F: PrimeField> Compliance<F> {
    /// The statement for a shape.
    pub fn new(poseidon: Poseidon<F>, shape: Shape) -> Result<Self, ParameterError> {
        match shape.objective {
            None => Self::of(poseidon, shape),
            Some(_) => Err(ParameterError::Unknown { what: "an objective of compliance" }),
        }
    }

    /// The statement for a shape with or without an objective.
    pub(super) fn of(poseidon: Poseidon<F>, shape: Shape) -> Result<Self, ParameterError> {
        positive("the number of tasks", shape.tasks)?;
        positive("the number of slots", shape.slots as usize)?;
        if shape.slot().bits() > SLOT_BITS {
            return Err(ParameterError::TooWide { what: "slot", bits: shape.slot().bits() });
        }
        narrow("offer", shape.offer)?;
        narrow("price", shape.price)?;
        shape.demands.iter().try_for_each(|&width| narrow("demand", width))?;
        let counted = BitWidth::of(shape.tasks as u64).bits() + 2 * shape.slot().bits() + 4;
        for meter in &shape.meters {
            let subject =
                shape.subject(meter.subject).ok_or(ParameterError::Unknown { what: "the subject of a meter" })?;
            if meter.limits.is_empty() {
                return Err(ParameterError::Zero { what: "the number of limits of a meter" });
            }
            for width in meter.limits.widths() {
                narrow("limit", width)?;
                fits::<F>(counted + subject.bits().max(width.bits()))?;
            }
            if let Limits::Slotted(limits) = &meter.limits {
                limits.iter().try_for_each(|limit| limit.check(shape.slots))?;
            }
        }
        Ok(Self { poseidon, shape })
    }

    /// Everything but the commitments.
    pub(super) fn check_rules(&self, witness: &ComplianceWitness<F>) -> Result<(), Unsatisfied> {
        witness.market.check(&self.shape)?;
        relation::check(&self.shape, witness)
    }

    /// The shape.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }
}

impl SlottedLimit {
    fn check(&self, slots: u32) -> Result<(), ParameterError> {
        match self.span {
            LimitSpan::Window { length, .. } => positive("the length of a window", length as usize),
            LimitSpan::Interval { first, last } if first > last || last >= slots => {
                Err(ParameterError::Unknown { what: "a slot of an interval" })
            }
            LimitSpan::Interval { .. } => Ok(()),
        }
    }
}

impl<F: PrimeField> Statement<F> for Compliance<F> {
    type Public = PolicyPublic<F>;
    type Witness = ComplianceWitness<F>;

    const NAME: &'static str = "compliance";

    fn parameters(&self) -> Vec<u64> {
        self.shape.numbers()
    }

    fn public(&self, context: F, witness: &ComplianceWitness<F>) -> PolicyPublic<F> {
        let items = witness.allocation.commitment(&self.poseidon, &self.shape, &witness.market);
        let policy = witness.market.commitment(&self.poseidon, &self.shape);
        PolicyPublic { context, items, policy }
    }

    fn holds(&self, public: &PolicyPublic<F>, witness: &ComplianceWitness<F>) -> Result<(), Unsatisfied> {
        self.check_rules(witness)?;
        public.check(&self.public(public.context, witness), Committed::Market)
    }

    fn blank(&self) -> ComplianceWitness<F> {
        let lines = vec![None; self.shape.tasks];
        let allocation = Lines { lines, blinding: Blinding::from_element(F::ZERO) };
        ComplianceWitness { market: MarketTables::blank(&self.shape), allocation }
    }
}
