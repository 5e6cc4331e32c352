//! Decoding of certificates: one pass, no allocation beyond the length of the input, nothing accepted that `to_bytes` would not write.

use super::varint::{self, VarintError};
use super::{COEFFICIENT_BITS, Certificate, MAGIC, MULTIPLIER_BITS, Node, VALUE_BITS, WEIGHT_EXPONENT_MAX};
use crate::claim::{Claim, Status};
use crate::program::{Knapsacks, Lemma, Multipliers, ObjectiveWeight, RowIndex};
use apportion_lattice::{MarketHash, TaskIndex};

/// First byte of each kind of node; from [`FIRST_BOUND`](code::FIRST_BOUND) on, a bound by the pool entry of that number.
pub(super) mod code {
    pub(in crate::format) const SPLIT_OFFERS: u8 = 0;
    pub(in crate::format) const SPLIT_AT: u8 = 1;
    pub(in crate::format) const OVERLOAD: u8 = 2;
    pub(in crate::format) const EXHAUSTED: u8 = 3;
    pub(in crate::format) const REDUCE: u8 = 4;
    pub(in crate::format) const KNAPSACK: u8 = 5;
    pub(in crate::format) const KNAPSACK_REDUCE: u8 = 6;
    pub(in crate::format) const ISOLATE: u8 = 7;
    pub(in crate::format) const FIRST_BOUND: u8 = 16;
}

/// The sections of a certificate, in order of their tags. Task multipliers are reserved for later rules.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Section {
    /// What is claimed; required.
    Claim,
    /// Combinations of rows; absent if none is used.
    Pool,
    /// Proof trees; required.
    Proofs,
    /// Derived rows; absent if there are none.
    Lemmas,
    /// Multipliers of tasks (reserved).
    TaskMultipliers,
    /// Relaxations that keep rows; absent if none is used.
    Knapsacks,
}

impl Section {
    pub(super) fn tag(self) -> u8 {
        match self {
            Self::Claim => 1,
            Self::Pool => 2,
            Self::Proofs => 3,
            Self::Lemmas => 4,
            Self::TaskMultipliers => 5,
            Self::Knapsacks => 6,
        }
    }

    fn of_tag(tag: u64) -> Option<Self> {
        let all = [Self::Claim, Self::Pool, Self::Proofs, Self::Lemmas, Self::TaskMultipliers, Self::Knapsacks];
        all.into_iter().find(|section| u64::from(section.tag()) == tag)
    }
}

/// Why bytes are not the canonical bytes of a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FormatError {
    /// The first four bytes are not those of a certificate of version 1.
    #[error("not a certificate of version 1: it does not begin with the bytes 41 50 43 01")]
    Magic,
    /// The input ends within a number or a section.
    #[error("the certificate ends too early, at byte {at}")]
    End {
        /// Offset of the unfinished item.
        at: usize,
    },
    /// A number is written with more bytes than it needs.
    #[error("the number at byte {at} is not in its shortest form")]
    Padded {
        /// Offset of the number.
        at: usize,
    },
    /// A number is outside its range.
    #[error("the number at byte {at} is out of range")]
    Range {
        /// Offset of the number.
        at: usize,
    },
    /// A section of a kind that this version defines but does not use.
    #[error("section {section:?} at byte {at} is reserved for a later version")]
    Reserved {
        /// The section.
        section: Section,
        /// Offset of its tag.
        at: usize,
    },
    /// A section with an unknown tag.
    #[error("unknown section tag {tag} at byte {at}")]
    UnknownSection {
        /// The tag.
        tag: u64,
        /// Offset of the tag.
        at: usize,
    },
    /// Sections are missing, repeated or not in ascending order of their tags.
    #[error("section {section:?} is missing, repeated or out of order at byte {at}")]
    SectionOrder {
        /// The section concerned.
        section: Section,
        /// Offset of what stands in its place.
        at: usize,
    },
    /// A section holds more or fewer bytes than its length says.
    #[error("the section ending at byte {at} does not end with its last item")]
    SectionLength {
        /// Offset of the stated end.
        at: usize,
    },
    /// A node of an unknown kind.
    #[error("unknown proof step {code} at byte {at}")]
    UnknownNode {
        /// Its first byte.
        code: u8,
        /// Offset of the node.
        at: usize,
    },
    /// A claim in a form that another status expresses: feasible with bounds equal to the values, or unknown with a later bound.
    #[error("the claim at byte {at} is not in canonical form")]
    Claim {
        /// Offset of the claim.
        at: usize,
    },
}

pub(super) fn certificate(bytes: &[u8]) -> Result<Certificate, FormatError> {
    let mut reader = Reader { bytes, at: 0 };
    if reader.take(MAGIC.len()) != Ok(&MAGIC) {
        return Err(FormatError::Magic);
    }
    let at = reader.at;
    let hash = reader.take(32)?.try_into().map_err(|_| FormatError::End { at })?;
    let claim = reader.section(Section::Claim, claim)?;
    let pool = if reader.next_is(Section::Pool) { reader.section(Section::Pool, pool)? } else { Vec::new() };
    let proofs = reader.section(Section::Proofs, proofs)?;
    let lemmas = if reader.next_is(Section::Lemmas) { reader.section(Section::Lemmas, lemmas)? } else { Vec::new() };
    let knapsacks =
        if reader.next_is(Section::Knapsacks) { reader.section(Section::Knapsacks, knapsacks)? } else { Vec::new() };
    if reader.at < bytes.len() {
        return Err(reader.unexpected(Section::Proofs));
    }
    Ok(Certificate { market: MarketHash::new(hash), claim, pool, lemmas, knapsacks, proofs })
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], FormatError> {
        let end = self.at.checked_add(length).filter(|&end| end <= self.bytes.len());
        let taken = end.and_then(|end| self.bytes.get(self.at..end)).ok_or(FormatError::End { at: self.at })?;
        self.at += length;
        Ok(taken)
    }

    fn number(&mut self, bits: u32) -> Result<u128, FormatError> {
        let at = self.at;
        match varint::read(self.bytes.get(at..).unwrap_or_default(), bits) {
            Ok((value, length)) => {
                self.at += length;
                Ok(value)
            }
            Err(VarintError::End) => Err(FormatError::End { at }),
            Err(VarintError::Padded) => Err(FormatError::Padded { at }),
            Err(VarintError::TooLarge) => Err(FormatError::Range { at }),
        }
    }

    fn number_u64(&mut self) -> Result<u64, FormatError> {
        Ok(self.number(64)? as u64)
    }

    fn number_u32(&mut self) -> Result<u32, FormatError> {
        Ok(self.number(32)? as u32)
    }

    /// A count of items that take at least one byte each, so that it never exceeds what is left.
    fn count(&mut self) -> Result<usize, FormatError> {
        let at = self.at;
        let count = self.number(64)? as u64;
        let left = (self.bytes.len() - self.at) as u64;
        if count <= left { Ok(count as usize) } else { Err(FormatError::End { at }) }
    }

    fn next_is(&self, section: Section) -> bool {
        self.bytes.get(self.at) == Some(&section.tag())
    }

    fn section<T>(
        &mut self,
        section: Section,
        item: impl FnOnce(&mut Reader<'a>) -> Result<T, FormatError>,
    ) -> Result<T, FormatError> {
        if !self.next_is(section) {
            return Err(self.unexpected(section));
        }
        self.at += 1;
        let length = self.count()?;
        let end = self.at + length;
        let mut inner = Reader { bytes: self.bytes.get(..end).ok_or(FormatError::End { at: self.at })?, at: self.at };
        let item = item(&mut inner)?;
        if inner.at != end {
            return Err(FormatError::SectionLength { at: end });
        }
        self.at = end;
        Ok(item)
    }

    /// What to say of the tag at this place, where `expected` (or, after the last section, the end) should be.
    fn unexpected(&mut self, expected: Section) -> FormatError {
        let at = self.at;
        if at == self.bytes.len() {
            return FormatError::SectionOrder { section: expected, at };
        }
        match self.number_u64() {
            Err(error) => error,
            Ok(tag) => match Section::of_tag(tag) {
                None => FormatError::UnknownSection { tag, at },
                Some(section @ Section::TaskMultipliers) => FormatError::Reserved { section, at },
                Some(section) => FormatError::SectionOrder { section, at },
            },
        }
    }
}

fn claim(reader: &mut Reader<'_>) -> Result<Claim, FormatError> {
    let at = reader.at;
    let status = reader.take(1)?.first().and_then(|&code| Status::of_code(code)).ok_or(FormatError::Range { at })?;
    let claim = match status {
        Status::Infeasible => Claim::Infeasible,
        Status::Unknown => {
            let levels = reader.count()?;
            Claim::Unknown { bounds: values(reader, levels)? }
        }
        Status::Optimal | Status::Feasible => {
            let tasks = reader.count()?;
            let options = (0..tasks).map(|_| reader.number_u64()).collect::<Result<_, _>>()?;
            let levels = reader.count()?;
            let values_claimed = values(reader, levels)?;
            if status == Status::Optimal {
                Claim::Optimal { options, values: values_claimed }
            } else {
                Claim::Feasible { options, values: values_claimed, bounds: values(reader, levels)? }
            }
        }
    };
    if claim.is_canonical() { Ok(claim) } else { Err(FormatError::Claim { at }) }
}

fn values(reader: &mut Reader<'_>, count: usize) -> Result<Vec<u128>, FormatError> {
    (0..count).map(|_| reader.number(VALUE_BITS)).collect()
}

fn pool(reader: &mut Reader<'_>) -> Result<Vec<Multipliers>, FormatError> {
    let count = positive_count(reader)?;
    (0..count).map(|_| multipliers(reader)).collect()
}

/// The count of a list that is not empty.
fn positive_count(reader: &mut Reader<'_>) -> Result<usize, FormatError> {
    let at = reader.at;
    let count = reader.count()?;
    if count == 0 { Err(FormatError::Range { at }) } else { Ok(count) }
}

fn multipliers(reader: &mut Reader<'_>) -> Result<Multipliers, FormatError> {
    let at = reader.at;
    let objective = match reader.number(8)? as u8 {
        0 => ObjectiveWeight::Zero,
        weight if weight - 1 <= WEIGHT_EXPONENT_MAX => ObjectiveWeight::PowerOfTwo(weight - 1),
        _ => return Err(FormatError::Range { at }),
    };
    let rows = weighted(reader, 64, MULTIPLIER_BITS)?
        .into_iter()
        .map(|(row, multiplier)| (RowIndex(row), multiplier))
        .collect();
    Ok(Multipliers { objective, rows })
}

fn lemmas(reader: &mut Reader<'_>) -> Result<Vec<Lemma>, FormatError> {
    let lemma = |reader: &mut Reader<'_>| {
        let at = reader.at;
        let multipliers = multipliers(reader)?;
        if multipliers.objective == ObjectiveWeight::Zero {
            return Err(FormatError::Range { at });
        }
        let tasks = (0..positive_count(reader)?).map(|_| listed(reader)).collect::<Result<_, _>>()?;
        Ok(Lemma { multipliers, tasks, bound: reader.number(VALUE_BITS)? })
    };
    (0..positive_count(reader)?).map(|_| lemma(reader)).collect()
}

/// A task of a lemma with its options.
fn listed(reader: &mut Reader<'_>) -> Result<(TaskIndex, Vec<(u64, u64)>), FormatError> {
    let task = TaskIndex::new(reader.number_u32()?);
    let at = reader.at;
    let options = weighted(reader, 64, COEFFICIENT_BITS)?;
    if options.is_empty() {
        return Err(FormatError::Range { at });
    }
    Ok((task, options.into_iter().map(|(option, coefficient)| (option, coefficient as u64)).collect()))
}

fn knapsacks(reader: &mut Reader<'_>) -> Result<Vec<Knapsacks>, FormatError> {
    let count = positive_count(reader)?;
    let entry = |reader: &mut Reader<'_>| {
        let multipliers = multipliers(reader)?;
        let task = |(task, multiplier)| (TaskIndex::new(task as u32), multiplier);
        let tasks = weighted(reader, 32, MULTIPLIER_BITS)?.into_iter().map(task).collect();
        let kept = ascending(reader)?.into_iter().map(RowIndex).collect();
        Ok(Knapsacks { multipliers, tasks, kept })
    };
    (0..count).map(|_| entry(reader)).collect()
}

/// A list of ascending indices below 2^`bits`, each with a multiplier above 0 and below 2^`multiplier_bits`.
fn weighted(reader: &mut Reader<'_>, bits: u32, multiplier_bits: u32) -> Result<Vec<(u64, u128)>, FormatError> {
    let count = reader.count()?;
    let mut next = 0;
    let mut items = Vec::new();
    for _ in 0..count {
        let index = following(reader, &mut next, bits)?;
        let at = reader.at;
        let multiplier = reader.number(multiplier_bits)?;
        if multiplier == 0 {
            return Err(FormatError::Range { at });
        }
        items.push((index, multiplier));
    }
    Ok(items)
}

/// A list of ascending numbers below 2^64.
fn ascending(reader: &mut Reader<'_>) -> Result<Vec<u64>, FormatError> {
    let count = reader.count()?;
    let mut next = 0;
    (0..count).map(|_| following(reader, &mut next, 64)).collect()
}

/// The next of ascending numbers below 2^`bits` (`bits` <= 64), written as how many it skips.
fn following(reader: &mut Reader<'_>, next: &mut u128, bits: u32) -> Result<u64, FormatError> {
    let at = reader.at;
    let number = *next + reader.number(64)?;
    if number >> bits != 0 {
        return Err(FormatError::Range { at });
    }
    *next = number + 1;
    Ok(number as u64)
}

fn proofs(reader: &mut Reader<'_>) -> Result<Vec<Vec<Node>>, FormatError> {
    let count = reader.count()?;
    let tree = |reader: &mut Reader<'_>| {
        let nodes = reader.count()?;
        (0..nodes).map(|_| node(reader)).collect()
    };
    (0..count).map(|_| tree(reader)).collect()
}

fn node(reader: &mut Reader<'_>) -> Result<Node, FormatError> {
    let at = reader.at;
    let entry_max = u128::from(u32::MAX);
    Ok(match reader.number(64)? {
        kind if kind == u128::from(code::SPLIT_OFFERS) => Node::SplitOffers(TaskIndex::new(reader.number_u32()?)),
        kind if kind == u128::from(code::SPLIT_AT) => {
            let task = TaskIndex::new(reader.number_u32()?);
            let at = reader.at;
            let cuts = ascending(reader)?;
            if cuts.is_empty() {
                return Err(FormatError::Range { at });
            }
            Node::SplitAt(task, cuts.into_boxed_slice())
        }
        kind if kind == u128::from(code::OVERLOAD) => Node::Overload(reader.number_u64()?),
        kind if kind == u128::from(code::EXHAUSTED) => Node::Exhausted(TaskIndex::new(reader.number_u32()?)),
        kind if kind == u128::from(code::REDUCE) => Node::Reduce(reader.number_u32()?),
        kind if kind == u128::from(code::KNAPSACK) => Node::Knapsack(reader.number_u32()?),
        kind if kind == u128::from(code::KNAPSACK_REDUCE) => Node::KnapsackReduce(reader.number_u32()?),
        kind if kind == u128::from(code::ISOLATE) => {
            let task = TaskIndex::new(reader.number_u32()?);
            Node::Isolate(task, reader.number_u64()?)
        }
        kind if kind < u128::from(code::FIRST_BOUND) => return Err(FormatError::UnknownNode { code: kind as u8, at }),
        kind => match kind - u128::from(code::FIRST_BOUND) {
            entry if entry <= entry_max => Node::Bound(entry as u32),
            _ => return Err(FormatError::Range { at }),
        },
    })
}
