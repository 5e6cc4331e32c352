//! The providers, checked, in the order that decides between equal scores.

use super::{Health, Provider};
use apportion_lattice::Ppm;

/// Who can serve requests, and who does when nobody else can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registry {
    entries: Vec<Entry>,
    fallback: Option<usize>,
}

/// A provider with what decisions need of it at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) provider: Provider,
    pub(super) latency_millis: u32,
}

/// One past the largest amount of money.
const MONEY_LIMIT: u64 = 1 << 63;
const ID_BYTES_MAX: usize = 128;

impl Registry {
    /// A registry without a fallback; of equal scores the provider that is listed first wins.
    ///
    /// # Errors
    /// If an id is used twice or unusable, or a number is out of the range that [`Provider`] states.
    pub fn new(providers: impl IntoIterator<Item = Provider>) -> Result<Self, RegistryError> {
        let mut entries: Vec<Entry> = Vec::new();
        for provider in providers {
            let entry = Entry::new(provider)?;
            if entries.iter().any(|earlier| earlier.provider.id == entry.provider.id) {
                return Err(RegistryError::Duplicate { id: entry.provider.id });
            }
            entries.push(entry);
        }
        Ok(Self { entries, fallback: None })
    }

    /// Makes a provider the one that serves when the quota is spent or nobody is eligible, whatever its quality and price; a request must
    /// still fit into its context.
    ///
    /// # Errors
    /// If no provider has this id.
    pub fn with_fallback(mut self, id: &str) -> Result<Self, RegistryError> {
        self.fallback = Some(self.position(id)?);
        Ok(self)
    }

    /// Notes how well a provider has delivered.
    ///
    /// # Errors
    /// If no provider has this id.
    pub fn set_health(&mut self, id: &str, health: Health) -> Result<(), RegistryError> {
        let position = self.position(id)?;
        self.entries[position].provider.health = health;
        Ok(())
    }

    /// The providers, in order.
    pub fn providers(&self) -> impl ExactSizeIterator<Item = &Provider> {
        self.entries.iter().map(|entry| &entry.provider)
    }

    /// The provider with this id.
    pub fn provider(&self, id: &str) -> Option<&Provider> {
        self.providers().find(|provider| provider.id == id)
    }

    /// The provider that serves when nobody else can.
    pub fn fallback(&self) -> Option<&Provider> {
        Some(&self.entry(self.fallback?).provider)
    }

    fn position(&self, id: &str) -> Result<usize, RegistryError> {
        let found = self.providers().position(|provider| provider.id == id);
        found.ok_or_else(|| RegistryError::Unknown { id: id.to_owned() })
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn entry(&self, position: usize) -> &Entry {
        &self.entries[position]
    }

    /// The position of the fallback, if a request of that many tokens fits into its context.
    pub(super) fn fallback_for(&self, tokens: u64) -> Option<usize> {
        self.fallback.filter(|&position| tokens <= self.entry(position).provider.context_tokens)
    }
}

impl Entry {
    fn new(provider: Provider) -> Result<Self, RegistryError> {
        let bad = |field, expected| RegistryError::OutOfRange { id: provider.id.clone(), field, expected };
        if provider.id.is_empty() || provider.id.len() > ID_BYTES_MAX || provider.id.chars().any(char::is_control) {
            return Err(bad("id", "1 to 128 bytes without control characters"));
        }
        for (field, share) in [("quality", provider.quality), ("reliability", provider.reliability)] {
            if share > Health::FULL.share() {
                return Err(bad(field, "at most 1"));
            }
        }
        if provider.context_tokens == 0 {
            return Err(bad("context_tokens", "at least 1"));
        }
        let largest = provider.price_per_token.nmic().checked_mul(provider.context_tokens);
        if largest.is_none_or(|largest| largest >= MONEY_LIMIT) {
            return Err(bad("price_per_token", "such that a full context costs less than 2^63 nMIC"));
        }
        let whole = provider.latency.subsec_nanos().is_multiple_of(1_000_000);
        let latency = u32::try_from(provider.latency.as_millis()).ok().filter(|_| whole);
        let latency_millis = latency.ok_or_else(|| bad("latency", "a whole number of milliseconds below 2^32"))?;
        Ok(Self { provider, latency_millis })
    }

    pub(super) fn price(&self) -> u64 {
        self.provider.price_per_token.nmic()
    }

    pub(super) fn shares(&self) -> [Ppm; 3] {
        [self.provider.quality, self.provider.reliability, self.provider.health.share()]
    }
}

/// Why providers make no registry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// One id twice.
    #[error("the provider \"{}\" is listed twice; rename or remove one", id.escape_debug())]
    Duplicate {
        /// The id.
        id: String,
    },
    /// An id that no provider has.
    #[error("there is no provider \"{}\"; list it or correct the id", id.escape_debug())]
    Unknown {
        /// The id.
        id: String,
    },
    /// A value that no provider can have.
    #[error("the {field} of the provider \"{}\" must be {expected}", id.escape_debug())]
    OutOfRange {
        /// The id of the provider.
        id: String,
        /// Which of its fields.
        field: &'static str,
        /// What it must be.
        expected: &'static str,
    },
}
