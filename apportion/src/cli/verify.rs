//! `apportion verify`.

use super::arguments::{Answer, Verify};
use super::failure::Failure;
use super::{Outcome, files, json, summary};
use apportion::certs::{self, Allocation, Certificate, Checked};
use apportion::lattice::Market;
use std::path::Path;

pub(super) fn run(arguments: &Verify) -> Result<Outcome, Failure> {
    let (market, _, checked) = checked(&arguments.answer)?;
    files::print(&if arguments.json {
        json::line(json::accepted(&checked, "verified"))
    } else {
        format!("{}  the certificate proves this\n", summary::verdict(&market, &checked))
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
