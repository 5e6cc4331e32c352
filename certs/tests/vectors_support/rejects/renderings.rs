//! Allocations that are not what their certificates state.

use super::{Defect, allocated, base};
use crate::vectors_support::vector::{Refusal, Vector};
use apportion_certs::Reject;
use apportion_lattice::MarketHash;

pub(super) fn all() -> Vec<Defect> {
    let market = base();
    let good = Vector::new(&market, &allocated());
    let edit = |name, field, from: &str, to: &str| {
        assert!(good.allocation.contains(from), "{name}");
        let allocation = good.allocation.replacen(from, to, 1);
        (name, Vector { allocation, ..good.clone() }, Refusal::Reject(Reject::Rendering { field }))
    };
    let x = r#"{"task": "x", "offer": "big", "slot": 0, "price": 12},"#;
    let y = r#"{"task": "y", "offer": "small", "slot": 1, "price": 4},"#;
    let hash = market.hash().to_string();
    let other = MarketHash::new([7; 32]).to_string();
    vec![
        edit("rendering_hash", "market_sha256", &hash, &other),
        edit("rendering_status", "status", "feasible", "optimal"),
        edit("rendering_objective", "objective", "\"18\", \"6\"", "\"17\", \"6\""),
        edit("rendering_objective_null", "objective", "[\"18\", \"6\"]", "null"),
        edit("rendering_bound", "bound", "\"0\", \"0\"", "\"18\", \"0\""),
        edit("rendering_assigned_twice", "assignments", x, &format!("{x}{}", x.replace("big", "small"))),
        edit("rendering_other_offer", "assignments", x, &x.replace("big", "small")),
        edit("rendering_other_slot", "assignments", x, &x.replace("\"slot\": 0", "\"slot\": 1")),
        edit("rendering_other_price", "assignments", x, &x.replace("12", "11")),
        edit("rendering_other_order", "assignments", &format!("{x}\n    {y}"), &format!("{y}{x}")),
        edit("rendering_assignment_missing", "assignments", x, ""),
        edit("rendering_unassigned", "unassigned", "\"unassigned\": []", "\"unassigned\": [\"x\"]"),
    ]
}
