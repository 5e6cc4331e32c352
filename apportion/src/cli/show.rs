//! `apportion show`.

use super::arguments::{Answer, Show};
use super::failure::Failure;
use super::{Outcome, files, market_tables, summary, verify};
use apportion::picture;
use apportion::report::Report;

pub(super) fn run(arguments: &Show) -> Result<Outcome, Failure> {
    let path = &arguments.path;
    if !path.is_dir() {
        let market = files::read_market(path)?;
        if arguments.svg.is_some() {
            let message = "is a market without an answer, and a picture shows an answer; \
                           run `apportion solve` first, then `apportion show DIR --svg FILE`";
            return Err(Failure::unusable(path, &message));
        }
        files::print(&market_tables::render(&market))?;
        return Ok(Outcome::Done);
    }
    let [market, allocation, certificate] =
        [files::MARKET, files::ALLOCATION, files::CERTIFICATE].map(|name| path.join(name));
    let (market, _, checked) = verify::checked(&Answer { market, allocation, certificate })?;
    let report = Report::new(&market, &checked).map_err(|error| Failure::unusable(path, &error))?;
    let mut text = summary::answer(&report);
    if let Some(file) = &arguments.svg {
        files::write(file, picture::draw(&report).as_bytes())?;
        text.push_str(&format!("\nwrote {}\n", file.display()));
    }
    files::print(&text)?;
    Ok(Outcome::Done)
}
