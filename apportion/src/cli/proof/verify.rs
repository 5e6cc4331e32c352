//! `apportion verify-proof`.

use super::arguments::VerifyProof;
use super::backend::{self, Facts, Files};
use super::halo2::{PARAMETERS, parameters};
use super::{context, stored};
use crate::cli::failure::Failure;
use crate::cli::progress::Steps;
use crate::cli::{Outcome, files, json};
use apportion::circuits::compliance::{Groth16, Halo2};
use apportion::circuits::groth16::{Manifest, Setup};
use apportion::circuits::{Expected, Verifier, halo2};
use serde_json::json;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

pub(in crate::cli) fn run(arguments: &VerifyProof, started: Instant) -> Result<Outcome, Failure> {
    [&arguments.vk, &arguments.commitment].into_iter().try_for_each(|path| apart(path, &arguments.proof))?;
    if let Some(manifest) = backend::manifest_of_halo2(&arguments.vk)? {
        return with(arguments, &manifest, || transparent(arguments, &manifest, started));
    }
    let manifest = trusted(&arguments.vk)?;
    with::<Groth16>(arguments, &manifest, || {
        Verifier::of_manifest(&manifest, Setup::SingleParty)
            .map_err(|refusal| Failure::refused(&arguments.vk, &refusal))
    })
}

fn with<B: Files>(
    arguments: &VerifyProof,
    manifest: &B::Manifest,
    verifier: impl FnOnce() -> Result<Verifier<B>, Failure>,
) -> Result<Outcome, Failure> {
    let market = stored::commitment::<B>(&arguments.commitment)?;
    let expected = Expected { context: context(&arguments.context), market };
    let verifier = verifier()?;
    let evidence = B::evidence(&arguments.proof)?;
    verifier.verify(&evidence, &expected).map_err(|refusal| Failure::refused(&arguments.proof, &refusal))?;
    let facts = B::facts(manifest);
    let allocation = evidence.allocation().unwrap_or_default();
    files::print(&if arguments.json {
        object(arguments, &facts, &allocation)
    } else {
        words(arguments, &facts, &allocation)
    })?;
    Ok(Outcome::Done)
}

/// The verifier of the key that follows from a manifest's parameters.
fn transparent(
    arguments: &VerifyProof,
    manifest: &halo2::Manifest,
    started: Instant,
) -> Result<Verifier<Halo2>, Failure> {
    let steps = Steps::new(started);
    let stored = arguments.vk.with_file_name(PARAMETERS);
    let verifier = Verifier::transparent(manifest, |k| parameters(&stored, k, &steps));
    steps.finish();
    verifier.map_err(|error| Failure::refused(&arguments.vk, &error))
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

fn object(arguments: &VerifyProof, facts: &Facts<'_>, allocation: &str) -> String {
    json::line(facts.object(json!({
        "verified": true,
        "context": arguments.context,
        "allocation": allocation,
        "not_covered": facts.not_covered,
        "exit_reason": "verified",
    })))
}

fn words(arguments: &VerifyProof, facts: &Facts<'_>, allocation: &str) -> String {
    let mut text = format!(
        "{}: the proof holds: an allocation of the committed market keeps its rules\n\
         \x20 for {:?}\n\
         \x20 allocation committed to as {allocation}\n\
         \x20 key {}\n\
         \x20 made {}\n\
         \x20 not proved:\n",
        facts.statement, arguments.context, facts.key.1, facts.made,
    );
    for sentence in facts.not_covered {
        let _ = writeln!(text, "    {}", apportion::report::plain(sentence));
    }
    text
}
