//! `apportion verify-proof`.

use super::arguments::VerifyProof;
use super::{context, setup_words, stored, usage};
use crate::cli::failure::Failure;
use crate::cli::{Outcome, files, json};
use apportion::circuits::groth16::{Manifest, Setup};
use apportion::circuits::{Evidence, Expected, Verifier};
use serde_json::json;
use std::fmt::Write as _;
use std::path::Path;

pub(in crate::cli) fn run(arguments: &VerifyProof) -> Result<Outcome, Failure> {
    [&arguments.vk, &arguments.commitment].into_iter().try_for_each(|path| apart(path, &arguments.proof))?;
    let manifest = trusted(&arguments.vk)?;
    let expected =
        Expected { context: context(&arguments.context), market: stored::commitment(&arguments.commitment)? };
    if manifest.statement == apportion::circuits::usage::NAME {
        return usage::verify(arguments, &manifest, &expected);
    }
    let verifier = Verifier::of_manifest(&manifest, Setup::SingleParty)
        .map_err(|refusal| Failure::refused(&arguments.vk, &refusal))?;
    let evidence = stored::evidence(&arguments.proof)?;
    verifier.verify(&evidence, &expected).map_err(|refusal| Failure::refused(&arguments.proof, &refusal))?;
    let text =
        if arguments.json { object(arguments, &manifest, &evidence) } else { words(arguments, &manifest, &evidence) };
    files::print(&text)?;
    Ok(Outcome::Done)
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
        "allocation": evidence.allocation(),
        "verifying_key_hash": manifest.verifying_key.to_string(),
        "setup": manifest.setup.to_string(),
        "not_covered": manifest.not_covered,
        "exit_reason": "verified",
    }))
}

fn words(arguments: &VerifyProof, manifest: &Manifest, evidence: &Evidence) -> String {
    let mut text = format!(
        "{}: the proof holds: an allocation of the committed market keeps its rules\n\
         \x20 for {:?}\n\
         \x20 allocation committed to as {}\n\
         \x20 key {}\n\
         \x20 made {}\n\
         \x20 not proved:\n",
        manifest.statement,
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
