//! `apportion verify`.

use super::arguments::{Answer, Verify};
use super::failure::Failure;
use super::progress::Steps;
use super::{Outcome, files, json, lean, stop, summary};
use apportion::certs::{self, Allocation, Certificate, Checked};
use apportion::lattice::Market;
use std::path::Path;
use std::time::Instant;

pub(super) fn run(arguments: &Verify, started: Instant) -> Result<Outcome, Failure> {
    let (market, certificate, checked) = checked(&arguments.answer)?;
    let lean = match &arguments.lean {
        None => None,
        Some(directory) => {
            stop::leave_nothing()?;
            let steps = Steps::new(started);
            let verdict = lean::verify(&market, &certificate, directory, arguments.kernel.as_deref(), &steps);
            steps.finish();
            Some(verdict?)
        }
    };
    files::print(&if arguments.json {
        let mut object = json::accepted(&checked, "verified");
        object.extend(lean.map(|verdict| ("lean".to_owned(), verdict.json())));
        json::line(object)
    } else {
        let lean = lean.map_or(String::new(), |verdict| verdict.to_string());
        format!("{}  the certificate proves this\n{lean}", summary::verdict(&market, &checked))
    })?;
    Ok(Outcome::Done)
}

/// Reads and checks an answer.
pub(super) fn checked(answer: &Answer) -> Result<(Market, Certificate, Checked), Failure> {
    let market = files::read_market(&answer.market)?;
    let allocation = files::read_allocation(&answer.allocation)?;
    let certificate = files::read_certificate(&answer.certificate)?;
    let checked = check(&market, &allocation, &certificate, &answer.certificate)?;
    Ok((market, certificate, checked))
}

/// Checks an answer; the path is the one to name if it is refused.
pub(super) fn check(
    market: &Market,
    allocation: &Allocation,
    certificate: &Certificate,
    path: &Path,
) -> Result<Checked, Failure> {
    certs::check(market, allocation, certificate).map_err(|reject| Failure::refused(path, &reject))
}
