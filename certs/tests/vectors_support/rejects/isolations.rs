//! Nodes that take one group out of a task.

use super::{Defect, defect, objective, unknown};
use apportion_certs::check::NodeFault;
use apportion_certs::{Certificate, Node, Reject};
use apportion_lattice::TaskIndex;

/// y on small or elsewhere; elsewhere it is a split by offers.
pub fn isolated() -> Certificate {
    let (y, bound) = (TaskIndex::new(1), Node::Bound(0));
    let nodes = [Node::Isolate(y, 2), bound.clone(), Node::SplitOffers(y), bound.clone(), bound];
    unknown(&[18, 0], &[objective()], &nodes)
}

pub(super) fn all() -> Vec<Defect> {
    let node = |node, fault| Reject::Node { level: 0, node, fault };
    let tree = |nodes: &[Node]| unknown(&[18, 0], &[objective()], nodes);
    let (x, y, none) = (TaskIndex::new(0), TaskIndex::new(1), TaskIndex::new(3));
    let (isolate, bound) = (Node::Isolate(y, 2), Node::Bound(0));
    vec![
        defect(
            "node_isolate_of_two_groups",
            &tree(&[Node::Isolate(x, 0), bound.clone(), bound.clone()]),
            node(0, NodeFault::Isolate(0)),
        ),
        defect(
            "node_isolate_the_only_group",
            &tree(&[isolate.clone(), isolate.clone(), bound.clone()]),
            node(1, NodeFault::Isolate(2)),
        ),
        defect(
            "node_isolate_what_is_removed",
            &tree(&[isolate.clone(), bound.clone(), isolate.clone(), bound.clone()]),
            node(2, NodeFault::Isolate(2)),
        ),
        defect(
            "node_isolate_within_a_group",
            &tree(&[Node::Isolate(y, 3), bound.clone(), bound.clone()]),
            node(0, NodeFault::Isolate(3)),
        ),
        defect(
            "node_isolate_no_option",
            &tree(&[Node::Isolate(y, 5), bound.clone(), bound.clone()]),
            node(0, NodeFault::Isolate(5)),
        ),
        defect(
            "node_isolate_no_task",
            &tree(&[Node::Isolate(none, 0), bound.clone(), bound.clone()]),
            node(0, NodeFault::Task),
        ),
        defect("node_isolate_without_second_child", &tree(&[isolate, bound]), node(2, NodeFault::Unfinished)),
    ]
}
