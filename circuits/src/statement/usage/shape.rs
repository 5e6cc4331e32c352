//! How large a chunk is and which limits there may be: what a key is made for.

use super::Policing;
use crate::layout::{BitWidth, ItemLane, ItemLayout};
use crate::statement::compliance::{LimitSpan, Limits, Meter, SlottedLimit, Subject, meter_numbers};
use crate::statement::parameter::{ParameterError, fits, narrow, positive};
use ark_ff::PrimeField;

/// The parameters of a usage circuit. One key serves every market that fits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UsageShape {
    /// The most events that a chunk holds.
    pub events: usize,
    /// A chunk covers 2^slot_bits slots from the open one on.
    pub slot_bits: u32,
    /// Length of a slot in milliseconds.
    pub slot_length_ms: u64,
    /// Width of the number of a payer.
    pub payer: BitWidth,
    /// Width of the number of an offer.
    pub offer: BitWidth,
    /// Widths of the amounts of the resources.
    pub amounts: Vec<BitWidth>,
    /// Width of a price.
    pub price: BitWidth,
    /// Permitted pairs of payer and offer.
    pub pairs: usize,
    /// What is counted against which limits: over the horizon, or over windows that remember as many slots as they have, or one if they are
    /// policed as token buckets.
    pub meters: Vec<Meter>,
    /// How windows are policed.
    pub policing: Policing,
}

/// Width of counts of events and numbers of slots.
pub(crate) const COUNTER: BitWidth = BitWidth::of((1 << 48) - 1);
/// Most bits of a slot's number within its chunk.
const SLOT_BITS_MAX: u32 = 20;
/// Most entries that a state has: what is remembered of all limits together.
const ENTRIES_MAX: usize = 1 << 16;

impl UsageShape {
    /// Slots of a chunk.
    pub fn slots(&self) -> u64 {
        1 << self.slot_bits.min(SLOT_BITS_MAX)
    }

    /// Slots of the longest window, policed in either way; 0 if there is none.
    pub fn window_slots_max(&self) -> u64 {
        self.limits().filter_map(|(_, remembered)| remembered.span.slots()).max().unwrap_or(0)
    }

    /// Lanes of an event as it is committed, but for slot and limits; its time is the milliseconds since its slot began.
    pub(crate) fn layout(&self) -> ItemLayout {
        ItemLayout {
            count: self.events,
            payer: self.payer,
            offer: self.offer,
            amounts: self.amounts.clone(),
            price: self.price,
            time: BitWidth::of(self.slot_length_ms.saturating_sub(1)),
        }
    }

    /// Width of a slot's number within its chunk.
    pub(crate) fn slot(&self) -> BitWidth {
        BitWidth::of(self.slots() - 1)
    }

    /// Width of a subject.
    pub(crate) fn subject(&self, subject: Subject) -> Option<BitWidth> {
        match subject {
            Subject::Price => Some(self.price),
            Subject::Demand(resource) => self.amounts.get(resource).copied(),
        }
    }

    /// Widths of the lanes of a pair: payer, offer, then for each meter whether the pair counts and in which limit.
    pub(crate) fn pair_widths(&self) -> Vec<BitWidth> {
        [self.payer, self.offer].into_iter().chain(self.load_widths()).collect()
    }

    /// Widths of whether something counts and in which limit, for each meter.
    pub(crate) fn load_widths(&self) -> impl Iterator<Item = BitWidth> + '_ {
        self.meters.iter().flat_map(|meter| [BitWidth::of(1), meter.limits.number()])
    }

    /// What a state remembers of every limit, meter by meter.
    pub(crate) fn limits(&self) -> impl Iterator<Item = (usize, Remembered)> + '_ {
        (0..self.meters.len()).flat_map(|at| self.limits_of(at).map(move |remembered| (at, remembered)))
    }

    /// What a state remembers of every limit of a meter.
    pub(crate) fn limits_of(&self, meter: usize) -> impl Iterator<Item = Remembered> + '_ {
        let (horizon, slotted) = match self.meters.get(meter).map(|meter| &meter.limits) {
            Some(Limits::Horizon(widths)) => (&widths[..], &[][..]),
            Some(Limits::Slotted(limits)) => (&[][..], &limits[..]),
            None => (&[][..], &[][..]),
        };
        let over_slots = |limit: &SlottedLimit| Remembered { amount: limit.amount, span: self.span(limit) };
        let horizon = horizon.iter().map(|&amount| Remembered { amount, span: Span::Horizon });
        horizon.chain(slotted.iter().map(over_slots))
    }

    fn span(&self, limit: &SlottedLimit) -> Span {
        let slots = match limit.span {
            LimitSpan::Window { length, .. } => length.into(),
            LimitSpan::Interval { .. } => 0,
        };
        match self.policing {
            Policing::TokenBuckets if slots > 1 => Span::Bucket { slots },
            Policing::Windows | Policing::TokenBuckets => Span::Window { slots },
        }
    }

    /// The numbers that name this shape in hashes.
    pub(crate) fn numbers(&self) -> Vec<u64> {
        let own = vec![self.slot_length_ms, u64::from(self.slot_bits), self.pairs as u64];
        [self.layout().numbers(), own, self.state_numbers()].concat()
    }

    /// The numbers that name what a state remembers.
    pub(crate) fn state_numbers(&self) -> Vec<u64> {
        [&meter_numbers(&self.meters), self.policing.numbers()].concat()
    }

    pub(super) fn check<F: PrimeField>(&self) -> Result<(), ParameterError> {
        positive("the length of a slot", self.slot_length_ms.min(1) as usize)?;
        positive("the number of permitted pairs", self.pairs)?;
        self.layout().require(ItemLane::Price)?;
        if self.slot_bits > SLOT_BITS_MAX {
            return Err(ParameterError::TooWide { what: "slot", bits: self.slot_bits });
        }
        fits::<F>(self.pair_widths().iter().map(|width| width.bits()).sum::<u32>() + 1)?;
        let mut entries = 0usize;
        for (meter, remembered) in self.limits() {
            let subject = self.meters.get(meter).and_then(|meter| self.subject(meter.subject));
            let subject = subject.ok_or(ParameterError::Unknown { what: "the subject of a meter" })?;
            narrow("limit", remembered.amount)?;
            remembered.check()?;
            if remembered.span.slots() == Some(0) {
                return Err(ParameterError::Unknown { what: "a meter of usage that counts over an interval" });
            }
            entries = entries.saturating_add(remembered.entries());
            let window = BitWidth::of(remembered.span.slots().unwrap_or(0));
            let counted = BitWidth::of(self.events as u64).bits() + 2 * self.slot_bits + window.bits() + 4;
            fits::<F>(counted + subject.bits().max(remembered.entry().bits()))?;
        }
        if self.slot_bits == 0 && self.window_slots_max() > 1 {
            return Err(ParameterError::Unknown { what: "the next slot, in chunks of a single one" });
        }
        if entries > ENTRIES_MAX {
            return Err(ParameterError::TooMany { what: "slots of windows", found: entries, most: ENTRIES_MAX });
        }
        match self.meters.iter().find(|meter| meter.limits.is_empty()) {
            Some(_) => Err(ParameterError::Zero { what: "the number of limits of a meter" }),
            None => Ok(()),
        }
    }
}

/// What a state remembers of a limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Remembered {
    /// Width of the amount.
    pub(crate) amount: BitWidth,
    /// Over what it counts.
    pub(crate) span: Span,
}

/// Over what a limit counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Span {
    /// All slots.
    Horizon,
    /// Any so many slots.
    Window { slots: u64 },
    /// Any so many slots, as a bucket that they refill.
    Bucket { slots: u64 },
}

impl Span {
    /// Slots of the window; none for the horizon.
    pub(crate) fn slots(self) -> Option<u64> {
        match self {
            Self::Horizon => None,
            Self::Window { slots } | Self::Bucket { slots } => Some(slots),
        }
    }
}

impl Remembered {
    /// Bits of an entry: of a bucket those of the amount in every slot.
    fn entry_bits(self) -> u32 {
        let parts = match self.span {
            Span::Bucket { slots } => BitWidth::of(slots.saturating_sub(1)).bits(),
            Span::Horizon | Span::Window { .. } => 0,
        };
        self.amount.bits() + parts
    }

    /// Width of each entry, which [`check`](Self::check) bounds.
    pub(crate) fn entry(self) -> BitWidth {
        BitWidth::new(self.entry_bits()).unwrap_or(BitWidth::U64)
    }

    /// Entries are numbers below 2^64.
    fn check(self) -> Result<(), ParameterError> {
        match self.entry_bits() {
            bits if bits > u64::BITS => Err(ParameterError::TooWide { what: "token bucket", bits }),
            _ => Ok(()),
        }
    }

    /// Entries: the sum so far, the use in the open slot and in those before it, as many as a window has, or the backlog.
    pub(crate) fn entries(self) -> usize {
        match self.span {
            Span::Window { slots } => usize::try_from(slots).unwrap_or(usize::MAX),
            Span::Horizon | Span::Bucket { .. } => 1,
        }
    }
}
