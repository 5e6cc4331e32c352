//! The compact certificate as plain data and its canonical bytes (`docs/format.md`).

mod decode;
mod encode;
mod varint;

pub use decode::{FormatError, Section};

use crate::claim::Claim;
use crate::program::{Knapsacks, Lemma, Multipliers};
use apportion_lattice::{Market, MarketHash, TaskIndex};

pub(crate) const MAGIC: [u8; 4] = *b"APC\x01";
/// Multipliers are below 2 to this power.
pub(crate) const MULTIPLIER_BITS: u32 = 120;
/// The weight of the objective is at most 2 to this power.
pub(crate) const WEIGHT_EXPONENT_MAX: u8 = 62;
/// Values and bounds are below 2 to this power.
pub(crate) const VALUE_BITS: u32 = 96;
/// Coefficients of lemmas are below 2 to this power.
pub(crate) const COEFFICIENT_BITS: u32 = 63;

/// A claim about a market with its proof, as written by a solver; nothing in it is to be believed before [`check`](crate::check()).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Certificate {
    /// The market that the claim is about.
    pub market: MarketHash,
    /// What is claimed.
    pub claim: Claim,
    /// Combinations of rows, in order of first use.
    pub pool: Vec<Multipliers>,
    /// Derived rows, each from rows of the market and earlier ones.
    pub lemmas: Vec<Lemma>,
    /// Relaxations that keep rows, in order of first use.
    pub knapsacks: Vec<Knapsacks>,
    /// One proof tree per level, empty where the bound is 0; a single tree for an infeasible market.
    pub proofs: Vec<Vec<Node>>,
}

/// A step of a proof tree, in preorder.
///
/// A node speaks of the allocations that choose, for every task, one of the options that remain there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Node {
    /// No such allocation is better than claimed: the relaxed cost under a pool entry says so. A leaf.
    Bound(u32),
    /// The same by an entry of the knapsack pool. A leaf.
    Knapsack(u32),
    /// One child for each remaining offer of the task, and one for staying unassigned if that remains.
    SplitOffers(TaskIndex),
    /// The remaining options of the task are cut before each of these option numbers; one child for each part.
    SplitAt(TaskIndex, Box<[u64]>),
    /// The tasks split on the way here exceed this row whichever remaining options they take. A leaf.
    Overload(u64),
    /// The task has no option at all. A leaf.
    Exhausted(TaskIndex),
    /// Every offer of a task (or staying unassigned) that alone would make [`Node::Bound`] with this entry hold is removed; one child.
    Reduce(u32),
    /// The same removal by an entry of the knapsack pool; a leaf if a task is left without options.
    KnapsackReduce(u32),
    /// Two children: the task is left with the group (an offer's options, or staying unassigned) of which this option is the first that
    /// remains, or without it.
    Isolate(TaskIndex, u64),
}

impl Node {
    /// The pool entry that a step uses.
    pub(crate) fn pool_entry(&self) -> Option<u32> {
        match *self {
            Self::Bound(entry) | Self::Reduce(entry) => Some(entry),
            _ => None,
        }
    }

    /// The entry of the knapsack pool that a step uses.
    pub(crate) fn knapsack_entry(&self) -> Option<u32> {
        match *self {
            Self::Knapsack(entry) | Self::KnapsackReduce(entry) => Some(entry),
            _ => None,
        }
    }
}

impl Certificate {
    /// A claim whose bounds are 0, which needs no proof.
    pub fn without_proof(market: &Market, claim: Claim) -> Self {
        Self {
            market: market.hash(),
            claim,
            pool: Vec::new(),
            lemmas: Vec::new(),
            knapsacks: Vec::new(),
            proofs: vec![Vec::new(); market.levels().len()],
        }
    }

    /// Decodes canonical bytes; the inverse of [`Certificate::to_bytes`].
    ///
    /// O(bytes) time and memory.
    ///
    /// # Errors
    /// What is wrong and at which byte, if these are not the canonical bytes of a certificate.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FormatError> {
        decode::certificate(bytes)
    }

    /// The canonical bytes.
    ///
    /// Lists that have to ascend are sorted, and what one of them says twice of an index is added up. Nothing else is mended: numbers out of range
    /// and empty lists are written as they stand, and [`Certificate::from_bytes`] refuses the result.
    pub fn to_bytes(&self) -> Vec<u8> {
        encode::certificate(self)
    }
}
