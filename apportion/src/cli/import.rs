//! `apportion import`.

use super::arguments::{Import, ImportAzureLlm};
use super::failure::Failure;
use super::{Outcome, files};
use apportion::import::{ImportError, azure_llm, gap};
use apportion::lattice::Market;
use std::path::Path;

pub(super) fn run(arguments: &Import) -> Result<Outcome, Failure> {
    let (market, out) = match arguments {
        Import::Gap(gap) => (read_gap(&gap.file)?, &gap.out),
        Import::AzureLlm(trace) => (read_trace(trace)?, &trace.out),
    };
    if files::is_yaml(out) {
        return Err(Failure::unusable(out, &"markets are written as JSON; choose a name that ends in .json"));
    }
    let mut text = serde_json::to_vec_pretty(&market.to_document())
        .map_err(|error| Failure::unusable(out, &format!("cannot be written: {error}")))?;
    text.push(b'\n');
    files::write(out, &text)?;
    let (tasks, offers) = (market.tasks().len(), market.offers().len());
    let slots = market.horizon().slot_count;
    files::print(&format!(
        "wrote {}: {tasks} tasks, {offers} offers, {slots} slots, market {}\n",
        out.display(),
        market.hash()
    ))?;
    Ok(Outcome::Done)
}

fn read_gap(file: &Path) -> Result<Market, Failure> {
    let text = files::read_text(file)?;
    gap::market(&text, &name(file)).map_err(|error| Failure::unusable(file, &error))
}

fn read_trace(arguments: &ImportAzureLlm) -> Result<Market, Failure> {
    let trace = files::read_text(&arguments.trace)?;
    let prices = files::read_text(&arguments.prices)?;
    let some = |number: u64| (number > 0).then_some(number);
    let mut options = azure_llm::Options::default();
    options.requests = some(arguments.requests);
    options.models.clone_from(&arguments.models);
    options.slot_length_ms = arguments.slot_ms;
    options.patience_slots = arguments.patience;
    options.tokens_per_minute = some(arguments.tokens_per_minute);
    options.requests_per_minute = some(arguments.requests_per_minute);
    options.payers = arguments.payers;
    options.budget = arguments.budget;
    options.seed = arguments.seed;
    options.mic_per_usd = arguments.mic_per_usd;
    azure_llm::market(&trace, &prices, &name(&arguments.trace), &options).map_err(|error| {
        let file = if matches!(error, ImportError::Prices { .. }) { &arguments.prices } else { &arguments.trace };
        Failure::unusable(file, &error)
    })
}

/// The market's name: that of the file, without its ending.
fn name(file: &Path) -> String {
    file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}
