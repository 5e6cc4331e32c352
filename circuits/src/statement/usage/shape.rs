//! How large a chunk is and which limits there may be: what a key is made for.

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
    /// What is counted against which limits: over the horizon, or over windows that remember as many slots as they have.
    pub meters: Vec<Meter>,
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

    /// Slots of the longest window; 0 if there is none.
    pub fn window_slots_max(&self) -> u64 {
        let lengths = self.limits().map(|(_, remembered)| remembered.window_slots.unwrap_or(0));
        lengths.max().unwrap_or(0) as u64
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
        let limits = |(at, meter): (usize, &Meter)| match &meter.limits {
            Limits::Horizon(widths) => {
                widths.iter().map(|&width| (at, Remembered { width, window_slots: None })).collect::<Vec<_>>()
            }
            Limits::Slotted(limits) => {
                let window = |limit: &SlottedLimit| match limit.span {
                    LimitSpan::Window { length, .. } => length as usize,
                    LimitSpan::Interval { .. } => 0,
                };
                let remembered =
                    |limit: &SlottedLimit| Remembered { width: limit.amount, window_slots: Some(window(limit)) };
                limits.iter().map(|limit| (at, remembered(limit))).collect()
            }
        };
        self.meters.iter().enumerate().flat_map(limits)
    }

    /// The numbers that name this shape in hashes.
    pub(crate) fn numbers(&self) -> Vec<u64> {
        let own = vec![self.slot_length_ms, u64::from(self.slot_bits), self.pairs as u64];
        [self.layout().numbers(), own, meter_numbers(&self.meters)].concat()
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
            narrow("limit", remembered.width)?;
            if remembered.window_slots == Some(0) {
                return Err(ParameterError::Unknown { what: "a meter of usage that counts over an interval" });
            }
            entries += remembered.entries();
            let window = BitWidth::of(remembered.window_slots.unwrap_or(0) as u64);
            let counted = BitWidth::of(self.events as u64).bits() + 2 * self.slot_bits + window.bits() + 4;
            fits::<F>(counted + subject.bits().max(remembered.width.bits()))?;
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
    /// Width of each entry.
    pub(crate) width: BitWidth,
    /// Slots of its window; none for a limit over the horizon.
    pub(crate) window_slots: Option<usize>,
}

impl Remembered {
    /// Entries: the sum so far, or the use in the open slot and in those before it, as many as a window has.
    pub(crate) fn entries(self) -> usize {
        self.window_slots.unwrap_or(1)
    }
}
