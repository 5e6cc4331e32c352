//! How values lie in field elements: lanes of fixed widths, concatenated, least significant first, and cut into elements.
//!
//! An element takes one bit less than the field's modulus has, so that it never wraps: 253 bits on BN254. Lanes may straddle elements:
//! nothing is wasted, and a lane can still be built only from bits.

mod item;
mod packing;
mod width;

pub use item::{Item, ItemLane, ItemLayout};
pub(crate) use packing::Packing;
pub use packing::element_bits;
pub use width::{BitWidth, BitWidthError};
