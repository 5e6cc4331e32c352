//! Everything that can be wrong with a market.

use crate::market::Refusal;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

/// What is wrong at a place, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    // The text.
    /// The text is not JSON, or not YAML.
    #[error("the text cannot be read: {message}")]
    Syntax {
        /// What the reader of the format found.
        message: String,
    },
    /// YAML that JSON has no equal for.
    #[error("{feature} are not allowed in a market; write the value out")]
    Yaml {
        /// The feature, in the plural.
        feature: &'static str,
    },
    /// A member that the format does not have.
    #[error("there is no field \"{}\" here; remove it or correct it to one of: {}", field.escape_debug(), List(expected))]
    UnknownField {
        /// The key found.
        field: Box<str>,
        /// The keys that are possible.
        expected: &'static [&'static str],
    },
    /// A member that cannot be left out is.
    #[error("the field \"{field}\" is missing; add it")]
    MissingField {
        /// The key.
        field: &'static str,
    },
    /// One key twice in one object or map.
    #[error("the key \"{}\" stands here twice; keep one", key.escape_debug())]
    DuplicateKey {
        /// The key.
        key: Box<str>,
    },
    /// `null`.
    #[error("null is not a value; remove the key")]
    Null,
    /// A number with a point or an exponent, or of 2^64 and more.
    #[error("{found} is not a plain whole number below 2^63; write it in digits alone")]
    NotWhole {
        /// The number as read.
        found: String,
    },
    /// A number below 0.
    #[error("{found} is negative; no number here is")]
    Negative {
        /// The number.
        found: i64,
    },
    /// A number too small or too large for its place.
    #[error("{found} is out of range; the number is at least {min} and at most {max}")]
    OutOfRange {
        /// The number.
        found: u64,
        /// The least possible.
        min: u64,
        /// The greatest possible.
        max: u64,
    },
    /// Something else than belongs here.
    #[error("{found} stands where {expected} belongs")]
    WrongType {
        /// What stands here.
        found: String,
        /// What belongs here.
        expected: String,
    },
    // Names.
    /// A version that is not 1.
    #[error("version {found} is unknown; this program reads version 1")]
    Version {
        /// The version found.
        found: u64,
    },
    /// An id with no byte or with more than 128.
    #[error("an id has 1 to 128 bytes and this one has {length}; choose another")]
    IdLength {
        /// Its length in bytes.
        length: usize,
    },
    /// An id with a control character.
    #[error("the id \"{}\" contains a control character; remove it", id.escape_debug())]
    IdControl {
        /// The id.
        id: Box<str>,
    },
    /// The name `money` for a resource.
    #[error("\"money\" is reserved for limits on spending; give the resource another name")]
    ReservedName,
    /// One id twice.
    #[error("the {kind} \"{}\" is declared twice, first at position {first}; rename or remove one", id.escape_debug())]
    DuplicateId {
        /// What is declared.
        kind: Kind,
        /// Its id.
        id: Box<str>,
        /// Where it was declared first, counted from 0.
        first: usize,
    },
    /// An id that nothing has.
    #[error("there is no {kind} \"{}\"; declare it or correct the id", id.escape_debug())]
    Unknown {
        /// What is missing.
        kind: Kind,
        /// Its id.
        id: Box<str>,
    },
    /// Two quotes of one task on one offer.
    #[error("the task quotes the offer \"{}\" twice; keep one quote", offer.escape_debug())]
    DuplicateQuote {
        /// The id of the offer.
        offer: Box<str>,
    },
    /// More entries in a list than there are positions.
    #[error("the list has {length} entries and can have at most {max}; split the market")]
    TooMany {
        /// The length of the list.
        length: usize,
        /// The greatest possible.
        max: usize,
    },
    // Time.
    /// A range of slots that ends before it starts.
    #[error("the first slot, {first}, comes after the last, {last}; exchange them")]
    SlotsReversed {
        /// The first slot.
        first: u64,
        /// The last slot.
        last: u64,
    },
    /// A slot that the market does not have.
    #[error("slot {slot} lies outside the horizon, whose last slot is {horizon_last}; correct it or raise slots.count")]
    SlotOutside {
        /// The slot.
        slot: u64,
        /// The last slot of the horizon.
        horizon_last: u32,
    },
    /// A length of time that is not a whole number of milliseconds.
    #[error("the length of a slot is a whole number of milliseconds; round it")]
    NotMilliseconds,
    /// Tasks that wait for each other.
    #[error("the task waits for itself: {}; remove one of these from needs or after", Cycle(tasks))]
    Cycle {
        /// The ids on the cycle; each waits for the next, and the last for the first.
        tasks: Box<[Box<str>]>,
    },
    // Limits and the objective.
    /// A limit with a window and an interval.
    #[error("a limit has window_slots or slots, not both; remove one")]
    TwoSpans,
    /// Use before the horizon where none counts.
    #[error("prior means something only together with window_slots; remove it or add window_slots")]
    PriorWithoutWindow,
    /// A limit in an offer or a payer that says which offers or payers count.
    #[error(
        "a limit inside one {kind} counts that {kind} alone; remove this list or move the limit to the market's limits"
    )]
    Misplaced {
        /// What the limit stands in.
        kind: Kind,
    },
    /// An objective without levels, or a level without terms.
    #[error("an objective has at least one level and each level at least one term; add one, or remove the objective")]
    EmptyObjective,
    /// A name that is not one of an objective.
    #[error("there is no objective \"{}\"; write cost, throughput, latency or a list of levels", name.escape_debug())]
    UnknownObjective {
        /// The name.
        name: Box<str>,
    },
    /// A name that is not one of a term.
    #[error(
        "there is no term \"{}\"; the terms are price, penalty, value_lost, latency_ms, quality_lost_ppm, reliability_lost_ppm, score, \
         end_slot and use:RESOURCE",
        name.escape_debug()
    )]
    UnknownTerm {
        /// The name.
        name: Box<str>,
    },
    // Sizes.
    /// A price of 2^63 nMIC or more.
    #[error("the run of this task on the offer \"{}\" would cost 2^63 nMIC or more; lower its demand, duration or price", offer.escape_debug())]
    PriceTooLarge {
        /// The id of the offer.
        offer: Box<str>,
    },
    /// Duration times demand of 2^63 or more.
    #[error("duration times demand for \"{}\" is 2^63 or more; lower one or choose a larger unit", resource.escape_debug())]
    UseTooLarge {
        /// The name of the resource.
        resource: Box<str>,
    },
    /// A level whose largest costs sum to 2^96 or more.
    #[error("the largest costs of all tasks sum to 2^96 or more at this level; lower its weights")]
    LevelTooLarge,
    // What was taken out of a market.
    /// A position that no task or offer has.
    #[error("there is no {kind} at position {position}; take only what the market has")]
    NoSuchPosition {
        /// What is missing.
        kind: Kind,
        /// The position, counted from 0.
        position: u32,
    },
    /// A task taken twice.
    #[error("the task \"{}\" is taken twice; a task runs once", task.escape_debug())]
    TakenTwice {
        /// The id of the task.
        task: Box<str>,
    },
    /// A task taken on an offer where it is not eligible.
    #[error("the task \"{}\" cannot be taken on this offer: {refusal}", task.escape_debug())]
    TakenIneligible {
        /// The id of the task.
        task: Box<str>,
        /// Why.
        refusal: Refusal,
    },
    /// A start slot in which the run does not fit.
    #[error("the run cannot start in slot {start}; it starts in one of {first}..={last}")]
    TakenStart {
        /// The start slot taken.
        start: u32,
        /// The first possible.
        first: u32,
        /// The last possible.
        last: u32,
    },
    /// A task taken without one that it needs, or before that one has ended.
    #[error("the task \"{}\" is taken without \"{}\", or before that one has ended; take both, in their order", task.escape_debug(), needed.escape_debug())]
    TakenWithout {
        /// The id of the task.
        task: Box<str>,
        /// The id of the task it waits for.
        needed: Box<str>,
    },
}

/// What an id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A resource.
    Resource,
    /// A payer.
    Payer,
    /// An offer.
    Offer,
    /// A task.
    Task,
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Resource => "resource",
            Self::Payer => "payer",
            Self::Offer => "offer",
            Self::Task => "task",
        })
    }
}

struct List<'a>(&'a [&'static str]);

impl fmt::Display for List<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        separated(formatter, ", ", self.0.iter(), |formatter, item| formatter.write_str(item))
    }
}

/// The tasks of a cycle, the first one again at the end; long cycles are cut.
struct Cycle<'a>(&'a [Box<str>]);

impl fmt::Display for Cycle<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 8;
        let show = |formatter: &mut fmt::Formatter<'_>, id: &str| write!(formatter, "\"{}\"", id.escape_debug());
        separated(formatter, " waits for ", self.0.iter().take(SHOWN).map(|id| &**id), show)?;
        if self.0.len() > SHOWN {
            write!(formatter, " and so on, over {} tasks,", self.0.len())?;
        }
        self.0.first().map_or(Ok(()), |first| write!(formatter, " waits for \"{}\"", first.escape_debug()))
    }
}

fn separated<T>(
    formatter: &mut fmt::Formatter<'_>,
    separator: &str,
    items: impl Iterator<Item = T>,
    show: impl Fn(&mut fmt::Formatter<'_>, T) -> fmt::Result,
) -> fmt::Result {
    for (position, item) in items.enumerate() {
        if position > 0 {
            formatter.write_str(separator)?;
        }
        show(formatter, item)?;
    }
    Ok(())
}
