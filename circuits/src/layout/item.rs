//! Line items: who took what, where, when and for how much.

use super::{BitWidth, Packing};
use crate::statement::Unsatisfied;

/// One line of a batch. A member whose lane is absent from the layout is 0.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Item {
    /// Number of the payer.
    pub payer: u64,
    /// Number of the offer.
    pub offer: u64,
    /// Amount of each resource.
    pub amounts: Vec<u64>,
    /// Price, in nMIC.
    pub price: u64,
    /// When, in the unit that the statement says.
    pub time: u64,
}

/// A member of a line item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ItemLane {
    /// The payer.
    Payer,
    /// The offer.
    Offer,
    /// The amount of a resource, by number.
    Amount(usize),
    /// The price.
    Price,
    /// The time.
    Time,
}

/// Widths of the lanes of a line item, and how many items a batch has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ItemLayout {
    /// Items in the batch, padding included.
    pub count: usize,
    /// Width of the payer's number.
    pub payer: BitWidth,
    /// Width of the offer's number.
    pub offer: BitWidth,
    /// Widths of the amounts.
    pub amounts: Vec<BitWidth>,
    /// Width of the price.
    pub price: BitWidth,
    /// Width of the time.
    pub time: BitWidth,
}

impl ItemLayout {
    /// A layout in which items have only a price.
    pub fn prices(count: usize, price: BitWidth) -> Self {
        let absent = BitWidth::ABSENT;
        Self { count, payer: absent, offer: absent, amounts: Vec::new(), price, time: absent }
    }

    /// The lanes in the order in which they are packed.
    pub fn lanes(&self) -> impl Iterator<Item = (ItemLane, BitWidth)> + '_ {
        let amounts = self.amounts.iter().enumerate().map(|(at, &width)| (ItemLane::Amount(at), width));
        [(ItemLane::Payer, self.payer), (ItemLane::Offer, self.offer)]
            .into_iter()
            .chain(amounts)
            .chain([(ItemLane::Price, self.price), (ItemLane::Time, self.time)])
    }

    /// The numbers that name this layout in hashes: items, resources, then the widths in lane order.
    pub(crate) fn numbers(&self) -> Vec<u64> {
        let widths = self.lanes().map(|(_, width)| u64::from(width.bits()));
        [self.count as u64, self.amounts.len() as u64].into_iter().chain(widths).collect()
    }

    /// Bits of one item.
    pub fn item_bits(&self) -> usize {
        self.lanes().map(|(_, width)| width.bits() as usize).sum()
    }

    /// The value of a lane; 0 for an amount that the item does not list.
    pub(crate) fn value(item: &Item, lane: ItemLane) -> u64 {
        match lane {
            ItemLane::Payer => item.payer,
            ItemLane::Offer => item.offer,
            ItemLane::Amount(at) => item.amounts.get(at).copied().unwrap_or(0),
            ItemLane::Price => item.price,
            ItemLane::Time => item.time,
        }
    }

    /// Every item has its lanes and no more, and there are as many items as the layout says.
    pub(crate) fn check(&self, items: &[Item]) -> Result<(), Unsatisfied> {
        if items.len() != self.count {
            return Err(Unsatisfied::ItemCount { expected: self.count, found: items.len() });
        }
        for (at, item) in items.iter().enumerate() {
            if item.amounts.len() != self.amounts.len() {
                return Err(Unsatisfied::AmountCount {
                    item: at,
                    expected: self.amounts.len(),
                    found: item.amounts.len(),
                });
            }
            for (lane, width) in self.lanes() {
                let value = Self::value(item, lane);
                if !width.holds(value.into()) {
                    return Err(Unsatisfied::LaneOverflow { item: at, lane, value, width_bits: width.bits() });
                }
            }
        }
        Ok(())
    }

    /// Packs the lanes of every item.
    pub(crate) fn pack(&self, items: &[Item]) -> Packing {
        let mut packing = Packing::default();
        for item in items {
            for (lane, width) in self.lanes() {
                packing.push(Self::value(item, lane), width);
            }
        }
        packing
    }
}
