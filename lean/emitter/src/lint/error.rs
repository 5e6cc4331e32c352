//! Why a witness is refused.

use crate::error::EmitError;
use crate::export::Kind;
use crate::scan::Fault;

/// Why a file is not the witness of a market and a certificate.
#[derive(Debug, thiserror::Error)]
pub enum LintError {
    /// The files have no witness.
    #[error("there is no witness to compare with: {0}")]
    Emit(#[from] EmitError),
    /// The file cannot be read.
    #[error("cannot be read: {0}")]
    Read(#[from] std::io::Error),
    /// The file does not begin with the theory.
    #[error("line {line}: is not that line of the Lean theory; a witness begins with the theory, byte for byte")]
    Theory {
        /// The line, from 1.
        line: u64,
    },
    /// The file has not the structure of an export.
    #[error(transparent)]
    Structure(Fault),
    /// An axiom, an inductive type or another declaration that no witness has.
    #[error("line {line}: declares {name} as {kind}; a witness declares definitions and theorems only")]
    Kind {
        /// The line, from 1.
        line: u64,
        /// What is declared.
        kind: Kind,
        /// Under which name.
        name: String,
    },
    /// A definition or theorem that could stand for something else.
    #[error("line {line}: declares {name}; a witness declares names under Witness only, since kernels compute by name")]
    Namespace {
        /// The line, from 1.
        line: u64,
        /// What is declared.
        name: String,
    },
    /// A universe level or an expression of a form that no witness has.
    #[error("line {line}: a witness consists of constants, applications and natural numbers")]
    Form {
        /// The line, from 1.
        line: u64,
    },
    /// The file states something else than the market and the certificate.
    #[error("line {line}: {declaration} is not that of the market and the certificate")]
    Differs {
        /// The line, from 1.
        line: u64,
        /// The declaration to which the line belongs.
        declaration: String,
    },
    /// The file ends too soon.
    #[error("the file ends within line {line}: the rest of the witness is missing")]
    Unfinished {
        /// The line, from 1.
        line: u64,
    },
    /// The file goes on after the claim.
    #[error("line {line}: nothing follows the claim in a witness")]
    Surplus {
        /// The line, from 1.
        line: u64,
    },
}
