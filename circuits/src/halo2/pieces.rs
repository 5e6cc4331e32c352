//! How lanes are cut into limbs.
//!
//! A piece is two limbs, of a lane and of an element at once. A limb is looked up, with its width, in the table of all numbers of that
//! width. A table for every width up to some W would not leave the blinding rows of halo2 free; without width W - 1 it does.

use super::program::{Stream, Variable};
use crate::layout::element_bits;

/// Two limbs of a lane, and what they complete. Pieces come most significant first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Piece {
    /// The lane.
    pub(super) lane: Variable,
    /// The least significant bit, counted within the lane.
    pub(super) at: usize,
    /// Widths of the lower and the upper limb.
    pub(super) widths: [u32; 2],
    /// Whether the lane starts here, so that nothing is carried into it.
    pub(super) starts_lane: bool,
    /// Whether the element starts here; always, if the lane is not packed.
    pub(super) starts_element: bool,
    /// Whether the lane is complete.
    pub(super) ends_lane: bool,
    /// The element that is complete.
    pub(super) element: Option<Variable>,
}

/// Widths of limbs for a circuit of 2^k rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Limbs {
    widest: u32,
}

impl Limbs {
    /// Limbs of at most k - 1 bits.
    pub(super) fn of_rows(k: u32) -> Self {
        Self { widest: k - 1 }
    }

    /// Widths that the table has.
    pub(super) fn widths(self) -> impl Iterator<Item = u32> {
        (0..self.widest - 1).chain([self.widest])
    }

    /// Rows of the table.
    pub(super) fn table_rows(self) -> usize {
        self.widths().map(|width| 1 << width).sum()
    }

    /// The widest limb of at most a number of bits.
    fn limb(self, bits: usize) -> u32 {
        match bits.min(self.widest as usize) as u32 {
            bits if bits + 1 == self.widest => bits - 1,
            bits => bits,
        }
    }

    /// The pieces of a stream.
    pub(super) fn cut(self, stream: &Stream) -> Vec<Piece> {
        let packed = !stream.elements.is_empty();
        let element_bits = if packed { element_bits::<super::Element>() } else { usize::MAX };
        let total: usize = stream.lanes.iter().map(|(_, width)| width.bits() as usize).sum();
        let (mut pieces, mut top) = (Vec::new(), total);
        for &(lane, width) in stream.lanes.iter().rev() {
            let (lane_start, lane_end) = (top - width.bits() as usize, top);
            while top > lane_start {
                let element = (top - 1) / element_bits;
                let element_start = element * element_bits;
                let left = top - lane_start.max(element_start);
                let low = self.limb(left);
                let high = self.limb(left - low as usize);
                let bottom = top - (low + high) as usize;
                pieces.push(Piece {
                    lane,
                    at: bottom - lane_start,
                    widths: [low, high],
                    starts_lane: top == lane_end,
                    starts_element: !packed || top == total || top - element_start == element_bits,
                    ends_lane: bottom == lane_start,
                    element: stream.elements.get(element).copied().filter(|_| bottom == element_start),
                });
                top = bottom;
            }
        }
        pieces
    }
}
