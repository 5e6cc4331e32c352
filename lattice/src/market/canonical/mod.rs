//! The canonical bytes of a market: one text for all files that state the same market.
//!
//! UTF-8 JSON without white space, with the shortest escapes, keys in byte order, members equal to their default left out, named objectives
//! expanded, sets sorted by the bytes of the ids and without repetition, other lists in file order.

mod market;
mod text;

use crate::market::{Market, MarketHash};
use alloc::vec::Vec;
use text::Sink;

pub(super) use market::term_name;

impl Market {
    /// The canonical bytes, whose SHA-256 is [`Market::hash`]. They are a market file like any other.
    pub fn canonical_json(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        market::write(self, &mut bytes);
        bytes
    }
}

/// The hash of the canonical bytes, which never stand in memory together.
pub(super) fn hash(market: &Market) -> MarketHash {
    let mut digest = Digest(hmac_sha256::Hash::new());
    market::write(market, &mut digest);
    MarketHash::new(digest.0.finalize())
}

struct Digest(hmac_sha256::Hash);

impl Sink for Digest {
    fn put(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
}
