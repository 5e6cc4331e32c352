//! Knapsack entries whose sums are far larger than the numbers they are made of.

mod vectors_support;

use apportion_certs::check::NodeFault;
use apportion_certs::program::{Knapsacks, Multipliers, ObjectiveWeight, RowIndex};
use apportion_certs::{Allocation, Certificate, Claim, Node, Reject, check};
use apportion_lattice::{Market, TaskIndex};
use serde_json::json;

/// Required tasks, each of which fits on every offer; every offer has room for all of them.
fn roomy(tasks: u32, offers: u32) -> Market {
    let ids = |count: u32, letter: char| (0..count).map(move |number| format!("{letter}{number}"));
    let offers: Vec<_> = ids(offers, 'o').map(|id| json!({"id": id, "capacity": {"cpu": tasks}})).collect();
    let tasks: Vec<_> =
        ids(tasks, 't').map(|id| json!({"id": id, "payer": "a", "demand": {"cpu": 1}, "required": true})).collect();
    let file = json!({"version": 1, "resources": [{"name": "cpu", "unit": "core"}], "payers": [{"id": "a"}], "offers": offers, "tasks": tasks});
    Market::from_json(&file.to_string()).expect("a valid market")
}

/// Every task gains its whole multiplier on each of the offers, so that the gains together are a multiple of the multipliers. A checker whose
/// sums wrap around would find them small, and believe that nothing is feasible.
#[test]
fn gains_of_several_rows_do_not_overflow() {
    for bits in 100..120 {
        for (tasks, offers) in [(1, 300), (7, 40), (60, 5), (63, 2), (63, 4), (64, 4)] {
            let market = roomy(tasks, offers);
            let entry = Knapsacks {
                multipliers: Multipliers { objective: ObjectiveWeight::Zero, rows: vec![] },
                tasks: (0..tasks).map(|task| (TaskIndex::new(task), (1 << (bits + 1)) - 1)).collect(),
                kept: (0..u64::from(offers)).map(RowIndex).collect(),
            };
            let certificate = Certificate {
                market: market.hash(),
                claim: Claim::Infeasible,
                pool: vec![],
                knapsacks: vec![entry],
                proofs: vec![vec![Node::Knapsack(0)]],
            };
            let refusal = check(&market, &Allocation::render(&market, &certificate), &certificate).err();
            let expected = Reject::Node { level: 0, node: 0, fault: NodeFault::Knapsack(0) };
            assert_eq!(refusal, Some(expected), "{bits} bits, {tasks} tasks, {offers} offers");
        }
    }
}
