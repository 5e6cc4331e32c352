//! `apportion commit`.

use super::arguments::Commit;
use super::backend::{self, Files, Manifest};
use super::entropy::Entropy;
use super::stored;
use crate::cli::failure::Failure;
use crate::cli::files::{Access, Directory};
use crate::cli::{Outcome, files, json};
use apportion::circuits::Opening;
use apportion::circuits::compliance::{Groth16, Halo2};
use serde_json::json;

pub(in crate::cli) fn run(arguments: &Commit) -> Result<Outcome, Failure> {
    match backend::manifest(&arguments.keys.join(stored::MANIFEST))? {
        Manifest::Groth16(manifest) => commit::<Groth16>(arguments, &manifest),
        Manifest::Halo2(manifest) => commit::<Halo2>(arguments, &manifest),
    }
}

fn commit<B: Files>(arguments: &Commit, manifest: &B::Manifest) -> Result<Outcome, Failure> {
    let market = files::read_market(&arguments.market)?;
    let mut entropy = Entropy::default();
    let opening = Opening::<B>::draw(manifest, &market, &mut entropy)
        .map_err(|error| Failure::unusable(&arguments.market, &error))?;
    let opening = entropy.vouch(opening)?;
    let secret = arguments.out.join(stored::OPENING);
    if secret.exists() {
        let message = "exists already: a market's blinding is drawn once, and proofs need it; name another directory";
        return Err(Failure::unusable(&secret, &message));
    }
    Directory::open(&arguments.out)?.write_with(&[
        (stored::OPENING, opening.to_json().as_bytes(), Access::Owner),
        (stored::COMMITMENT, opening.commitment().to_json().as_bytes(), Access::Everyone),
    ])?;
    let commitment = opening.commitment();
    files::print(&if arguments.json {
        let facts = B::facts(manifest);
        json::line(json!({
            "statement": facts.statement,
            "backend": facts.backend,
            "commitment": commitment.decimal(),
            facts.circuit.0: commitment.circuit().to_string(),
            "market_sha256": opening.market_sha256(),
            "exit_reason": "done",
        }))
    } else {
        let out = arguments.out.display();
        format!(
            "commitment {}\nwrote {out}/{}: publish it before anything is proved\n\
             wrote {out}/{}: keep it secret; with it, guesses of the market can be tested\n",
            commitment.decimal(),
            stored::COMMITMENT,
            stored::OPENING,
        )
    })?;
    Ok(Outcome::Done)
}
