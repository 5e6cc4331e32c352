//! Why a pool refuses an update.

use core::fmt::Debug;

/// An update that would not be one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PoolError<I: Debug> {
    /// A withdrawal of something this replica has never heard of, whose version it therefore cannot know.
    #[error("offer {id:?} is not in the pool; merge the pool that lists it, then withdraw it")]
    NeverOffered {
        /// The id of the offer.
        id: I,
    },
    /// The offer stands at the last version, which its seller cannot have reached by counting.
    #[error("offer {id:?} has no version left; offer it under another id")]
    VersionsExhausted {
        /// The id of the offer.
        id: I,
    },
}
