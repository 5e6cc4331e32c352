//! Claims that are not what was shown.

use super::{Defect, allocated, base, bounded, defect, feasible, objective, unknown};
use apportion_certs::check::NodeFault;
use apportion_certs::{Certificate, Claim, Node, Reject};
use apportion_lattice::{MarketHash, TaskIndex};

pub(super) fn all() -> Vec<Defect> {
    let other = MarketHash::new([7; 32]);
    let count = |what, claimed, actual| Reject::Count { what, claimed, actual };
    let value = |level, claimed, actual| Reject::Value { level, claimed, actual };
    let optimal = Claim::Optimal { options: vec![0, 3, 3], values: vec![17, 6] };
    let (x, y) = (TaskIndex::new(0), TaskIndex::new(1));
    let optimal_proofs = vec![vec![Node::Bound(0)], vec![Node::Bound(0)]];
    let uncapped = Certificate {
        claim: Claim::Optimal { options: vec![0, 3, 3], values: vec![18, 6] },
        pool: vec![objective()],
        proofs: optimal_proofs,
        ..allocated()
    };
    let mut swapped = allocated();
    swapped.proofs = vec![vec![], vec![Node::Exhausted(x)]];
    vec![
        defect(
            "market_hash_other",
            &Certificate { market: other, ..bounded() },
            Reject::MarketHash { claimed: other, actual: base().hash() },
        ),
        defect("options_one_missing", &feasible(&[0, 3], &[18, 6], &[0, 0]), count("tasks", 2, 3)),
        defect("options_one_more", &feasible(&[0, 3, 3, 0], &[18, 6], &[0, 0]), count("tasks", 4, 3)),
        defect("values_one_missing", &feasible(&[0, 3, 3], &[18], &[0]), count("objective levels", 1, 2)),
        defect(
            "bounds_one_more",
            &unknown(&[18, 0, 0], &[objective()], &[Node::Bound(0)]),
            count("objective levels", 3, 2),
        ),
        defect(
            "proofs_one_missing",
            &Certificate { proofs: vec![vec![Node::Bound(0)]], ..bounded() },
            count("proofs", 1, 2),
        ),
        defect(
            "proofs_two_of_infeasibility",
            &Certificate {
                claim: Claim::Infeasible,
                pool: vec![],
                lemmas: vec![],
                knapsacks: vec![],
                proofs: vec![vec![], vec![]],
                ..bounded()
            },
            count("proofs", 2, 1),
        ),
        defect(
            "option_beyond_last",
            &feasible(&[3, 3, 3], &[18, 6], &[0, 0]),
            Reject::Option { task: x, option: 3, options: 3 },
        ),
        defect(
            "option_far_beyond_last",
            &feasible(&[0, u64::MAX, 3], &[18, 6], &[0, 0]),
            Reject::Option { task: y, option: u64::MAX, options: 5 },
        ),
        defect("value_too_low", &Certificate { claim: optimal, ..allocated() }, value(0, 17, 18)),
        defect("value_too_high", &feasible(&[0, 3, 3], &[19, 6], &[0, 0]), value(0, 19, 18)),
        defect("value_of_later_level", &feasible(&[0, 3, 3], &[18, 5], &[0, 0]), value(1, 5, 6)),
        // Leaving all tasks out ends at slot 0, and only the cap of 18 nMIC forbids it.
        defect("level_one_without_its_cap", &uncapped, Reject::Node { level: 1, node: 0, fault: NodeFault::Bound(0) }),
        defect(
            "bound_above_every_value",
            &unknown(&[80, 0], &[objective()], &[Node::Bound(0)]),
            Reject::BoundRange { level: 0, claimed: 80 },
        ),
        defect("proof_missing", &unknown(&[18, 0], &[], &[]), Reject::ProofPresence { level: 0 }),
        defect("proof_of_nothing", &swapped, Reject::ProofPresence { level: 1 }),
    ]
}
