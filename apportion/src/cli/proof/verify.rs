//! `apportion verify-proof`.

use super::arguments::VerifyProof;
use super::{context, setup_words, stored};
use crate::cli::failure::Failure;
use crate::cli::{Outcome, files, json};
use apportion::circuits::groth16::{Manifest, Setup};
use apportion::circuits::{Claim, Evidence, Expected, Verifier};
use apportion::report::grouped;
use serde_json::json;
use std::fmt::Write as _;
use std::path::Path;

pub(in crate::cli) fn run(arguments: &VerifyProof) -> Result<Outcome, Failure> {
    let known = Known {
        vk: &arguments.vk,
        commitment: &arguments.commitment,
        context: &arguments.context,
        epsilon_ppm: arguments.epsilon_ppm,
    };
    let (manifest, evidence) = verified(&arguments.proof, known)?;
    let text =
        if arguments.json { object(arguments, &manifest, &evidence) } else { words(arguments, &manifest, &evidence) };
    files::print(&text)?;
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

/// A proof that was accepted, and what its key is for.
pub(super) fn verified(proof: &Path, known: Known<'_>) -> Result<(Manifest, Evidence), Failure> {
    [known.vk, known.commitment].into_iter().try_for_each(|path| apart(path, proof))?;
    let manifest = trusted(known.vk)?;
    let epsilon_ppm = demanded(known, &manifest)?;
    let expected = Expected { context: context(known.context), market: stored::commitment(known.commitment)? };
    let verifier =
        Verifier::of_manifest(&manifest, Setup::SingleParty).map_err(|refusal| Failure::refused(known.vk, &refusal))?;
    let verifier = epsilon_ppm.map_or(verifier, |epsilon_ppm| verifier.within(epsilon_ppm));
    let evidence = stored::evidence(proof)?;
    verifier.verify(&evidence, &expected).map_err(|refusal| Failure::refused(proof, &refusal))?;
    Ok((manifest, evidence))
}

/// How near the bound the cost must be: stated for near-optimality, and for nothing else.
fn demanded(known: Known<'_>, manifest: &Manifest) -> Result<Option<u32>, Failure> {
    match (Claim::of_name(&manifest.statement), known.epsilon_ppm) {
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

/// What the verifier knew beforehand cannot lie in the directory of the proof.
fn apart(path: &Path, proof: &Path) -> Result<(), Failure> {
    let (Ok(file), Ok(proof)) = (path.canonicalize(), proof.canonicalize()) else { return Ok(()) };
    if file.parent() == Some(&*proof) {
        let message = "came with the proof: name the file that you had before, from whom you trust";
        return Err(Failure::unusable(path, &message));
    }
    Ok(())
}

/// The manifest beside a key, if it is that key's.
fn trusted(path: &Path) -> Result<Manifest, Failure> {
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

fn object(arguments: &VerifyProof, manifest: &Manifest, evidence: &Evidence) -> String {
    json::line(json!({
        "verified": true,
        "statement": manifest.statement,
        "context": arguments.context,
        "epsilon_ppm": evidence.epsilon_ppm(),
        "allocation": evidence.allocation(),
        "verifying_key_hash": manifest.verifying_key.to_string(),
        "setup": manifest.setup.to_string(),
        "not_covered": manifest.not_covered,
        "exit_reason": "verified",
    }))
}

fn words(arguments: &VerifyProof, manifest: &Manifest, evidence: &Evidence) -> String {
    let mut text = format!(
        "{}: the proof holds: an allocation of the committed market keeps its rules{}\n\
         \x20 for {:?}\n\
         \x20 allocation committed to as {}\n\
         \x20 key {}\n\
         \x20 made {}\n\
         \x20 not proved:\n",
        manifest.statement,
        nearness(evidence),
        arguments.context,
        evidence.allocation().unwrap_or_default(),
        manifest.verifying_key,
        setup_words(manifest.setup),
    );
    for sentence in &manifest.not_covered {
        let _ = writeln!(text, "    {}", apportion::report::plain(sentence));
    }
    text
}

/// How near the bound the cost is, if that was proved.
fn nearness(evidence: &Evidence) -> String {
    let words = |epsilon: u32| {
        format!(
            "\n  and costs at most {} ppm more than a lower bound of what any such allocation costs",
            grouped(epsilon.into())
        )
    };
    evidence.epsilon_ppm().map(words).unwrap_or_default()
}
