//! The lint: accepts a witness only if it is the one that would be written for the same market and certificate.
//!
//! A kernel that is given a hostile file may accept it: kernels compute with natural numbers by the names of functions, and trust what a file
//! says about recursors. So nothing in a received file is believed. It is compared, byte by byte, with what is written anew; the statement is
//! the market's because it is made from the market.

mod compare;
mod error;
mod locate;

pub use error::LintError;

use crate::scan::{Fault, Form, Lines, Scan, Stated, StructureFault};
use crate::theory::Theory;
use crate::witness::{NAMESPACE, Summary, Witness};
use apportion_certs::Certificate;
use apportion_certs::elaborate::{Elaborator, Limits};
use apportion_lattice::Market;
use compare::{Compare, Difference};
use locate::Locate;
use std::io::{BufRead, Seek, SeekFrom};

/// Compares a witness with the one of a market and a certificate, which is checked first.
///
/// Memory does not grow with the witness but for the numbers of its expressions.
///
/// # Errors
/// How the file differs, with the line; or why there is no witness to compare it with.
pub fn lint(
    market: &Market,
    certificate: &Certificate,
    limits: Limits,
    mut file: impl BufRead + Seek,
) -> Result<Summary, LintError> {
    let elaborator = Elaborator::new(market, certificate, limits).map_err(crate::EmitError::from)?;
    let witness = Witness::new(&elaborator)?;
    let theory = Theory::load()?;
    let mut compare = Compare::new(&mut file);
    let written = witness.write(&mut compare);
    let difference = match (written, compare.finish()?) {
        (Ok(summary), None) => return Ok(summary),
        (_, Some(difference)) => difference,
        (Err(error), None) => return Err(error.into()),
    };
    match difference {
        Difference::Ends { line } => Err(LintError::Unfinished { line }),
        Difference::Line(line) | Difference::GoesOn { line } => {
            file.seek(SeekFrom::Start(0))?;
            judge(theory, file)?;
            if let Difference::GoesOn { .. } = difference {
                return Err(LintError::Surplus { line });
            }
            let (locate, _) = witness.record(theory.tables().clone(), Locate::new(theory, line))?;
            Err(LintError::Differs { line, declaration: locate.found().unwrap_or_else(|| NAMESPACE.to_owned()) })
        }
    }
}

/// What is worse than another number: a file that does not begin with the theory, has no structure, or declares what no witness declares.
fn judge(theory: &Theory, file: impl BufRead) -> Result<(), LintError> {
    let (mut lines, mut scan) = (Lines::new(file), Scan::new());
    let mut expected = theory.text().split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
    while let Some(line) = lines.next()? {
        let theory = expected.next();
        let own = theory.is_none();
        if theory.is_some_and(|theory| theory != line.as_bytes()) {
            return Err(LintError::Theory { line: lines.number() });
        }
        let stated = scan.take(line);
        let line = lines.number();
        let stated = stated.map_err(|fault| Fault { line, fault })?;
        if own {
            permitted(&scan, stated, line)?;
        }
    }
    Ok(())
}

/// Nothing but names, data, definitions and theorems, and those under the witness's own name.
fn permitted(scan: &Scan, stated: Stated, line: u64) -> Result<(), LintError> {
    use crate::export::line::Kind;
    match stated {
        Stated::Name | Stated::Expression(Form::Data) => Ok(()),
        Stated::Level | Stated::Expression(Form::Other) => Err(LintError::Form { line }),
        Stated::Declaration(kind, name) => {
            let dotted = scan.names().dotted(name);
            if !matches!(kind, Kind::Definition | Kind::Theorem) {
                return Err(LintError::Kind { line, kind, name: dotted });
            }
            let own = scan.names().lies_under(name, NAMESPACE);
            if own { Ok(()) } else { Err(LintError::Namespace { line, name: dotted }) }
        }
    }
}

impl From<Fault> for LintError {
    fn from(fault: Fault) -> Self {
        match fault.fault {
            StructureFault::Read(error) => Self::Read(error),
            _ => Self::Structure(fault),
        }
    }
}
