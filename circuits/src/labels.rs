//! Every hash label of the crate. A label is at most 31 bytes of ASCII, read as a big-endian integer.
//!
//! No label may change its meaning: what a label means is versioned by the digit at its end.

/// Labels, one for each thing that is hashed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Label(&'static str);

impl Label {
    /// The label's bytes.
    pub(crate) fn bytes(self) -> &'static [u8] {
        self.0.as_bytes()
    }
}

/// A Groth16 verifying key over BN254.
pub(crate) const VERIFYING_KEY: Label = Label("apportion.groth16.bn254.key.1");
/// The stream of a seeded setup.
#[cfg(feature = "dev-insecure")]
pub(crate) const SEEDED_SETUP: Label = Label("apportion.dev-insecure.1");
