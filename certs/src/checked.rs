//! The proof, as a value, that an allocation and its bounds were checked.

use crate::claim::Status;
use crate::format::Certificate;
use crate::program::{Choice, Program};
use apportion_lattice::{MarketHash, OfferIndex, TaskIndex};

/// A claim that the checker accepted. It can be made in no other way, owns what it states, and may be sent anywhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checked {
    market: MarketHash,
    status: Status,
    values: Option<Vec<u128>>,
    bounds: Option<Vec<u128>>,
    assignments: Vec<CheckedAssignment>,
}

/// A task and the run it was given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CheckedAssignment {
    /// The task.
    pub task: TaskIndex,
    /// The offer it runs on.
    pub offer: OfferIndex,
    /// Its start slot.
    pub start: u32,
    /// The price of the whole run, in nMIC.
    pub price_nmic: u64,
}

impl Checked {
    pub(crate) fn new(program: &Program<'_>, certificate: &Certificate, choices: &[Choice]) -> Self {
        let assigned = |(task, &choice)| match choice {
            Choice::Unassigned => None,
            Choice::Assigned { pair, start } => {
                let run = &program.all_pairs().get(pair)?.run;
                Some(CheckedAssignment { task, offer: run.offer, start, price_nmic: run.price })
            }
        };
        Self {
            market: certificate.market,
            status: certificate.claim.status(),
            values: certificate.claim.values().map(<[u128]>::to_vec),
            bounds: certificate.claim.bounds().map(<[u128]>::to_vec),
            assignments: program.tasks().zip(choices).filter_map(assigned).collect(),
        }
    }

    /// Hash of the market that the claim is about.
    pub fn market_hash(&self) -> MarketHash {
        self.market
    }

    /// What was proved.
    pub fn status(&self) -> Status {
        self.status
    }

    /// The allocation's value at each level, if there is an allocation.
    pub fn values(&self) -> Option<&[u128]> {
        self.values.as_deref()
    }

    /// The proved bound at each level, unless the market is infeasible.
    pub fn bounds(&self) -> Option<&[u128]> {
        self.bounds.as_deref()
    }

    /// Who got what and when, in task order.
    pub fn assignments(&self) -> &[CheckedAssignment] {
        &self.assignments
    }
}
