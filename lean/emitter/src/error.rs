//! Why there is no witness.

use apportion_certs::elaborate::ElaborateError;

/// Why a certificate does not become a witness. Nothing that was written before counts.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmitError {
    /// The certificate is refused, too large to be written out, or has rules that the core language does not have.
    #[error(transparent)]
    Elaborate(#[from] ElaborateError),
    /// The theory does not know a rule that the proof uses.
    #[error("step {step} of the proof of level {level} {rule}, which the Lean theory does not cover yet")]
    Unsupported {
        /// Objective level, from 0.
        level: usize,
        /// Step of the core proof.
        step: usize,
        /// The rule.
        rule: Unsupported,
    },
    /// A step holds in the core language, but not as a rule of the theory.
    #[error("step {step} of the proof of level {level} does not follow by a rule of the Lean theory")]
    Step {
        /// Objective level, from 0.
        level: usize,
        /// Step of the core proof.
        step: usize,
    },
    /// A text is too long to be written as a number.
    #[error("a text of the market has {bytes} bytes; at most {limit} can be written as a number")]
    Text {
        /// Length of the text.
        bytes: usize,
        /// The greatest length.
        limit: usize,
    },
    /// A number leaves 256 bits.
    #[error("a number of the proof does not fit 256 bits")]
    Overflow,
    /// More than 2^32 - 1 names or expressions.
    #[error("the witness would have more than 2^32 - 1 expressions")]
    Size,
    /// The theory that this library carries is damaged or lacks something.
    #[error("the Lean theory in this library lacks {0}: the library is damaged")]
    Theory(&'static str),
    /// The receiver of the witness refuses it.
    #[error("the witness could not be written: {0}")]
    Write(#[from] std::io::Error),
}

/// A rule of the core language that the theory does not have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unsupported {
    /// A cut in the refutation of what another cut excludes, or a lemma that rests on what a cut excludes.
    #[error("is a cut or a lemma that rests on what another cut excludes")]
    Cut,
}
