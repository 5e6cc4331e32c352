//! `near-optimality`: the whole flow, and its refusals.

use crate::command::Scratch;
use crate::flow::{self, PROVE, VERIFY, done, fails, object, with};
use crate::markets::SMALL;

fn prove() -> Vec<&'static str> {
    [&with(&PROVE, "compliance", "near-optimality")[..], &["--epsilon-ppm", "120000"]].concat()
}

fn verify() -> Vec<&'static str> {
    [&VERIFY[..], &["--epsilon-ppm", "120000"]].concat()
}

/// Of eight cores in two slots, four and three are taken; the relaxation also takes half of a task that does not fit beside the others, so that its
/// bound is 85 where the best cost is 95.
fn committed() -> Scratch {
    let market = SMALL.replace(r#""payer": "ben", "demand": {"cpu": 4}"#, r#""payer": "ben", "demand": {"cpu": 3}"#);
    flow::committed(&market, &["setup", "near-optimality", "small.json", "-o", "keys"])
}

#[test]
fn a_nearly_best_allocation_is_proved_and_the_proof_accepted_by_whoever_demands_no_more() {
    let scratch = committed();
    let proved = object(&done(&scratch, &[&prove()[..], &["--json"]].concat()).out);
    assert_eq!(
        (proved["statement"].as_str(), proved["epsilon_ppm"].as_u64()),
        (Some("near-optimality"), Some(120_000))
    );
    let verified = done(&scratch, &verify());
    for expected in ["near-optimality: the proof holds", "at most 120,000 ppm", "levels of the objective"] {
        assert!(verified.out.contains(expected), "{expected:?} is missing in\n{}", verified.out);
    }
    done(&scratch, &with(&verify(), "120000", "130000"));
    fails(
        &scratch,
        &with(&verify(), "120000", "119999"),
        1,
        "an epsilon of 120000 ppm, at most 119999 ppm is accepted",
    );
    fails(&scratch, &VERIFY, 2, "--epsilon-ppm");
    // A number of its own in public.json, which the proof is not about.
    let public = std::fs::read_to_string(scratch.path("proof/public.json")).unwrap();
    scratch.write("proof/public.json", &public.replace("\"120000\"", "\"7\""));
    fails(&scratch, &verify(), 1, "does not hold");
    scratch.write("proof/public.json", &public.replace("\"120000\"", "\"18446744073709551623\""));
    fails(&scratch, &verify(), 1, "an epsilon of no ppm");
    scratch.write("proof/public.json", &public);
    done(&scratch, &["export-proof", "proof", "solidity", "-o", "files"]);
    done(&scratch, &["export-proof", "proof", "r1cs", "-o", "files"]);
}

#[test]
fn an_epsilon_that_is_too_small_is_refused_with_what_can_be_proved() {
    let scratch = committed();
    fails(&scratch, &with(&prove(), "120000", "117000"), 1, "ppm can be proved");
    assert!(!scratch.path("proof").exists(), "a proof was written");
}

#[test]
fn keys_of_one_statement_do_not_serve_the_other() {
    let scratch = committed();
    fails(&scratch, &PROVE, 2, "the keys are for \"near-optimality\"");
    done(&scratch, &["setup", "compliance", "small.json", "-o", "rules"]);
    fails(&scratch, &with(&prove(), "keys", "rules"), 2, "the keys are for \"compliance\"");
    fails(
        &scratch,
        &with(&verify(), "keys/verification_key.json", "rules/verification_key.json"),
        2,
        "says nothing about",
    );
}
