//! Lemmas that do not follow.

use super::knapsacks::unknown_packed;
use super::settled::shares;
use super::{Defect, defect, objective, row, unknown};
use crate::vectors_support::features;
use crate::vectors_support::vector::{Refusal, Vector};
use apportion_certs::check::{LemmaFault, NodeFault, PoolFault};
use apportion_certs::program::{Knapsacks, Lemma, Multipliers, ObjectiveWeight, RowIndex};
use apportion_certs::{Certificate, Claim, Node, Reject};
use apportion_lattice::TaskIndex;

/// x and y do not both fit on big, whenever they start there.
pub(super) fn together() -> Lemma {
    Lemma {
        multipliers: Multipliers { objective: ObjectiveWeight::PowerOfTwo(0), rows: vec![(RowIndex(1), 1)] },
        tasks: vec![(TaskIndex::new(0), vec![(0, 1), (1, 1)]), (TaskIndex::new(1), vec![(0, 1), (1, 1)])],
        bound: 1,
    }
}

/// As [`bounded`], by 16 times the objective and every lemma once.
pub fn derived(lemmas: &[Lemma]) -> Certificate {
    let rows = (10..).zip(lemmas).map(|(row, _)| (RowIndex(row), 1)).collect();
    let entry = Multipliers { objective: ObjectiveWeight::PowerOfTwo(4), rows };
    Certificate { lemmas: lemmas.into(), ..unknown(&[18, 0], &[entry], &[Node::Bound(0)]) }
}

/// [`derived`] from a lemma by search, one by rounding, and one that follows from the other two.
pub fn derived_sound() -> Vec<Certificate> {
    let rounded = Lemma {
        multipliers: Multipliers { objective: ObjectiveWeight::PowerOfTwo(2), ..together().multipliers },
        ..together()
    };
    let third = Lemma {
        multipliers: Multipliers { rows: vec![(RowIndex(10), 1), (RowIndex(11), 1)], ..together().multipliers },
        tasks: vec![(TaskIndex::new(1), vec![(1, 1)]), (TaskIndex::new(0), vec![(0, 1), (1, 1)])],
        bound: 1,
    };
    let overloaded = [
        Node::SplitOffers(TaskIndex::new(0)),
        Node::SplitOffers(TaskIndex::new(1)),
        Node::Overload(10),
        Node::Bound(0),
        Node::Bound(0),
        Node::Bound(0),
    ];
    vec![
        derived(&[together()]),
        derived(std::slice::from_ref(&rounded)),
        derived(&[together(), rounded, third]),
        Certificate { lemmas: vec![together()], ..unknown(&[18, 0], &[objective()], &overloaded) },
    ]
}

pub(super) fn all() -> Vec<Defect> {
    let lemma = |lemma, fault| Reject::Lemma { lemma, fault };
    let node = |node, fault| Reject::Node { level: 0, node, fault };
    let (x, y) = (TaskIndex::new(0), TaskIndex::new(1));
    let by = |rows: &[u64]| Lemma {
        multipliers: Multipliers {
            rows: rows.iter().map(|&row| (RowIndex(row), 1)).collect(),
            ..together().multipliers
        },
        ..together()
    };
    let of = |tasks: &[(TaskIndex, &[(u64, u64)])]| Lemma {
        tasks: tasks.iter().map(|&(task, options)| (task, options.to_vec())).collect(),
        ..together()
    };
    let bound = |bound| Lemma { bound, ..together() };
    let first = |name, broken: Lemma, fault| defect(name, &derived(&[broken]), lemma(0, fault));
    let prior = features::prior_alone();
    let negative = Certificate {
        market: prior.hash(),
        claim: Claim::Infeasible,
        pool: vec![Multipliers { rows: vec![(RowIndex(0), 1)], ..row(0) }],
        lemmas: vec![Lemma { tasks: vec![(x, vec![(0, 1)])], ..by(&[0]) }],
        knapsacks: vec![],
        proofs: vec![vec![Node::Bound(0)]],
    };
    let unused = Certificate { lemmas: vec![together(), bound(2)], ..derived(&[together()]) };
    let only_earlier =
        Certificate { lemmas: vec![together(), Lemma { bound: 2, ..by(&[10]) }], ..derived(&[together()]) };
    let beyond = Certificate { lemmas: vec![together()], ..derived(&[together(), bound(2)]) };
    let overload = |row| Certificate { lemmas: vec![together()], ..unknown(&[18, 0], &[], &[Node::Overload(row)]) };
    let kept = Certificate {
        lemmas: vec![together()],
        ..unknown_packed(
            &[18, 0],
            &[Knapsacks { multipliers: row(10), ..shares(12, 4, 2, &[10]) }],
            &[Node::Knapsack(0)],
        )
    };
    let beside = |row| Certificate {
        proofs: vec![vec![Node::SplitOffers(x), Node::Bound(0), Node::Overload(row)], vec![]],
        ..derived(&[together()])
    };
    // x on big alone is within the lemma.
    let single = [Node::SplitOffers(x), Node::Overload(10)];
    vec![
        first("lemma_bound_one_too_small", bound(0), LemmaFault::Search),
        first("lemma_row_dropped", by(&[]), LemmaFault::Search),
        first("lemma_of_another_row", by(&[3]), LemmaFault::Search),
        first("lemma_coefficient_too_large", of(&[(x, &[(0, 1), (1, 2)]), (y, &[(0, 1)])]), LemmaFault::Search),
        // On small y leaves x all of big.
        first("lemma_option_too_many", of(&[(x, &[(0, 1)]), (y, &[(0, 1), (2, 1)])]), LemmaFault::Search),
        first("lemma_follows_from_itself", by(&[1, 10]), LemmaFault::Row(10)),
        defect("lemma_follows_from_a_later_one", &derived(&[by(&[11]), together()]), lemma(0, LemmaFault::Row(11))),
        first("lemma_follows_from_a_cap", by(&[8]), LemmaFault::Row(8)),
        first("lemma_row_beyond_every_row", by(&[u64::MAX]), LemmaFault::Row(u64::MAX)),
        (
            "lemma_of_a_negative_bound",
            Vector::new(&prior, &negative),
            Refusal::Reject(lemma(0, LemmaFault::Negative(0))),
        ),
        first("lemma_of_no_task", of(&[(TaskIndex::new(3), &[(0, 1)])]), LemmaFault::Task(3)),
        first("lemma_task_repeated", of(&[(x, &[(0, 1)]), (y, &[(0, 1)]), (x, &[(1, 1)])]), LemmaFault::Task(0)),
        first("lemma_of_no_option", of(&[(x, &[(0, 1), (3, 1)])]), LemmaFault::Option { task: 0, option: 3 }),
        defect("lemma_repeated", &derived(&[together(), together()]), lemma(1, LemmaFault::Repeated)),
        defect("lemma_unused", &unused, lemma(1, LemmaFault::Unused)),
        defect("lemma_unused_though_it_uses_another", &only_earlier, lemma(1, LemmaFault::Unused)),
        defect("pool_row_beyond_every_lemma", &beyond, Reject::Pool { entry: 0, fault: PoolFault::Row(11) }),
        defect("knapsack_keeps_a_lemma", &kept, Reject::Knapsacks { entry: 0, fault: PoolFault::Kept(10) }),
        defect("node_lemma_not_overloaded", &overload(10), node(0, NodeFault::Overload)),
        defect(
            "node_lemma_of_one_task",
            &Certificate { lemmas: vec![together()], ..unknown(&[18, 0], &[], &single) },
            node(1, NodeFault::Overload),
        ),
        defect("node_row_between_caps_and_lemmas", &beside(9), node(2, NodeFault::Row)),
        defect("node_row_beyond_every_lemma", &beside(11), node(2, NodeFault::Row)),
    ]
}
