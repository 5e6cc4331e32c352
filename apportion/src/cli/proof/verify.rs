//! `apportion verify-proof`.

use super::arguments::VerifyProof;
use super::backend::{self, Facts, Files};
use super::{context, halo2, stored, usage};
use crate::cli::failure::Failure;
use crate::cli::{Outcome, files, json};
use apportion::circuits::compliance::Groth16;
use apportion::circuits::groth16::{Manifest, Setup};
use apportion::circuits::usage::NAME;
use apportion::circuits::{Claim, Evidence, Expected, Verifier};
use apportion::report::grouped;
use serde_json::json;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

pub(in crate::cli) fn run(arguments: &VerifyProof, started: Instant) -> Result<Outcome, Failure> {
    let known = Known {
        vk: &arguments.vk,
        commitment: &arguments.commitment,
        context: &arguments.context,
        epsilon_ppm: arguments.epsilon_ppm,
    };
    known.apart_from(&arguments.proof)?;
    files::print(&if is_of_ledgers(known.vk)? {
        usage::verify(arguments, known, started)?
    } else if arguments.after.is_some() {
        return Err(Failure::unusable(known.vk, &"is not for usage, and only ledgers go on: leave --after out"));
    } else {
        accept(&arguments.proof, known, started, arguments)?
    })?;
    Ok(Outcome::Done)
}

/// What the verifier knew before the proof came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    pub(super) vk: &'a Path,
    pub(super) commitment: &'a Path,
    pub(super) context: &'a str,
    pub(super) epsilon_ppm: Option<u32>,
}

/// What is to be said once a proof was accepted.
pub(super) trait Accepted {
    fn say<B: Files>(self, manifest: &B::Manifest, evidence: &Evidence<B>) -> Result<String, Failure>;
}

/// Accepts a proof of either proof system, whichever the known key is of.
pub(super) fn accept(
    proof: &Path,
    known: Known<'_>,
    started: Instant,
    accepted: impl Accepted,
) -> Result<String, Failure> {
    known.apart_from(proof)?;
    if let Some(manifest) = backend::manifest_of_halo2(known.vk)? {
        let verifier = || halo2::verifier(known.vk, |generators| Verifier::transparent(&manifest, generators), started);
        return with(proof, known, &manifest, verifier, accepted);
    }
    let manifest = trusted(known.vk)?;
    let verifier =
        || Verifier::of_manifest(&manifest, Setup::SingleParty).map_err(|refusal| Failure::refused(known.vk, &refusal));
    with::<Groth16>(proof, known, &manifest, verifier, accepted)
}

fn with<B: Files>(
    proof: &Path,
    known: Known<'_>,
    manifest: &B::Manifest,
    verifier: impl FnOnce() -> Result<Verifier<B>, Failure>,
    accepted: impl Accepted,
) -> Result<String, Failure> {
    let epsilon_ppm = demanded(known, B::facts(manifest).statement)?;
    let expected = Expected { context: context(known.context), market: stored::commitment::<B>(known.commitment)? };
    let verifier = verifier()?;
    let verifier = match epsilon_ppm {
        Some(epsilon_ppm) => verifier.within(epsilon_ppm),
        None => verifier,
    };
    let evidence = B::evidence(proof)?;
    verifier.verify(&evidence, &expected).map_err(|refusal| Failure::refused(proof, &refusal))?;
    accepted.say(manifest, &evidence)
}

/// How near the bound the cost must be: stated for near-optimality, and for nothing else.
fn demanded(known: Known<'_>, statement: &str) -> Result<Option<u32>, Failure> {
    match (Claim::of_name(statement), known.epsilon_ppm) {
        (Some(Claim::NearOptimality), None) => {
            let message = "is for near-optimality: say with --epsilon-ppm by how much the cost may exceed the bound";
            Err(Failure::unusable(known.vk, &message))
        }
        (Some(Claim::Compliance), Some(_)) => {
            Err(Failure::unusable(known.vk, &"is for compliance, which --epsilon-ppm says nothing about"))
        }
        (_, epsilon_ppm) => Ok(epsilon_ppm),
    }
}

impl Known<'_> {
    /// What the verifier knew beforehand cannot lie in the directory of the proof.
    fn apart_from(self, proof: &Path) -> Result<(), Failure> {
        [self.vk, self.commitment].into_iter().try_for_each(|path| apart(path, proof))
    }
}

/// Whether a key is for ledgers of usage, whose proofs are several.
fn is_of_ledgers(vk: &Path) -> Result<bool, Failure> {
    if let Some(manifest) = backend::manifest_of_halo2(vk)? {
        return Ok(manifest.statement == NAME);
    }
    let manifest = backend::manifest(&vk.with_file_name(stored::MANIFEST));
    Ok(matches!(manifest, Ok(backend::Manifest::Groth16(manifest)) if manifest.statement == NAME))
}

fn apart(path: &Path, proof: &Path) -> Result<(), Failure> {
    let (Ok(file), Ok(proof)) = (path.canonicalize(), proof.canonicalize()) else { return Ok(()) };
    if file.starts_with(&proof) {
        let message = "came with the proof: name the file that you had before, from whom you trust";
        return Err(Failure::unusable(path, &message));
    }
    Ok(())
}

/// The manifest beside a key, if it is that key's.
pub(super) fn trusted(path: &Path) -> Result<Manifest, Failure> {
    let key = stored::verifying_key(path)?;
    let beside = path.with_file_name(stored::MANIFEST);
    let manifest = stored::manifest(&beside)?;
    if manifest.verifying_key != key.hash() {
        let message = format!(
            "describes the key {}, not {}, whose hash is {}",
            manifest.verifying_key,
            path.display(),
            key.hash()
        );
        return Err(Failure::refused(&beside, &message));
    }
    Ok(manifest)
}

impl Accepted for &VerifyProof {
    fn say<B: Files>(self, manifest: &B::Manifest, evidence: &Evidence<B>) -> Result<String, Failure> {
        let facts = B::facts(manifest);
        let (allocation, epsilon_ppm) = (evidence.allocation().unwrap_or_default(), evidence.epsilon_ppm());
        Ok(if self.json {
            object(self, &facts, &allocation, epsilon_ppm)
        } else {
            words(self, &facts, &allocation, epsilon_ppm)
        })
    }
}

fn object(arguments: &VerifyProof, facts: &Facts<'_>, allocation: &str, epsilon_ppm: Option<u32>) -> String {
    json::line(facts.object(json!({
        "verified": true,
        "context": arguments.context,
        "epsilon_ppm": epsilon_ppm,
        "allocation": allocation,
        "not_covered": facts.not_covered,
        "exit_reason": "verified",
    })))
}

fn words(arguments: &VerifyProof, facts: &Facts<'_>, allocation: &str, epsilon_ppm: Option<u32>) -> String {
    let mut text = format!(
        "{}: the proof holds: an allocation of the committed market keeps its rules{}\n\
         \x20 for {:?}\n\
         \x20 allocation committed to as {allocation}\n\
         \x20 key {}\n\
         \x20 made {}\n\
         \x20 not proved:\n",
        facts.statement,
        epsilon_ppm.map(nearness).unwrap_or_default(),
        arguments.context,
        facts.key.1,
        facts.made,
    );
    for sentence in facts.not_covered {
        let _ = writeln!(text, "    {}", apportion::report::plain(sentence));
    }
    text
}

/// How near the bound the cost is.
fn nearness(epsilon_ppm: u32) -> String {
    let epsilon = grouped(epsilon_ppm.into());
    format!("\n  and costs at most {epsilon} ppm more than a lower bound of what any such allocation costs")
}
