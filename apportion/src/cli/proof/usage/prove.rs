//! `apportion prove usage`.

use super::arguments::ProveUsage;
use super::events::{Events, LineError};
use super::files::{LedgerFiles, StagedProof};
use super::rules;
use crate::cli::failure::Failure;
use crate::cli::progress::Steps;
use crate::cli::proof::backend::{self, Manifest};
use crate::cli::proof::entropy::{Entropy, Shared};
use crate::cli::proof::{context, stored};
use crate::cli::{Outcome, files, json, stop};
use apportion::circuits::Opening;
use apportion::circuits::compliance::{Groth16, Halo2};
use apportion::circuits::usage::{Chunk, Keys, Ledger, LedgerError, LedgerState, prove_chunks, usage};
use apportion::lattice::Market;
use apportion::report::grouped;
use apportion::{Cancellation, Control};
use serde_json::json;
use std::fs::File;
use std::io::BufReader;
use std::time::Instant;

/// What was proved.
struct Proved {
    events: u64,
    chunks: u64,
}

pub(in crate::cli::proof) fn run(arguments: &ProveUsage, started: Instant) -> Result<Outcome, Failure> {
    match backend::manifest(&arguments.options.keys.join(stored::MANIFEST))? {
        Manifest::Groth16(manifest) => with::<Groth16>(arguments, manifest, started),
        Manifest::Halo2(manifest) => with::<Halo2>(arguments, manifest, started),
    }
}

/// Proves with the keys that a manifest describes.
fn with<B: LedgerFiles>(arguments: &ProveUsage, manifest: B::Manifest, started: Instant) -> Result<Outcome, Failure> {
    let ProveUsage { options, .. } = arguments;
    let market = files::read_market(&arguments.market)?;
    let unreadable = |error| Failure::unusable(&arguments.events, &format!("cannot be read: {error}"));
    let events = Events::new(&market, BufReader::new(File::open(&arguments.events).map_err(unreadable)?));
    let opening = stored::opening::<B>(&options.opening)?;
    let state = arguments.resume.as_deref().map(stored::ledger_state::<B>).transpose()?;
    let staged = StagedProof::create(&options.out)?;
    let cancellation = stop::listen()?;
    let steps = Steps::new(started);
    steps.say("loading the keys");
    let keys = B::ledger_keys(&options.keys, manifest, &steps)?;
    let ledger = begun(arguments, &keys, &market, &opening, state.as_ref())?;
    steps.say("proving");
    let job = Job { arguments, market: &market, keys: &keys, steps: &steps, cancellation: &cancellation };
    let proved = job.run(ledger, events, staged)?;
    steps.finish();
    let facts = B::facts(keys.manifest());
    let Some(proved) = proved else {
        files::print(&if options.json {
            json::line(json!({ "statement": facts.statement, "exit_reason": "cancelled" }))
        } else {
            "stopped: nothing was written\n".to_owned()
        })?;
        return Ok(Outcome::Limited);
    };
    files::print(&if options.json {
        json::line(facts.object(json!({
            "context": options.context,
            "commitment": opening.commitment().decimal(),
            "events": proved.events,
            "chunks": proved.chunks,
            "market_sha256": opening.market_sha256(),
            "elapsed_ms": started.elapsed().as_millis() as u64,
            "exit_reason": "done",
        })))
    } else {
        words(arguments, &proved, started)
    })?;
    Ok(Outcome::Done)
}

/// An empty ledger, or one that goes on from a state.
fn begun<'k, B: LedgerFiles>(
    arguments: &ProveUsage,
    keys: &'k Keys<B>,
    market: &Market,
    opening: &Opening<B>,
    state: Option<&LedgerState<B>>,
) -> Result<Ledger<'k, B>, Failure> {
    let (prover, context) = (usage(keys), context(&arguments.options.context));
    let ledger = match state {
        None => prover.ledger(market, opening, &context),
        Some(state) => prover.resume(market, opening, &context, state),
    };
    ledger.map_err(|error| match (&error, &arguments.resume) {
        (LedgerError::Fit(_), _) => Failure::unusable(&arguments.market, &error),
        (LedgerError::OtherState, Some(state)) => Failure::refused(state, &error),
        _ => Failure::refused(&arguments.options.opening, &error),
    })
}

/// What proving takes.
struct Job<'a, B: LedgerFiles> {
    arguments: &'a ProveUsage,
    market: &'a Market,
    keys: &'a Keys<B>,
    steps: &'a Steps,
    cancellation: &'a Cancellation,
}

impl<B: LedgerFiles> Job<'_, B> {
    /// Proves the events in chunks, some at a time; nothing if it was cancelled.
    fn run(
        &self,
        mut ledger: Ledger<'_, B>,
        mut events: Events<'_, BufReader<File>>,
        mut staged: StagedProof,
    ) -> Result<Option<Proved>, Failure> {
        let path = &self.arguments.events;
        let at_once = rayon::current_num_threads().min(B::AT_ONCE_MAX);
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
        let last = ledger.finish(&mut entropy).map_err(|error| rules::broken(path, self.market, 0, &error))?;
        let state = last.after();
        waiting.push(last);
        entropy.vouch(())?;
        for batch in waiting.chunks(at_once) {
            self.prove(batch, &mut staged)?;
            if self.cancellation.is_cancelled() {
                return Ok(None);
            }
        }
        let chunks = staged.chunks();
        staged.commit(self.keys, &state)?;
        Ok(Some(Proved { events: count, chunks }))
    }

    fn prove(&self, chunks: &[Chunk<B>], staged: &mut StagedProof) -> Result<(), Failure> {
        let shared = Shared::default();
        let proved = prove_chunks(self.keys, chunks, || shared.source());
        let proved = proved.map_err(|error| Failure::refused(&self.arguments.options.keys, &error))?;
        staged.push(&shared.vouch(proved)?)?;
        self.steps.note(format!("proving: {} chunks done", grouped(staged.chunks().into())));
        Ok(())
    }
}

fn words(arguments: &ProveUsage, proved: &Proved, started: Instant) -> String {
    let out = arguments.options.out.display();
    format!(
        "usage: {} events proved in {} chunks and {:.1} s, for {:?}\n\
         wrote {out}/chunk-000001 and so on, and {out}/{}\n\
         wrote {out}/{}: keep it secret; another ledger goes on from it\n\
         next: apportion verify-proof {out} --vk FILE --commitment FILE --context TEXT\n",
        grouped(proved.events.into()),
        grouped(proved.chunks.into()),
        started.elapsed().as_secs_f64(),
        arguments.options.context,
        stored::MANIFEST,
        stored::STATE,
    )
}
