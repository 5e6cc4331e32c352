//! Refusals that no bytes and no default limit bring about: of certificates made in memory, and under the caller's limits.

mod vectors_support;

use apportion_certs::check::{Limits, PoolFault, check_within};
use apportion_certs::program::{Choice, Knapsacks, Multipliers, ObjectiveWeight, Program, RowIndex, Violation};
use apportion_certs::{Allocation, Certificate, Claim, Node, Reject, check};
use apportion_lattice::{Market, TaskIndex};
use vectors_support::prover::{Style, prove};
use vectors_support::rejects::{allocated, base, bounded, packed};

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
