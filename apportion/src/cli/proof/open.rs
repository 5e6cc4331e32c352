//! `apportion open`.

use super::arguments::Open;
use super::stored;
use super::verify::{Known, verified};
use crate::cli::failure::Failure;
use crate::cli::files::{self, Access};
use crate::cli::table::{Align, Table};
use crate::cli::{Outcome, json};
use apportion::circuits::compliance::{LineOpenings, ShowError, Shown, ShownLine, Side};
use apportion::report::grouped;
use serde_json::json;
use std::path::Path;

pub(in crate::cli) fn run(arguments: &Open) -> Result<Outcome, Failure> {
    match (&arguments.payer, &arguments.offer, &arguments.check) {
        (Some(payer), _, _) => show(arguments, &Side::Payer(payer.clone())),
        (_, Some(offer), _) => show(arguments, &Side::Offer(offer.clone())),
        (_, _, Some(file)) => check(arguments, file),
        _ => Err(Failure::Unusable("one of --payer, --offer and --check is needed".to_owned())),
    }
}

fn show(arguments: &Open, side: &Side) -> Result<Outcome, Failure> {
    let out = arguments.out.as_deref().ok_or_else(|| Failure::Unusable("-o is needed".to_owned()))?;
    let path = arguments.proof.join(stored::LINES);
    if !path.exists() {
        let message =
            "is not there: its lines can be shown if the keys come from `apportion setup compliance --openings`";
        return Err(Failure::unusable(&path, &message));
    }
    let manifest = stored::manifest(&arguments.proof.join(stored::MANIFEST))?;
    let openings = LineOpenings::from_json(&files::read(&path)?).map_err(|error| Failure::unusable(&path, &error))?;
    let shown = openings.show(&manifest, side).map_err(|error| match error {
        ShowError::UnknownPayer(_) | ShowError::UnknownOffer(_) => Failure::Unusable(error.to_string()),
        _ => Failure::refused(&path, &error),
    })?;
    files::write_for(out, shown.to_json().as_bytes(), Access::Owner)?;
    let count = shown.len();
    files::print(&if arguments.json {
        json::line(json!({ "side": side_object(side), "lines": count, "exit_reason": "done" }))
    } else {
        format!(
            "{}: {} {}\nwrote {}: for {} alone\nnext: apportion open PROOF --check FILE --vk FILE --commitment FILE --context TEXT\n",
            name(side),
            grouped(count as u128),
            if count == 1 { "line" } else { "lines" },
            out.display(),
            name(side),
        )
    })?;
    Ok(Outcome::Done)
}

fn check(arguments: &Open, file: &Path) -> Result<Outcome, Failure> {
    let (Some(vk), Some(commitment), Some(context)) = (&arguments.vk, &arguments.commitment, &arguments.context) else {
        return Err(Failure::Unusable("--check needs --vk, --commitment and --context".to_owned()));
    };
    let (manifest, evidence) =
        verified(&arguments.proof, Known { vk, commitment, context, epsilon_ppm: arguments.epsilon_ppm })?;
    let shown = Shown::from_json(&files::read(file)?).map_err(|error| Failure::unusable(file, &error))?;
    let lines = shown.check(&manifest, &evidence).map_err(|error| Failure::refused(file, &error))?;
    files::print(&if arguments.json { object(shown.side(), &lines) } else { words(shown.side(), &lines) })?;
    Ok(Outcome::Done)
}

/// The prices of the lines, in nMIC.
fn total(lines: &[ShownLine]) -> u128 {
    lines.iter().filter_map(|line| line.run.as_ref()).map(|run| u128::from(run.option.price)).sum()
}

fn name(side: &Side) -> String {
    match side {
        Side::Payer(id) => format!("payer {id:?}"),
        Side::Offer(id) => format!("offer {id:?}"),
    }
}

fn side_object(side: &Side) -> serde_json::Value {
    match side {
        Side::Payer(id) => json!({ "payer": id }),
        Side::Offer(id) => json!({ "offer": id }),
    }
}

fn object(side: &Side, lines: &[ShownLine]) -> String {
    let line = |line: &ShownLine| {
        json!({
            "place": line.place,
            "task": line.task,
            "offer_place": line.run.as_ref().map(|run| run.option.offer),
            "start": line.run.as_ref().map(|run| run.start),
            "duration_slots": line.run.as_ref().map(|run| run.option.duration),
            "price_nmic": line.run.as_ref().map(|run| run.option.price.to_string()),
        })
    };
    json::line(json!({
        "verified": true,
        "side": side_object(side),
        "lines": lines.iter().map(line).collect::<Vec<_>>(),
        "total_nmic": total(lines).to_string(),
        "exit_reason": "verified",
    }))
}

fn words(side: &Side, lines: &[ShownLine]) -> String {
    let mut table = Table::new(&[
        ("place", Align::Right),
        ("task", Align::Left),
        ("offer", Align::Right),
        ("start", Align::Right),
        ("slots", Align::Right),
        ("price in nMIC", Align::Right),
    ]);
    for line in lines {
        let task = line.task.clone().unwrap_or_else(|| "not shown".to_owned());
        let run = line.run.as_ref();
        let cell = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        table.row([
            line.place.to_string(),
            task,
            cell(run.map(|run| run.option.offer.to_string())),
            cell(run.map(|run| run.start.to_string())),
            cell(run.map(|run| run.option.duration.to_string())),
            cell(run.map(|run| grouped(run.option.price.into()))),
        ]);
    }
    format!(
        "{}: every line shown lies in the allocation that was proved to comply; {} nMIC in all\n{}\
         places and offers are counted from 0, as the market lists them\n",
        name(side),
        grouped(total(lines)),
        table.render()
    )
}
