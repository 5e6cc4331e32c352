//! Nodes that do not follow.

use super::{Defect, bounded, defect, objective, row, unknown};
use apportion_certs::check::NodeFault;
use apportion_certs::program::Multipliers;
use apportion_certs::{Certificate, Claim, Node, Reject};
use apportion_lattice::TaskIndex;

pub(super) fn all() -> Vec<Defect> {
    let node = |node, fault| Reject::Node { level: 0, node, fault };
    let (x, y, none) = (TaskIndex::new(0), TaskIndex::new(1), TaskIndex::new(3));
    let (split, bound, one) = (Node::SplitOffers(x), Node::Bound(0), [objective()]);
    let at = |task, cuts: &[u64]| Node::SplitAt(task, cuts.into());
    let tree = |nodes: &[Node]| unknown(&[18, 0], &one, nodes);
    let with = |pool: &[Multipliers], nodes: &[Node]| unknown(&[18, 0], pool, nodes);
    let overload = Node::Overload(0);
    // A row counts only the tasks split on the way: here y, whose run on big takes 2 of 4.
    let early = [Node::SplitOffers(y), overload.clone(), bound.clone(), bound.clone()];
    // Whenever y runs on small, it takes all of small's capacity in slot 1, and no more.
    let full = [Node::SplitOffers(y), bound.clone(), Node::Overload(4), bound.clone()];
    let infeasible = Certificate { claim: Claim::Infeasible, proofs: vec![vec![bound.clone()]], ..bounded() };
    // Reduced by its objective, x stays on big for less than 18 + 27; the reduction may then not be written again.
    let twice = unknown(&[45, 0], &one, &[Node::Reduce(0), Node::Reduce(0), bound.clone()]);
    vec![
        defect("node_child_dropped", &tree(&[split.clone(), bound.clone()]), node(2, NodeFault::Unfinished)),
        defect(
            "node_last_child_open",
            &tree(&[split.clone(), bound.clone(), split.clone()]),
            node(2, NodeFault::Split),
        ),
        defect("node_after_the_end", &tree(&[bound.clone(), bound.clone()]), node(1, NodeFault::Surplus)),
        defect(
            "node_infeasibility_without_steps",
            &Certificate {
                claim: Claim::Infeasible,
                pool: vec![],
                lemmas: vec![],
                knapsacks: vec![],
                proofs: vec![vec![]],
                ..bounded()
            },
            node(0, NodeFault::Unfinished),
        ),
        defect(
            "node_bound_one_too_high",
            &unknown(&[19, 0], &one, std::slice::from_ref(&bound)),
            node(0, NodeFault::Bound(0)),
        ),
        defect("node_weak_multiplier", &with(&[row(0)], std::slice::from_ref(&bound)), node(0, NodeFault::Bound(0))),
        defect("node_infeasibility_by_costs", &infeasible, node(0, NodeFault::Weight(0))),
        defect("node_split_of_no_task", &tree(&[Node::SplitOffers(none), bound.clone()]), node(0, NodeFault::Task)),
        defect("node_cuts_of_no_task", &tree(&[at(none, &[1]), bound.clone()]), node(0, NodeFault::Task)),
        defect("node_exhausted_no_task", &with(&[], &[Node::Exhausted(none)]), node(0, NodeFault::Task)),
        defect(
            "node_split_of_one_offer",
            &tree(&[split.clone(), split.clone(), bound.clone()]),
            node(1, NodeFault::Split),
        ),
        defect(
            "node_cut_at_the_end",
            &tree(&[at(x, &[3]), bound.clone(), bound.clone()]),
            node(0, NodeFault::EmptyPart),
        ),
        defect(
            "node_cut_at_the_start",
            &tree(&[at(x, &[0]), bound.clone(), bound.clone()]),
            node(0, NodeFault::EmptyPart),
        ),
        defect(
            "node_cut_in_another_part",
            &tree(&[at(y, &[3]), at(y, &[3]), bound.clone()]),
            node(1, NodeFault::EmptyPart),
        ),
        defect("node_cuts_of_a_split_by_offers", &tree(&[at(y, &[2, 4]), bound.clone()]), node(0, NodeFault::Cuts)),
        defect("node_row_of_later_level", &with(&[], &[Node::Overload(8)]), node(0, NodeFault::Row)),
        defect("node_row_beyond_every_row", &with(&[], &[Node::Overload(u64::MAX)]), node(0, NodeFault::Row)),
        defect("node_row_not_overloaded", &with(&[], &[overload]), node(0, NodeFault::Overload)),
        defect("node_row_of_tasks_not_split", &tree(&early), node(1, NodeFault::Overload)),
        defect("node_row_exactly_full", &tree(&full), node(2, NodeFault::Overload)),
        defect("node_not_exhausted", &with(&[], &[Node::Exhausted(x)]), node(0, NodeFault::NotExhausted)),
        defect(
            "node_reduction_of_closed_node",
            &tree(&[Node::Reduce(0), bound.clone()]),
            node(0, NodeFault::Reduce(0)),
        ),
        defect("node_reduction_of_nothing", &with(&[row(0)], &[Node::Reduce(0), bound]), node(0, NodeFault::Reduce(0))),
        defect("node_reduction_repeated", &twice, node(1, NodeFault::Reduce(0))),
    ]
}
