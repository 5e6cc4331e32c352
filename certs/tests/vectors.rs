//! The stored vectors: `vectors/accept` is accepted, `vectors/reject` refused for the reason that each file states.

mod vectors_support;

use apportion_certs::program::{FamilyKind, Program, Violation};
use apportion_certs::{Reject, Status};
use apportion_lattice::Market;
use std::collections::BTreeSet;
use vectors_support::features::{self, Rows};
use vectors_support::rejects;
use vectors_support::vector::{PATHS, Refusal, Vector, accepted, data, path, rejected, verify};

/// What is wrong with a checker: vectors that it judges otherwise than they state. The empty list is the verdict hoped for.
fn faults(checker: impl Fn(&Vector) -> Result<(), Refusal>) -> Vec<String> {
    let accepted = accepted().into_iter().flat_map(|(_, vectors)| vectors);
    let wrong = accepted.chain(rejected()).filter_map(|vector| match (checker(&vector), &vector.expect) {
        (Ok(()), None) => None,
        (Ok(()), Some(expect)) => Some(format!("{}: accepted instead of {expect}", vector.place)),
        (Err(refusal), None) => Some(format!("{}: refused: {}", vector.place, data(&refusal))),
        (Err(refusal), Some(expect)) => {
            let right = path(&refusal) == *expect && vector.data.as_ref() == Some(&data(&refusal));
            (!right).then(|| format!("{}: refused for {}", vector.place, data(&refusal)))
        }
    });
    wrong.collect()
}

fn real(vector: &Vector) -> Result<(), Refusal> {
    verify(vector).map(drop)
}

#[test]
fn the_checker_judges_every_vector_as_it_states() {
    assert_eq!(faults(real), Vec::<String>::new());
}

#[test]
fn every_reason_to_refuse_has_a_vector() {
    let shown: BTreeSet<String> = rejected().into_iter().filter_map(|vector| vector.expect).collect();
    let wanted: BTreeSet<String> = PATHS.iter().map(|&path| path.to_owned()).collect();
    assert_eq!(shown, wanted);
}

/// The files were written by `cargo run -p apportion-certs --example vectors`; nobody edited them, and none is left over.
#[test]
fn the_stored_vectors_are_those_of_their_definitions() {
    let stored: Vec<(String, String)> =
        rejected().into_iter().map(|vector| (vector.place.clone(), vector.to_json())).collect();
    let mut defined: Vec<(String, String)> =
        rejects::all().into_iter().map(|(name, vector)| (name, vector.to_json())).collect();
    defined.sort();
    let differs = |one: &(String, String), others: &[(String, String)]| (!others.contains(one)).then(|| one.0.clone());
    let only_stored: Vec<String> = stored.iter().filter_map(|one| differs(one, &defined)).collect();
    let only_defined: Vec<String> = defined.iter().filter_map(|one| differs(one, &stored)).collect();
    assert_eq!((only_stored, only_defined), (vec![], vec![]));
    let names: BTreeSet<&String> = defined.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), defined.len(), "two defects have one name");
}

#[test]
fn the_suite_fails_a_checker_that_always_says_yes() {
    assert_eq!(faults(|_| Ok(())).len(), rejected().len());
}

#[test]
fn the_suite_fails_a_checker_that_always_says_no() {
    let no = || Refusal::Reject(Reject::Claim);
    let all: usize = accepted().iter().map(|(_, vectors)| vectors.len()).sum::<usize>() + rejected().len();
    assert_eq!(faults(|_| Err(no())).len(), all);
}

/// Checkers that are right but for one omission.
#[test]
fn the_suite_fails_checkers_that_leave_one_thing_out() {
    type Omission = fn(&Refusal) -> bool;
    let omissions: [(&str, Omission); 7] = [
        ("reads no allocation", |refusal| matches!(refusal, Refusal::Reject(Reject::Rendering { .. }))),
        ("checks no row", |refusal| matches!(refusal, Refusal::Reject(Reject::Infeasible(_)))),
        ("adds up no value", |refusal| matches!(refusal, Refusal::Reject(Reject::Value { .. }))),
        ("believes proofs", |refusal| matches!(refusal, Refusal::Reject(Reject::Node { .. }))),
        ("believes pools", |refusal| matches!(refusal, Refusal::Reject(Reject::Pool { .. }))),
        ("believes lemmas", |refusal| matches!(refusal, Refusal::Reject(Reject::Lemma { .. }))),
        ("takes any market", |refusal| matches!(refusal, Refusal::Reject(Reject::MarketHash { .. }))),
    ];
    for (name, omitted) in omissions {
        let lax =
            |vector: &Vector| real(vector).or_else(|refusal| if omitted(&refusal) { Ok(()) } else { Err(refusal) });
        assert!(!faults(lax).is_empty(), "no vector catches a checker that {name}");
    }
}

/// The broken row comes from the condition that the vector is about, and nothing else refuses the allocation.
#[test]
fn each_feature_alone_refuses_its_allocation() {
    for feature in features::all() {
        let name = feature.name;
        for vector in [&feature.relaxed, &feature.kept].into_iter().flatten() {
            let checked = verify(vector).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
            assert_eq!(checked.status(), Status::Feasible, "{name}");
        }
        let refusal = verify(&feature.refused).map(drop).expect_err(name);
        assert_eq!(data(&refusal), data(&feature.refusal), "{name}");
        let Some(rows) = feature.rows else { continue };
        let Refusal::Reject(Reject::Infeasible(Violation::Row { row, .. })) = refusal else {
            panic!("{name}: {refusal:?}")
        };
        let market = Market::from_json(&feature.refused.market).expect("a valid market");
        let program = Program::new(&market);
        let (family, _) = program.locate(row).expect("a row of the market");
        let from = match &program.families()[family].kind {
            FamilyKind::Usage(usage) => Rows::Usage(usage.origin),
            FamilyKind::Dependency(dependency) => {
                if dependency.after {
                    Rows::After
                } else {
                    Rows::Needs
                }
            }
        };
        assert_eq!(from, rows, "{name}");
    }
}

/// What the defects were put into is sound.
#[test]
fn vectors_are_sound_before_they_are_broken() {
    for vector in rejects::sound() {
        if let Err(refusal) = verify(&vector) {
            panic!("{refusal:?}\n{vector:?}");
        }
    }
}
