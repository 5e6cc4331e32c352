//! Knapsack entries.

use super::{Defect, defect, objective, row, unknown};
use crate::vectors_support::features;
use crate::vectors_support::vector::{Refusal, Vector};
use apportion_certs::check::{NodeFault, PoolFault};
use apportion_certs::program::{Knapsacks, Multipliers, RowIndex};
use apportion_certs::{Certificate, Claim, Node, Reject};
use apportion_lattice::TaskIndex;

/// The objective, with multipliers on tasks and the capacities of the first slot kept.
pub(super) fn packing(tasks: &[(u32, u128)], kept: &[u64]) -> Knapsacks {
    Knapsacks {
        multipliers: objective(),
        tasks: tasks.iter().map(|&(task, multiplier)| (TaskIndex::new(task), multiplier)).collect(),
        kept: kept.iter().copied().map(RowIndex).collect(),
    }
}

/// As [`bounded`], proved by the least cost of each task, which no packing gains on.
pub fn packed() -> Certificate {
    unknown_packed(&[18, 0], &[packing(&[(0, 12), (1, 4), (2, 2)], &[0, 3])], &[Node::Knapsack(0)])
}

pub(super) fn unknown_packed(bounds: &[u128], knapsacks: &[Knapsacks], proof: &[Node]) -> Certificate {
    Certificate { knapsacks: knapsacks.into(), ..unknown(bounds, &[], proof) }
}

pub(super) fn all() -> Vec<Defect> {
    let entry = |entry, fault| Reject::Knapsacks { entry, fault };
    let node = |fault| Reject::Node { level: 0, node: 0, fault };
    let least = [(0, 12), (1, 4), (2, 2)];
    let good = packing(&least, &[0, 3]);
    let leaf = [Node::Knapsack(0)];
    let of = |knapsacks: &[Knapsacks]| unknown_packed(&[18, 0], knapsacks, &leaf);
    let of_30 = |kept: &[u64]| unknown_packed(&[30, 0], &[packing(&[(0, 24), (1, 4), (2, 2)], kept)], &leaf);
    let later = Knapsacks { multipliers: row(8), ..good.clone() };
    let infeasible = Certificate { claim: Claim::Infeasible, proofs: vec![leaf.to_vec()], ..packed() };
    let split = [Node::SplitOffers(TaskIndex::new(0)), Node::Knapsack(0), Node::Knapsack(1)];
    let prior = features::prior_alone();
    let full = Certificate {
        market: prior.hash(),
        claim: Claim::Infeasible,
        pool: vec![],
        lemmas: vec![],
        knapsacks: vec![Knapsacks { multipliers: Multipliers { rows: vec![], ..row(0) }, ..packing(&[(0, 1)], &[0]) }],
        proofs: vec![leaf.to_vec()],
    };
    vec![
        defect(
            "knapsack_bound_one_too_high",
            &unknown_packed(&[19, 0], std::slice::from_ref(&good), &leaf),
            node(NodeFault::Knapsack(0)),
        ),
        // Twice the multiplier on x gains as much as it adds, in row 1, in which every run of x counts, or in no row.
        defect("knapsack_packed_gain_forgotten", &of_30(&[1]), node(NodeFault::Knapsack(0))),
        defect("knapsack_free_gain_forgotten", &of_30(&[]), node(NodeFault::Knapsack(0))),
        defect("knapsack_infeasibility_by_costs", &infeasible, node(NodeFault::Weight(0))),
        defect("knapsack_row_of_later_level", &of(&[later]), entry(0, PoolFault::Row(8))),
        defect(
            "knapsack_of_no_task",
            &of(&[packing(&[(0, 12), (1, 4), (3, 2)], &[0, 3])]),
            entry(0, PoolFault::Task(3)),
        ),
        defect("knapsack_keeps_a_dependency", &of(&[packing(&least, &[0, 7])]), entry(0, PoolFault::Kept(7))),
        defect("knapsack_keeps_a_cap", &of(&[packing(&least, &[0, 8])]), entry(0, PoolFault::Kept(8))),
        ("knapsack_keeps_a_negative_bound", Vector::new(&prior, &full), Refusal::Reject(entry(0, PoolFault::Kept(0)))),
        defect("knapsack_rows_overlap", &of(&[packing(&least, &[0, 1])]), entry(0, PoolFault::Overlap(0))),
        defect(
            "knapsack_entry_repeated",
            &unknown_packed(&[18, 0], &[good.clone(), good.clone()], &split),
            entry(1, PoolFault::Repeated),
        ),
        defect("knapsack_entry_unused", &of(&[good.clone(), packing(&least, &[])]), entry(1, PoolFault::Order)),
        defect(
            "knapsack_entry_used_too_early",
            &unknown_packed(
                &[18, 0],
                &[good.clone(), packing(&least, &[])],
                &[split[0].clone(), Node::Knapsack(1), Node::Knapsack(0)],
            ),
            entry(1, PoolFault::Order),
        ),
        defect("knapsack_entry_missing", &of(&[]), entry(0, PoolFault::Order)),
    ]
}
