//! `apportion open`.

use super::arguments::Open;
use super::backend::{self, Files, Manifest};
use super::stored;
use super::verify::{Accepted, Known, accept};
use crate::cli::failure::Failure;
use crate::cli::files::{self, Access};
use crate::cli::table::{Align, Table};
use crate::cli::{Outcome, json};
use apportion::circuits::Evidence;
use apportion::circuits::compliance::{Backend, Groth16, Halo2, LineOpenings, ShowError, Shown, ShownLine, Side};
use apportion::report::grouped;
use serde_json::json;
use std::path::Path;
use std::time::Instant;

pub(in crate::cli) fn run(arguments: &Open, started: Instant) -> Result<Outcome, Failure> {
    let said = match (&arguments.payer, &arguments.offer, &arguments.check) {
        (Some(payer), _, _) => show(arguments, &Side::Payer(payer.clone())),
        (_, Some(offer), _) => show(arguments, &Side::Offer(offer.clone())),
        (_, _, Some(file)) => check(arguments, file, started),
        _ => Err(Failure::Unusable("one of --payer, --offer and --check is needed".to_owned())),
    };
    files::print(&said?)?;
    Ok(Outcome::Done)
}

fn show(arguments: &Open, side: &Side) -> Result<String, Failure> {
    let path = arguments.proof.join(stored::LINES);
    if !path.exists() {
        let message =
            "is not there: its lines can be shown if the keys come from `apportion setup compliance --openings`";
        return Err(Failure::unusable(&path, &message));
    }
    match backend::manifest(&arguments.proof.join(stored::MANIFEST))? {
        Manifest::Groth16(manifest) => write::<Groth16>(arguments, &path, &manifest, side),
        Manifest::Halo2(manifest) => write::<Halo2>(arguments, &path, &manifest, side),
    }
}

/// Writes the lines of a side.
fn write<B: Backend>(arguments: &Open, path: &Path, manifest: &B::Manifest, side: &Side) -> Result<String, Failure> {
    let out = arguments.out.as_deref().ok_or_else(|| Failure::Unusable("-o is needed".to_owned()))?;
    let openings =
        LineOpenings::<B>::from_json(&files::read(path)?).map_err(|error| Failure::unusable(path, &error))?;
    let shown = openings.show(manifest, side).map_err(|error| match error {
        ShowError::UnknownPayer(_) | ShowError::UnknownOffer(_) => Failure::Unusable(error.to_string()),
        _ => Failure::refused(path, &error),
    })?;
    files::write_for(out, shown.to_json().as_bytes(), Access::Owner)?;
    let count = shown.len();
    Ok(if arguments.json {
        json::line(json!({ "side": side_object(side), "lines": count, "exit_reason": "done" }))
    } else {
        format!(
            "{}: {} {}\nwrote {}: for {} alone\n\
             next: apportion open PROOF --check FILE --vk FILE --commitment FILE --context TEXT\n",
            name(side),
            grouped(count as u128),
            if count == 1 { "line" } else { "lines" },
            out.display(),
            name(side),
        )
    })
}

fn check(arguments: &Open, file: &Path, started: Instant) -> Result<String, Failure> {
    let (Some(vk), Some(commitment), Some(context)) = (&arguments.vk, &arguments.commitment, &arguments.context) else {
        return Err(Failure::Unusable("--check needs --vk, --commitment and --context".to_owned()));
    };
    let known = Known { vk, commitment, context, epsilon_ppm: arguments.epsilon_ppm };
    accept(&arguments.proof, known, started, Check { file, object: arguments.json })
}

/// The lines of a file, to be looked for in the allocation of an accepted proof.
struct Check<'a> {
    file: &'a Path,
    object: bool,
}

impl Accepted for Check<'_> {
    fn say<B: Files>(self, manifest: &B::Manifest, evidence: &Evidence<B>) -> Result<String, Failure> {
        let shown = Shown::<B>::from_json(&files::read(self.file)?);
        let shown = shown.map_err(|error| Failure::unusable(self.file, &error))?;
        let lines = shown.check(manifest, evidence).map_err(|error| Failure::refused(self.file, &error))?;
        Ok(if self.object { object(&shown, &lines) } else { words(&shown, &lines) })
    }
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

fn object<B: Backend>(shown: &Shown<B>, lines: &[ShownLine]) -> String {
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
        "side": side_object(shown.side()),
        "offer_place": shown.offer_place(),
        "lines": lines.iter().map(line).collect::<Vec<_>>(),
        "total_nmic": total(lines).to_string(),
        "exit_reason": "verified",
    }))
}

fn words<B: Backend>(shown: &Shown<B>, lines: &[ShownLine]) -> String {
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
    // An offer's name is the file's own word.
    let whose = match shown.offer_place() {
        Some(place) => format!("the offer at place {place}, which the file calls {}", name(shown.side())),
        None => name(shown.side()),
    };
    format!(
        "{}: every line shown lies in the allocation that was proved to comply; {} nMIC in all\n{}\
         places and offers are counted from 0, as the market lists them\n",
        whose,
        grouped(total(lines)),
        table.render()
    )
}
