//! How large a market may be, and which limits it may have: what a key is made for.

use super::Objective;
use crate::layout::{BitWidth, element_bits};
use ark_ff::PrimeField;

/// The parameters of a compliance circuit. One key serves every market that fits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shape {
    /// Tasks: one line each.
    pub tasks: usize,
    /// Options, one for every eligible (task, offer) pair.
    pub options: usize,
    /// Slots of the horizon.
    pub slots: u32,
    /// Width of the number of an offer.
    pub offer: BitWidth,
    /// Width of the price of a run.
    pub price: BitWidth,
    /// Widths of the demand for each resource in one slot.
    pub demands: Vec<BitWidth>,
    /// What is counted against which limits.
    pub meters: Vec<Meter>,
    /// Pairs of tasks of which one depends on the other.
    pub dependencies: usize,
    /// What options cost, for proofs that speak of it.
    pub objective: Option<Objective>,
    /// How an allocation is committed to.
    pub lines: LineCommitment,
}

/// How the lines of an allocation are committed to.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum LineCommitment {
    /// All of them in one sponge: the cheapest. None can be shown without the others.
    #[default]
    Sponge,
    /// Each in a leaf of a tree, with the name of its task and payer, which the market's commitment holds too: each can be shown alone.
    Tree,
}

/// Limits on one subject of which no option loads more than one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meter {
    /// What is counted.
    pub subject: Subject,
    /// The limits.
    pub limits: Limits,
}

/// What a meter counts of a run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Subject {
    /// The price, spent in the start slot.
    Price,
    /// The demand for a resource, by number, in every occupied slot.
    Demand(usize),
}

/// The limits of a meter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Limits {
    /// Limits over the whole horizon, by the width of their amounts.
    Horizon(Vec<BitWidth>),
    /// Limits over some slots.
    Slotted(Vec<SlottedLimit>),
}

/// A limit over some slots.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SlottedLimit {
    /// Over which slots.
    pub span: LimitSpan,
    /// Width of the amount.
    pub amount: BitWidth,
}

/// The slots over which a limit counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum LimitSpan {
    /// For every slot e, the slots e - length + 1 to e; before slot 0, prior usage counts.
    Window {
        /// Slots of a window, at least 1.
        length: u32,
        /// Entries of prior usage: in slots -1, -2, ...
        prior: usize,
    },
    /// The slots first to last, both included.
    Interval {
        /// The first slot.
        first: u32,
        /// The last slot.
        last: u32,
    },
}

impl Limits {
    /// The number of limits.
    pub fn len(&self) -> usize {
        match self {
            Self::Horizon(limits) => limits.len(),
            Self::Slotted(limits) => limits.len(),
        }
    }

    /// Whether there is no limit.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Width of the amount of each limit.
    pub(crate) fn widths(&self) -> Vec<BitWidth> {
        match self {
            Self::Horizon(limits) => limits.clone(),
            Self::Slotted(limits) => limits.iter().map(|limit| limit.amount).collect(),
        }
    }

    /// Entries of prior usage of each limit.
    pub(crate) fn priors(&self) -> Vec<usize> {
        match self {
            Self::Horizon(limits) => vec![0; limits.len()],
            Self::Slotted(limits) => limits.iter().map(SlottedLimit::prior).collect(),
        }
    }

    /// Width of the number of a limit within its meter.
    pub(crate) fn number(&self) -> BitWidth {
        BitWidth::of(self.len().saturating_sub(1) as u64)
    }
}

impl SlottedLimit {
    pub(crate) fn prior(&self) -> usize {
        match self.span {
            LimitSpan::Window { prior, .. } => prior,
            LimitSpan::Interval { .. } => 0,
        }
    }
}

impl Shape {
    /// Width of the number of a task. Tasks are numbered from 1, so that an empty option is nobody's.
    pub(crate) fn task(&self) -> BitWidth {
        BitWidth::of(self.tasks as u64)
    }

    /// Width of a slot, a duration, or a distance between slots.
    pub(crate) fn slot(&self) -> BitWidth {
        BitWidth::of(u64::from(self.slots))
    }

    /// Width of the sum of three such numbers.
    pub(crate) fn slot_sum(&self) -> BitWidth {
        BitWidth::new(self.slot().bits() + 2).unwrap_or(self.slot())
    }

    /// Width of a subject.
    pub(crate) fn subject(&self, subject: Subject) -> Option<BitWidth> {
        match subject {
            Subject::Price => Some(self.price),
            Subject::Demand(resource) => self.demands.get(resource).copied(),
        }
    }

    /// Widths of the lanes of an option in their order: task, offer, price, demands, duration, first start, last start, then for each
    /// meter whether the option counts and in which limit, and, with an objective, the rest of the cost.
    pub(crate) fn option_widths(&self) -> Vec<BitWidth> {
        let mut widths = vec![self.task(), self.offer, self.price];
        widths.extend(&self.demands);
        widths.extend([self.slot(), self.slot(), self.slot_sum()]);
        widths.extend(self.meters.iter().flat_map(|meter| [BitWidth::of(1), meter.limits.number()]));
        widths.extend(self.objective.map(|objective| objective.rest));
        widths
    }

    /// The numbers that name this shape in hashes.
    pub(crate) fn numbers(&self) -> Vec<u64> {
        let width = |width: &BitWidth| u64::from(width.bits());
        let mut numbers = vec![self.tasks as u64, self.options as u64, u64::from(self.slots), self.dependencies as u64];
        numbers.extend([width(&self.offer), width(&self.price), self.demands.len() as u64]);
        numbers.extend(self.demands.iter().map(width));
        numbers.extend(meter_numbers(&self.meters));
        numbers.extend(self.objective.iter().flat_map(Objective::numbers));
        if self.lines == LineCommitment::Tree {
            numbers.push(TREE);
        }
        numbers
    }
}

/// The numbers that name meters in hashes: how many, then for each its subject and its limits.
pub(crate) fn meter_numbers(meters: &[Meter]) -> Vec<u64> {
    let width = |width: &BitWidth| u64::from(width.bits());
    let mut numbers = vec![meters.len() as u64];
    for meter in meters {
        numbers.push(match meter.subject {
            Subject::Price => 0,
            Subject::Demand(resource) => 1 + resource as u64,
        });
        match &meter.limits {
            Limits::Horizon(limits) => {
                numbers.extend([0, limits.len() as u64]);
                numbers.extend(limits.iter().map(width));
            }
            Limits::Slotted(limits) => {
                numbers.extend([1, limits.len() as u64]);
                for limit in limits {
                    let (kind, from, to) = match limit.span {
                        LimitSpan::Window { length, prior } => (0, u64::from(length), prior as u64),
                        LimitSpan::Interval { first, last } => (1, u64::from(first), u64::from(last)),
                    };
                    numbers.extend([kind, from, to, width(&limit.amount)]);
                }
            }
        }
    }
    numbers
}

/// The number that stands for [`LineCommitment::Tree`].
pub(super) const TREE: u64 = 1;

/// Where each lane of an option lies: in which element and from which bit on. No lane straddles elements.
pub(crate) fn places<F: PrimeField>(widths: &[BitWidth]) -> (Vec<(usize, u32)>, usize) {
    let (mut element, mut bit) = (0, 0);
    let mut places = Vec::with_capacity(widths.len());
    for width in widths {
        if bit + width.bits() > element_bits::<F>() as u32 {
            (element, bit) = (element + 1, 0);
        }
        places.push((element, bit));
        bit += width.bits();
    }
    (places, element + 1)
}
