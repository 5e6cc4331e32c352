//! What a solver is asked to do.

/// How proofs are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ProofStyle {
    /// Options are removed where a pool entry excludes them: short proofs.
    #[default]
    Compact,
    /// No removals: every excluded option is a leaf of its own, so that each step of the proof is one step of the core language.
    Core,
}

/// Limits and tolerances.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Options {
    pub(crate) gap_ppm: u32,
    pub(crate) work_max: u64,
    pub(crate) memory_bytes_max: u64,
    pub(crate) style: ProofStyle,
}

impl Default for Options {
    fn default() -> Self {
        Self { gap_ppm: 0, work_max: u64::MAX, memory_bytes_max: u64::MAX, style: ProofStyle::Compact }
    }
}
