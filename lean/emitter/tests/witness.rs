//! Every certificate of the corpus becomes a witness that passes the lint, and that a kernel accepts.

mod support;

use apportion_certs::Claim;
use apportion_certs::elaborate::ElaborateError;
use apportion_lattice::testing::generate::{self, Profile};
use apportion_lean::{EmitError, validate};
use std::collections::BTreeMap;
use support::{Case, Kernel, corpus, market, solved, theory};

/// What may stand against a witness: knapsack steps, which core does not have.
fn excused(error: &EmitError) -> bool {
    matches!(error, EmitError::Elaborate(ElaborateError::Knapsack))
}

fn statement(case: &Case) -> &'static str {
    match case.certificate.claim {
        Claim::Optimal { .. } => "Optimal",
        Claim::Feasible { .. } => "Bounded",
        Claim::Infeasible => "Infeasible",
        Claim::Unknown { .. } => "LowerBound",
    }
}

#[test]
fn the_corpus_passes_the_lint() {
    let theory = theory();
    let (mut statuses, mut refused) = (BTreeMap::<&str, usize>::new(), 0);
    let cases = corpus();
    for case in &cases {
        let witness = match case.witness() {
            Ok(witness) => witness,
            Err(error) => {
                assert!(excused(&error), "{}: {error}", case.name);
                refused += 1;
                continue;
            }
        };
        assert!(witness.starts_with(&theory), "{}", case.name);
        case.lint(witness.as_bytes()).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        *statuses.entry(case.certificate.claim.status().name()).or_insert(0) += 1;
    }
    assert_eq!(statuses.len(), 4, "{statuses:?}");
    assert!(refused * 10 < cases.len(), "{refused} of {} without a witness", cases.len());
}

#[test]
fn a_witness_has_the_structure_of_an_export() {
    let witness = solved(market()).witness().unwrap();
    let (whole, prefix) = (validate(witness.as_bytes()).unwrap(), validate(theory().as_bytes()).unwrap());
    assert!(whole.constants > prefix.constants + 10 && whole.expressions > prefix.expressions + 500);
    assert_eq!(whole.lines, witness.lines().count() as u64);
}

/// The lines after the theory's, of the first vector of three kinds. They change with the theory, whose expressions they count on from.
#[test]
fn witnesses_are_those_stored() {
    for kind in ["features", "infeasible-1-levels", "optimal-2-levels"] {
        let case = corpus().into_iter().find(|case| case.name == format!("{kind}.jsonl:1")).unwrap();
        let stored = format!("{}/tests/golden/{kind}.ndjson", env!("CARGO_MANIFEST_DIR"));
        let (own, stored) = (case.witness().unwrap(), std::fs::read_to_string(stored).unwrap());
        assert!(own.strip_prefix(&theory()).unwrap() == stored, "{kind}: the witness is not the one stored");
    }
}

/// The pin is that of the directory where the theory is made.
#[test]
fn the_pinned_hash_is_the_exported_one() {
    let sums = include_str!("../../theory/SHA256SUMS");
    let line = format!("{}  apportion.ndjson", apportion_lean::THEORY_SHA256);
    assert!(sums.lines().any(|stated| stated == line), "review the theory's change and update THEORY_SHA256");
}

#[test]
fn a_witness_is_the_same_every_time() {
    let case = solved(market());
    assert_eq!(case.witness().unwrap(), case.witness().unwrap());
}

/// Has a kernel check the witness of every certificate of the corpus, or of one in so many.
fn corpus_under_a_kernel(test: &str, stride: usize) {
    let Some(kernel) = Kernel::find(test) else { return };
    let (mut accepted, mut without) = (0, 0);
    for case in corpus().into_iter().step_by(stride) {
        match case.witness() {
            Ok(witness) => assert!(kernel.accepts(&witness), "{} ({})", case.name, statement(&case)),
            Err(error) => {
                assert!(excused(&error), "{}: {error}", case.name);
                without += 1;
                continue;
            }
        }
        accepted += 1;
    }
    assert!(accepted > 5 * without, "{accepted} witnesses accepted, {without} certificates without one");
    eprintln!("{accepted} witnesses accepted, {without} certificates without one");
}

#[test]
fn a_kernel_accepts_the_corpus() {
    corpus_under_a_kernel("lean-corpus", 31);
}

#[test]
#[ignore = "minutes, and only with a kernel: nanoda_bin on the path, or APPORTION_LEAN_KERNEL"]
fn a_kernel_accepts_the_whole_corpus() {
    corpus_under_a_kernel("lean-whole-corpus", 1);
}

#[test]
fn a_kernel_accepts_what_the_solver_proves() {
    let Some(kernel) = Kernel::find("lean-solved") else { return };
    let generated = (0..6).map(|seed| generate::market(seed, &Profile::small()));
    for market in [market()].into_iter().chain(generated) {
        let case = solved(market);
        let witness = case.witness().unwrap_or_else(|error| panic!("{}: {error}", case.name));
        assert!(kernel.accepts(&witness), "{} ({})", case.name, statement(&case));
    }
}

/// The claim raised by one: the theorem is false, and its proof none.
#[test]
fn a_kernel_refuses_a_bound_that_is_too_large() {
    let Some(kernel) = Kernel::find("lean-false") else { return };
    let case = solved(market());
    let witness = case.witness().unwrap();
    let Claim::Optimal { values, .. } = &case.certificate.claim else { panic!("{:?}", case.certificate.claim) };
    let own = witness.strip_prefix(&theory()).unwrap();
    let stated = format!("{{\"natVal\":\"{}\"}}", values[0]).replace('}', "");
    let line = own.lines().find(|line| line.starts_with(&stated)).expect("the value is a number of the witness");
    let raised = line.replace(&values[0].to_string(), &(values[0] + 1).to_string());
    assert!(kernel.accepts(&witness));
    assert!(!kernel.accepts(&witness.replacen(line, &raised, 1)));
}
