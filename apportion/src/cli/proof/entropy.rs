//! The operating system's randomness.

use crate::cli::failure::Failure;
use apportion::circuits::Randomness;
use std::sync::OnceLock;

/// Fills from the operating system. A failure leaves zeros and is told afterwards: what was made meanwhile must be thrown away.
#[derive(Debug, Default)]
pub(super) struct Entropy {
    error: Option<getrandom::Error>,
}

impl Entropy {
    /// What was made, if the operating system gave every byte that was asked for.
    pub(super) fn vouch<T>(self, made: T) -> Result<T, Failure> {
        match self.error {
            None => Ok(made),
            Some(error) => Err(Failure::Unusable(format!("the operating system gave no randomness: {error}"))),
        }
    }
}

impl Randomness for Entropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            bytes.fill(0);
            self.error = Some(error);
        }
    }
}

/// The operating system's randomness for jobs that run side by side.
#[derive(Debug, Default)]
pub(super) struct Shared {
    error: OnceLock<getrandom::Error>,
}

impl Shared {
    /// A source for one job.
    pub(super) fn source(&self) -> impl Randomness {
        |bytes: &mut [u8]| {
            if let Err(error) = getrandom::fill(bytes) {
                bytes.fill(0);
                let _ = self.error.set(error);
            }
        }
    }

    /// What was made, if the operating system gave every byte that was asked for.
    pub(super) fn vouch<T>(self, made: T) -> Result<T, Failure> {
        Entropy { error: self.error.into_inner() }.vouch(made)
    }
}
