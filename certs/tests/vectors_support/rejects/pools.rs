//! Multipliers that say nothing, or something else.

use super::{Defect, defect, objective, row, unknown};
use apportion_certs::check::PoolFault;
use apportion_certs::{Node, Reject};
use apportion_lattice::TaskIndex;

pub(super) fn all() -> Vec<Defect> {
    let pool = |entry, fault| Reject::Pool { entry, fault };
    let split = Node::SplitOffers(TaskIndex::new(0));
    let two = [objective(), row(0)];
    vec![
        defect("pool_row_of_later_level", &unknown(&[18, 0], &[row(8)], &[Node::Bound(0)]), pool(0, PoolFault::Row(8))),
        defect(
            "pool_row_beyond_every_row",
            &unknown(&[18, 0], &[row(u64::MAX - 1)], &[Node::Bound(0)]),
            pool(0, PoolFault::Row(u64::MAX - 1)),
        ),
        defect(
            "pool_entry_repeated",
            &unknown(&[18, 0], &[objective(), objective()], &[split.clone(), Node::Bound(0), Node::Bound(1)]),
            pool(1, PoolFault::Repeated),
        ),
        defect("pool_entry_unused", &unknown(&[18, 0], &two, &[Node::Bound(0)]), pool(1, PoolFault::Order)),
        defect(
            "pool_entry_used_too_early",
            &unknown(&[18, 0], &[row(0), objective()], &[split, Node::Bound(1), Node::Bound(1)]),
            pool(1, PoolFault::Order),
        ),
        defect("pool_entry_missing", &unknown(&[18, 0], &[], &[Node::Bound(0)]), pool(0, PoolFault::Order)),
    ]
}
