//! Knapsack nodes that count on what settled tasks use.

use super::knapsacks::{packing, unknown_packed};
use super::{Defect, defect, objective, row, unknown};
use apportion_certs::check::NodeFault;
use apportion_certs::program::{Knapsacks, Multipliers, RowIndex};
use apportion_certs::{Certificate, Node, Reject};
use apportion_lattice::TaskIndex;

/// The entry of [`packed`] with other task multipliers.
pub(super) fn shares(x: u128, y: u128, z: u128, kept: &[u64]) -> Knapsacks {
    packing(&[(0, x), (1, y), (2, z)], kept)
}

/// y is given each of its options on small, and the others, with one entry. In slot 1 it then takes all that small has.
fn small_in_parts(bound: u128, entry: Knapsacks, last: &[Node]) -> Certificate {
    let y = Node::SplitAt(TaskIndex::new(1), [2, 3, 4].into());
    Certificate {
        knapsacks: vec![entry],
        ..unknown(&[bound, 0], &[objective()], &[&[y, Node::Bound(0)], last].concat())
    }
}

/// Closed by what settled tasks do: y and z both on small in slot 1, and the costs of y and z without multipliers.
pub fn settled_sound() -> Vec<Certificate> {
    let z = Node::SplitAt(TaskIndex::new(2), [4, 5].into());
    let entry =
        Knapsacks { multipliers: Multipliers { rows: vec![], ..row(0) }, tasks: vec![], kept: vec![RowIndex(4)] };
    let (knapsack, bound) = (Node::Knapsack(0), Node::Bound(0));
    let full = [z, bound.clone(), knapsack, bound.clone(), bound.clone(), bound];
    let reduced = [Node::KnapsackReduce(0), Node::Knapsack(1)];
    vec![
        small_in_parts(18, entry, &full),
        // One short of 18, but not if a task is left out, which then counts what that costs.
        unknown_packed(&[18, 0], &[shares(12, 4, 1, &[0, 3]), shares(12, 4, 2, &[])], &reduced),
        // y gains 6 on small and 2 on big, together too much; with either alone, or left out, it does not: y loses all its options.
        unknown_packed(&[18, 0], &[shares(12, 10, 2, &[1, 4])], &reduced[..1]),
    ]
}

pub(super) fn all() -> Vec<Defect> {
    let node = |node, fault| Reject::Node { level: 0, node, fault };
    let reduce = Node::KnapsackReduce(0);
    let of = |bound, entry: Knapsacks, proof: &[Node]| unknown_packed(&[bound, 0], &[entry], proof);
    // Without weight nothing counts but what settled tasks use: y alone does not exceed the row.
    let entry =
        Knapsacks { multipliers: Multipliers { rows: vec![], ..row(0) }, tasks: vec![], kept: vec![RowIndex(4)] };
    let least = shares(12, 4, 2, &[0, 3]);
    let twice = [reduce.clone(), reduce.clone()];
    vec![
        defect(
            "knapsack_settled_exactly_full",
            &small_in_parts(18, entry, &[Node::Knapsack(0)]),
            node(2, NodeFault::Knapsack(0)),
        ),
        // Both options of x on big use row 1, but neither is sure: x keeps its multiplier.
        defect(
            "knapsack_one_group_of_two_options",
            &of(30, shares(24, 4, 2, &[1]), &[Node::SplitOffers(TaskIndex::new(0)), Node::Knapsack(0)]),
            node(1, NodeFault::Knapsack(0)),
        ),
        defect(
            "knapsack_reduction_of_closed_node",
            &of(18, least.clone(), std::slice::from_ref(&reduce)),
            node(0, NodeFault::KnapsackReduce(0)),
        ),
        defect(
            "knapsack_reduction_of_nothing",
            &Certificate {
                knapsacks: vec![Knapsacks { multipliers: row(7), tasks: vec![], kept: vec![] }],
                ..unknown(&[18, 0], &[objective()], &[reduce.clone(), Node::Bound(0)])
            },
            node(0, NodeFault::KnapsackReduce(0)),
        ),
        defect("knapsack_reduction_repeated", &of(45, least.clone(), &twice), node(1, NodeFault::KnapsackReduce(0))),
        defect("knapsack_reduction_without_child", &of(45, least, &[reduce]), node(1, NodeFault::Unfinished)),
    ]
}
