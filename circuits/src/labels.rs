//! Every hash label and domain separator.

/// Before the canonical bytes of a Groth16 verifying key.
pub(crate) const VERIFYING_KEY: &[u8] = b"apportion/groth16/bn254/verifying-key/v1";
/// Before seed and counter, in the stream of a seeded setup.
#[cfg(feature = "dev-insecure")]
pub(crate) const SEEDED_SETUP: &[u8] = b"apportion/groth16/dev-insecure-setup/v1";
