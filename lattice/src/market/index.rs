//! Positions of resources, payers, offers and tasks in their market's lists.
//!
//! A file names things by text; a [`Market`](crate::market::Market) names them by position, so that comparing two names is comparing two
//! integers. A position means nothing in another market.

use core::fmt;

macro_rules! index {
    ($(#[$doc:meta])* $name:ident, $letter:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// The position `position`, counted from 0.
            pub const fn new(position: u32) -> Self {
                Self(position)
            }

            /// The position, counted from 0.
            pub const fn get(self) -> u32 {
                self.0
            }

            /// The position as a slice index. Lossless on every target with pointers of 32 bits or more.
            pub const fn usize(self) -> usize {
                self.0 as usize
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!($letter, "{}"), self.0)
            }
        }
    };
}

index!(
    /// Position of a resource in [`Market::resources`](crate::market::Market::resources).
    ResourceIndex,
    "r"
);
index!(
    /// Position of a payer in [`Market::payers`](crate::market::Market::payers).
    PayerIndex,
    "p"
);
index!(
    /// Position of an offer in [`Market::offers`](crate::market::Market::offers).
    OfferIndex,
    "o"
);
index!(
    /// Position of a task in [`Market::tasks`](crate::market::Market::tasks).
    TaskIndex,
    "t"
);
