//! `apportion prove usage`.

use super::arguments::ProveUsage;
use super::events::{Events, LineError};
use super::proof::StagedProof;
use super::rules;
use crate::cli::failure::Failure;
use crate::cli::progress::Steps;
use crate::cli::proof::entropy::{Entropy, Shared};
use crate::cli::proof::{context, stored};
use crate::cli::{Outcome, files, json, stop};
use apportion::circuits::usage::{Chunk, Keys, Ledger, LedgerError, prove_chunks, usage};
use apportion::lattice::Market;
use apportion::report::grouped;
use apportion::{Cancellation, Control};
use serde_json::json;
use std::fs::File;
use std::io::BufReader;
use std::time::Instant;

/// Chunks that are proved side by side, each in about 50 MiB; every proof uses all threads anyway.
const AT_ONCE_MAX: usize = 4;

/// What was proved.
struct Proved {
    events: u64,
    chunks: u64,
}

pub(in crate::cli::proof) fn run(arguments: &ProveUsage, started: Instant) -> Result<Outcome, Failure> {
    let market = files::read_market(&arguments.market)?;
    let unreadable = |error| Failure::unusable(&arguments.events, &format!("cannot be read: {error}"));
    let events = Events::new(&market, BufReader::new(File::open(&arguments.events).map_err(unreadable)?));
    let opening = stored::opening(&arguments.opening)?;
    let staged = StagedProof::create(&arguments.out)?;
    let cancellation = stop::listen()?;
    let steps = Steps::new(started);
    steps.say("loading the keys");
    let keys = load(arguments)?;
    let ledger =
        usage(&keys).ledger(&market, &opening, &context(&arguments.context)).map_err(|error| match &error {
            LedgerError::Fit(_) => Failure::unusable(&arguments.market, &error),
            _ => Failure::refused(&arguments.opening, &error),
        })?;
    steps.say("proving");
    let job = Job { arguments, market: &market, keys: &keys, steps: &steps, cancellation: &cancellation };
    let proved = job.run(ledger, events, staged)?;
    steps.finish();
    let Some(proved) = proved else {
        files::print(&if arguments.json {
            json::line(json!({ "statement": keys.manifest().statement, "exit_reason": "cancelled" }))
        } else {
            "stopped: nothing was written\n".to_owned()
        })?;
        return Ok(Outcome::Limited);
    };
    files::print(&if arguments.json {
        json::line(json!({
            "statement": keys.manifest().statement,
            "context": arguments.context,
            "commitment": opening.commitment().decimal(),
            "events": proved.events,
            "chunks": proved.chunks,
            "market_sha256": opening.market_sha256(),
            "verifying_key_hash": keys.manifest().verifying_key.to_string(),
            "setup": keys.manifest().setup.to_string(),
            "constraints": keys.manifest().constraints,
            "elapsed_ms": started.elapsed().as_millis() as u64,
            "exit_reason": "done",
        }))
    } else {
        words(arguments, &proved, started)
    })?;
    Ok(Outcome::Done)
}

fn load(arguments: &ProveUsage) -> Result<Keys, Failure> {
    let manifest = stored::manifest(&arguments.keys.join(stored::MANIFEST))?;
    let path = arguments.keys.join(stored::PROVING_KEY);
    Keys::load(manifest, &files::read(&path)?).map_err(|error| Failure::refused(&path, &error))
}

/// What proving takes.
struct Job<'a> {
    arguments: &'a ProveUsage,
    market: &'a Market,
    keys: &'a Keys,
    steps: &'a Steps,
    cancellation: &'a Cancellation,
}

impl Job<'_> {
    /// Proves the events in chunks, some at a time; nothing if it was cancelled.
    fn run(
        &self,
        mut ledger: Ledger<'_>,
        mut events: Events<'_, BufReader<File>>,
        mut staged: StagedProof,
    ) -> Result<Option<Proved>, Failure> {
        let path = &self.arguments.events;
        let at_once = rayon::current_num_threads().min(AT_ONCE_MAX);
        let (mut entropy, mut waiting, mut count) = (Entropy::default(), Vec::new(), 0);
        let next =
            |events: &mut Events<'_, _>| events.next().map_err(|error: LineError| Failure::unusable(path, &error));
        while let Some((line, event)) = next(&mut events)? {
            let chunks = ledger.push(&event, &mut entropy);
            waiting.extend(chunks.map_err(|error| rules::broken(path, self.market, line, &error))?);
            count += 1;
            while waiting.len() >= at_once {
                let rest = waiting.split_off(at_once);
                self.prove(&std::mem::replace(&mut waiting, rest), &mut staged)?;
                if self.cancellation.is_cancelled() {
                    return Ok(None);
                }
            }
        }
        waiting.push(ledger.finish(&mut entropy).map_err(|error| rules::broken(path, self.market, 0, &error))?);
        entropy.vouch(())?;
        for batch in waiting.chunks(at_once) {
            self.prove(batch, &mut staged)?;
            if self.cancellation.is_cancelled() {
                return Ok(None);
            }
        }
        let chunks = staged.chunks();
        staged.commit(self.keys)?;
        Ok(Some(Proved { events: count, chunks }))
    }

    fn prove(&self, chunks: &[Chunk], staged: &mut StagedProof) -> Result<(), Failure> {
        let shared = Shared::default();
        let proved = prove_chunks(self.keys, chunks, || shared.source());
        let proved = proved.map_err(|error| Failure::refused(&self.arguments.keys, &error))?;
        staged.push(&shared.vouch(proved)?)?;
        self.steps.note(format!("proving: {} chunks done", grouped(staged.chunks().into())));
        Ok(())
    }
}

fn words(arguments: &ProveUsage, proved: &Proved, started: Instant) -> String {
    let out = arguments.out.display();
    format!(
        "usage: {} events proved in {} chunks and {:.1} s, for {:?}\n\
         wrote {out}/chunk-000001/{} and {} and so on, {out}/{} and {out}/{}\n\
         next: apportion verify-proof {out} --vk FILE --commitment FILE --context TEXT\n",
        grouped(proved.events.into()),
        grouped(proved.chunks.into()),
        started.elapsed().as_secs_f64(),
        arguments.context,
        stored::PROOF,
        stored::PUBLIC,
        stored::VERIFYING_KEY,
        stored::MANIFEST,
    )
}
