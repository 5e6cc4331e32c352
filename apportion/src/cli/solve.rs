//! `apportion solve`.

use super::arguments::{Proof, Solve};
use super::engine::{self, Engine};
use super::failure::Failure;
use super::files::Directory;
use super::stop::Watch;
use super::verify;
use super::{Outcome, files, json, summary};
use apportion::allocator::export::Import;
use apportion::certs::{Allocation, Certificate, Checked};
use apportion::lattice::{Market, ppm};
use apportion::report::Report;
use apportion::{Answer, ExitReason, ProofStyle, Solver, Warm};
use serde_json::{Map, Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

pub(super) fn run(arguments: &Solve, started: Instant) -> Result<Outcome, Failure> {
    let market = files::read_market(&arguments.market)?;
    let warm = arguments.warm.as_deref().map(read_warm).transpose()?;
    let watch = Watch::new(started, arguments.time_limit)?;
    let directory = Directory::open(&arguments.out)?;
    let attempt = match &arguments.engine {
        Engine::Native => None,
        Engine::MiniZinc(solver) => Some(engine::find(solver, &market, &arguments.market, &watch)?),
    };
    let found = attempt.as_ref().and_then(|attempt| attempt.found.as_ref());
    let warm = found.map(Import::warm).or(warm);
    let mut solver = Solver::new().gap(ppm(arguments.gap)).proof(style(arguments.proof));
    if let Some(work) = arguments.work_limit {
        solver = solver.work_limit(work);
    }
    if let Some(mebibytes) = arguments.memory_limit {
        solver = solver.memory_limit(mebibytes << 20);
    }
    if let Some(warm) = &warm {
        solver = solver.warm(warm);
    }
    let answer = in_pool(arguments.threads, || solver.control(&watch).solve(&market))?;
    watch.finish();
    let answer = answer.map_err(|error| Failure::unusable(&arguments.market, &error))?;
    let solved = started.elapsed();
    let (allocation, certificate) = (answer.allocation.to_json(), answer.certificate.to_bytes());
    let checking = Instant::now();
    let checked = check_as_written(&market, &allocation, &certificate, &directory.join(files::CERTIFICATE))?;
    let times = Times { solved, checked: checking.elapsed() };
    directory.write(&[
        (files::MARKET, &market.canonical_json()),
        (files::CERTIFICATE, &certificate),
        (files::ALLOCATION, allocation.as_bytes()),
    ])?;
    files::print(&if arguments.json {
        let mut object = object(&market, &answer, &checked, &times, &directory);
        object.insert("engine".to_owned(), engine::json(attempt.as_ref(), &checked));
        json::line(object)
    } else {
        let said = attempt.as_ref().map(|attempt| engine::words(attempt, &checked)).unwrap_or_default();
        words(arguments, &market, &answer, &checked, &times, &directory, &said)?
    })?;
    Ok(match answer.exit_reason {
        ExitReason::Done => Outcome::Done,
        ExitReason::Infeasible => Outcome::Infeasible,
        _ => Outcome::Limited,
    })
}

struct Times {
    /// From the start of the program to the end of the search.
    solved: Duration,
    checked: Duration,
}

fn style(proof: Proof) -> ProofStyle {
    match proof {
        Proof::Compact => ProofStyle::Compact,
        Proof::Core => ProofStyle::Core,
    }
}

/// Reads an earlier answer. It is only where the search begins, so that it needs no check.
fn read_warm(directory: &Path) -> Result<Warm, Failure> {
    let allocation = files::read_allocation(&directory.join(files::ALLOCATION))?;
    Ok(Warm::from_allocation(&allocation))
}

fn in_pool<T: Send>(threads: Option<u16>, job: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    let Some(threads) = threads else { return Ok(job()) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build();
    let pool = pool.map_err(|error| Failure::Unusable(format!("{threads} threads cannot be started: {error}")))?;
    Ok(pool.install(job))
}

/// Checks the very bytes that are going to be written.
fn check_as_written(market: &Market, allocation: &str, certificate: &[u8], path: &Path) -> Result<Checked, Failure> {
    let allocation = Allocation::from_json(allocation).map_err(|error| Failure::refused(path, &error))?;
    let certificate = Certificate::from_bytes(certificate).map_err(|error| Failure::refused(path, &error))?;
    verify::check(market, &allocation, &certificate, path)
}

fn reason(reason: ExitReason) -> &'static str {
    match reason {
        ExitReason::Done => "done",
        ExitReason::Infeasible => "infeasible",
        ExitReason::TimeLimit => "time_limit",
        ExitReason::WorkLimit => "work_limit",
        ExitReason::MemoryLimit => "memory_limit",
        ExitReason::Cancelled => "cancelled",
    }
}

fn object(
    market: &Market,
    answer: &Answer,
    checked: &Checked,
    times: &Times,
    directory: &Directory,
) -> Map<String, Value> {
    let mut object = json::accepted(checked, reason(answer.exit_reason));
    let path = |name| directory.join(name).display().to_string();
    let more = [
        ("unassigned", json!(market.tasks().len() - checked.assignments().len())),
        ("nodes", json!(answer.statistics.nodes)),
        ("work", json!(answer.statistics.work)),
        ("seconds", json!(times.solved.as_secs_f64())),
        ("check_seconds", json!(times.checked.as_secs_f64())),
        ("allocation", json!(path(files::ALLOCATION))),
        ("certificate", json!(path(files::CERTIFICATE))),
        ("market", json!(path(files::MARKET))),
    ];
    object.extend(more.map(|(key, value)| (key.to_owned(), value)));
    object
}

fn words(
    arguments: &Solve,
    market: &Market,
    answer: &Answer,
    checked: &Checked,
    times: &Times,
    directory: &Directory,
    engine: &str,
) -> Result<String, Failure> {
    let report = Report::new(market, checked).map_err(|error| Failure::unusable(&arguments.market, &error))?;
    let mut text = summary::answer(&report);
    text.push_str(engine);
    let stopped = match answer.exit_reason {
        ExitReason::Done if arguments.gap > 0 => "stopped at the gap asked for",
        ExitReason::Done | ExitReason::Infeasible => "searched to the end",
        ExitReason::TimeLimit => "stopped by the time limit",
        ExitReason::WorkLimit => "stopped by the work limit",
        ExitReason::MemoryLimit => "stopped by the memory limit",
        ExitReason::Cancelled => "stopped by Ctrl-C",
    };
    let out = arguments.out.display();
    text.push_str(&format!(
        "\n{stopped} after {:.2} s and {} nodes; checked in {:.3} s\nwrote {}, {} and {}\nnext: apportion show {out} --svg {}\n",
        times.solved.as_secs_f64(),
        answer.statistics.nodes,
        times.checked.as_secs_f64(),
        directory.join(files::ALLOCATION).display(),
        directory.join(files::CERTIFICATE).display(),
        directory.join(files::MARKET).display(),
        arguments.out.join("picture.svg").display(),
    ));
    Ok(text)
}
