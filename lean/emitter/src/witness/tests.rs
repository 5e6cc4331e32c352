//! Core proofs of other shapes than elaboration gives them: lemmas and cuts below a decision.

use super::Witness;
use crate::support::{Case, Kernel, corpus};
use apportion_certs::core::{self, Step};
use apportion_certs::elaborate::{Elaborator, Limits};

/// Where the subtree ends that begins at a step.
fn end(proof: &[Step], from: usize) -> usize {
    let (mut open, mut at) = (1, from);
    while open > 0 {
        open += match &proof[at] {
            Step::Lemma { .. } => 0,
            Step::Split { .. } | Step::Cut { .. } => 1,
            Step::Contradiction { .. } => -1,
        };
        at += 1;
    }
    at
}

/// The same proof with its first split before the lemmas and cuts that precede it; `None` if there is none of either.
fn below_the_split(proof: &[Step]) -> Option<Vec<Step>> {
    let mut at = 0;
    loop {
        at = match proof.get(at)? {
            Step::Lemma { .. } => at + 1,
            Step::Cut { .. } => end(proof, at + 1),
            Step::Split { .. } => break,
            Step::Contradiction { .. } => return None,
        };
    }
    let (lemmas, tree) = proof.split_at(at);
    let middle = end(tree, 1);
    (at > 0).then(|| [&tree[..1], lemmas, &tree[1..middle], lemmas, &tree[middle..]].concat())
}

/// The witness with every level's lemmas and cuts below its first split, and how many cuts there are; `None` if no level has any.
fn shuffled(case: &Case) -> Option<(String, usize)> {
    let elaborator = Elaborator::new(&case.market, &case.certificate, Limits::default()).ok()?;
    let mut witness = Witness::new(&elaborator).ok()?;
    let (mut changed, mut cuts) = (false, 0);
    for (elaborated, _) in &mut witness.levels {
        let Some(proof) = below_the_split(&elaborated.proof) else { continue };
        core::check(&elaborated.encoding.problem, &proof, core::Limits::default()).unwrap();
        cuts += proof.iter().filter(|step| matches!(step, Step::Cut { .. })).count();
        (elaborated.proof, changed) = (proof, true);
    }
    let mut out = Vec::new();
    changed.then(|| witness.write(&mut out).unwrap_or_else(|error| panic!("{}: {error}", case.name)))?;
    Some((String::from_utf8(out).unwrap(), cuts))
}

#[test]
fn lemmas_and_cuts_may_stand_below_decisions() {
    let (mut witnesses, mut with_cuts) = (0, Vec::new());
    for case in corpus() {
        let Some((witness, cuts)) = shuffled(&case) else { continue };
        witnesses += 1;
        if cuts > 0 {
            with_cuts.push((case.name, witness));
        }
    }
    assert!(witnesses > 20 && with_cuts.len() > 5, "{witnesses} witnesses, {} of them with cuts", with_cuts.len());
    let Some(kernel) = Kernel::find("lean-below-decisions") else { return };
    for (name, witness) in with_cuts.iter().step_by(with_cuts.len() / 5) {
        assert!(kernel.accepts(witness), "{name}");
    }
}
