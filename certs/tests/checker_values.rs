//! Refusals that no bytes and no default limit bring about: of certificates made in memory, and under the caller's limits.

mod vectors_support;

use apportion_certs::check::{LemmaFault, Limits, NodeFault, PoolFault, check_within};
use apportion_certs::program::{Choice, Knapsacks, Lemma, Multipliers, ObjectiveWeight, Program, RowIndex, Violation};
use apportion_certs::{Allocation, Certificate, Claim, Node, Reject, check};
use apportion_lattice::{Market, TaskIndex};
use vectors_support::prover::{Style, prove};
use vectors_support::rejects::{allocated, base, bounded, derived, derived_sound, packed};

fn refused(certificate: &Certificate) -> Reject {
    check(&base(), &Allocation::render(&base(), certificate), certificate).expect_err("a defect")
}

#[test]
fn claims_of_another_form_are_refused() {
    let claim = Claim::Feasible { options: vec![0, 3, 3], values: vec![18, 6], bounds: vec![18, 6] };
    assert_eq!(refused(&Certificate { claim, ..allocated() }), Reject::Claim);
    let claim = Claim::Unknown { bounds: vec![0, 1] };
    assert_eq!(refused(&Certificate { claim, ..bounded() }), Reject::Claim);
}

#[test]
fn entries_of_another_form_are_refused() {
    let rows = |rows: &[(u64, u128)]| rows.iter().map(|&(row, multiplier)| (RowIndex(row), multiplier)).collect();
    let entry = |objective, of: &[(u64, u128)]| Multipliers { objective, rows: rows(of) };
    let (none, largest) = (ObjectiveWeight::Zero, ObjectiveWeight::PowerOfTwo(62));
    let defects = [
        entry(ObjectiveWeight::PowerOfTwo(63), &[]),
        entry(none, &[(0, 0)]),
        entry(none, &[(0, 1 << 120)]),
        entry(none, &[(1, 1), (0, 1)]),
        entry(none, &[(1, 1), (1, 1)]),
    ];
    for defect in defects {
        let certificate = Certificate { pool: vec![defect], ..bounded() };
        assert_eq!(refused(&certificate), Reject::Pool { entry: 0, fault: PoolFault::Form });
    }
    let certificate = Certificate { pool: vec![entry(largest, &[(0, 1), (7, 1)])], ..bounded() };
    assert!(check(&base(), &Allocation::render(&base(), &certificate), &certificate).is_ok());
}

#[test]
fn knapsack_entries_of_another_form_are_refused() {
    let good = packed().knapsacks.swap_remove(0);
    let (x, y, row) = (TaskIndex::new(0), TaskIndex::new(1), RowIndex);
    let defects = [
        Knapsacks { tasks: vec![(x, 0)], ..good.clone() },
        Knapsacks { tasks: vec![(x, 1 << 120)], ..good.clone() },
        Knapsacks { tasks: vec![(y, 1), (x, 1)], ..good.clone() },
        Knapsacks { tasks: vec![(x, 1), (x, 1)], ..good.clone() },
        Knapsacks { kept: vec![row(3), row(0)], ..good.clone() },
        Knapsacks { kept: vec![row(0), row(0)], ..good },
    ];
    for defect in defects {
        let certificate = Certificate { knapsacks: vec![defect], ..packed() };
        assert_eq!(refused(&certificate), Reject::Knapsacks { entry: 0, fault: PoolFault::Form });
    }
}

#[test]
fn lemmas_of_another_form_are_refused() {
    let good = derived_sound().swap_remove(0).lemmas.swap_remove(0);
    let (weight, options) =
        (ObjectiveWeight::PowerOfTwo(63), |options: &[(u64, u64)]| vec![(TaskIndex::new(0), options.to_vec())]);
    let row = |number, multiplier| (RowIndex(number), multiplier);
    let rows = |rows: &[(RowIndex, u128)]| Multipliers { rows: rows.to_vec(), ..good.multipliers.clone() };
    let defects = [
        Lemma {
            multipliers: Multipliers { objective: ObjectiveWeight::Zero, ..good.multipliers.clone() },
            ..good.clone()
        },
        Lemma { multipliers: Multipliers { objective: weight, ..good.multipliers.clone() }, ..good.clone() },
        Lemma { multipliers: rows(&[row(1, 0)]), ..good.clone() },
        Lemma { multipliers: rows(&[row(1, 1 << 120)]), ..good.clone() },
        Lemma { multipliers: rows(&[row(1, 1), row(0, 1)]), ..good.clone() },
        Lemma { tasks: vec![], ..good.clone() },
        Lemma { tasks: options(&[]), ..good.clone() },
        Lemma { tasks: options(&[(1, 1), (0, 1)]), ..good.clone() },
        Lemma { tasks: options(&[(0, 1), (0, 1)]), ..good.clone() },
        Lemma { tasks: options(&[(0, 0)]), ..good.clone() },
        Lemma { tasks: options(&[(0, 1 << 63)]), ..good.clone() },
        Lemma { bound: 1 << 96, ..good.clone() },
    ];
    for defect in defects {
        let fault = LemmaFault::Form;
        assert_eq!(refused(&derived(std::slice::from_ref(&defect))), Reject::Lemma { lemma: 0, fault }, "{defect:?}");
    }
    let largest = Lemma { tasks: options(&[(0, (1 << 63) - 1)]), bound: (1 << 96) - 1, ..good };
    assert_eq!(refused(&derived(&[largest])), Reject::Node { level: 0, node: 0, fault: NodeFault::Bound(0) });
}

/// What is out of order in memory is put in order in bytes, and what is said twice added up.
#[test]
fn bytes_are_in_order() {
    let entry = |rows: &[(u64, u128)]| Multipliers {
        objective: ObjectiveWeight::Zero,
        rows: rows.iter().map(|&(row, multiplier)| (RowIndex(row), multiplier)).collect(),
    };
    let certificate = |rows, kept: &[u64], cuts: &[u64], options: &[(u64, u64)]| Certificate {
        pool: vec![entry(rows)],
        lemmas: vec![Lemma { multipliers: entry(rows), tasks: vec![(TaskIndex::new(0), options.to_vec())], bound: 1 }],
        knapsacks: vec![Knapsacks {
            multipliers: entry(rows),
            tasks: vec![],
            kept: kept.iter().copied().map(RowIndex).collect(),
        }],
        proofs: vec![vec![Node::SplitAt(TaskIndex::new(0), cuts.into())]],
        ..bounded()
    };
    let mixed = certificate(&[(7, 1), (u64::MAX, 2), (3, 5), (7, 2)], &[5, 1, 5], &[4, 2], &[(3, 1), (0, 1), (3, 2)]);
    let ordered = certificate(&[(3, 5), (7, 3), (u64::MAX, 2)], &[1, 5], &[2, 4], &[(0, 1), (3, 3)]);
    assert_eq!(mixed.to_bytes(), ordered.to_bytes());
}

#[test]
fn a_required_task_left_out_breaks_its_program() {
    let file =
        r#"{"version":1,"payers":[{"id":"a"}],"offers":[{"id":"o"}],"tasks":[{"id":"t","payer":"a","required":true}]}"#;
    let market = Market::from_json(file).expect("a valid market");
    let program = Program::new(&market);
    assert_eq!(program.check_rows(&[Choice::Unassigned]), Err(Violation::Unassigned(TaskIndex::new(0))));
}

#[test]
fn limits_are_kept_and_named() {
    let claim = Claim::Optimal { options: vec![0, 3, 3], values: vec![18, 6] };
    let style = Style { reduce: true, ..Style::default() };
    let certificate = prove(&base(), claim, style).expect("a true claim");
    let allocation = Allocation::render(&base(), &certificate);
    let within = |limits| {
        check_within(&base(), &allocation, &certificate, limits).map(|checked| checked.values().map(<[_]>::to_vec))
    };
    assert_eq!(within(Limits::default()), Ok(Some(vec![18, 6])));
    let limits = Limits { evaluations_max: 3, ..Limits::default() };
    assert_eq!(within(limits), Err(Reject::Limit(3)));
    // Without a cache everything is computed anew, and nothing else changes.
    let limits = Limits { cache_bytes_max: 0, ..Limits::default() };
    assert_eq!(within(limits), Ok(Some(vec![18, 6])));
}

/// Evicting an entry that a later node needs again changes no verdict, of true claims or of false ones.
#[test]
fn a_full_cache_changes_no_verdict() {
    let claim = Claim::Optimal { options: vec![0, 3, 3], values: vec![18, 6] };
    let mut certificate = prove(&base(), claim, Style { cuts: true, ..Style::default() }).expect("a true claim");
    let limits = Limits { cache_bytes_max: 1, ..Limits::default() };
    let same = |certificate: &Certificate| {
        let allocation = Allocation::render(&base(), certificate);
        let verdict = |limits| check_within(&base(), &allocation, certificate, limits).err();
        assert_eq!(verdict(limits), verdict(Limits::default()));
        verdict(limits).is_none()
    };
    assert!(same(&certificate));
    let leaves = certificate.proofs.iter().flatten().filter(|node| matches!(node, Node::Bound(_))).count();
    assert!(leaves > 1);
    certificate.proofs[1].pop();
    assert!(!same(&certificate));
}
