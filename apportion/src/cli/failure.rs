//! Why a command failed: a message for people and an exit status for programs.

use std::path::Path;
use std::process::ExitCode;

/// A failure. Nothing that existed was overwritten.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// A checker refused: exit status 1.
    #[error("{0}")]
    Refused(String),
    /// Bad input, a missing tool, or an I/O error: exit status 2.
    #[error("{0}")]
    Unusable(String),
}

impl Failure {
    pub(super) fn refused(path: &Path, reason: &impl std::fmt::Display) -> Self {
        Self::Refused(format!("{}: refused: {reason}", path.display()))
    }

    pub(super) fn unusable(path: &Path, reason: &impl std::fmt::Display) -> Self {
        Self::Unusable(format!("{}: {reason}", path.display()))
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Refused(_) => ExitCode::from(1),
            Self::Unusable(_) => ExitCode::from(2),
        }
    }

    /// The word for `exit_reason`.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Refused(_) => "refused",
            Self::Unusable(_) => "unusable_input",
        }
    }
}
