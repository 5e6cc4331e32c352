//! Files with one defect each, and the refusal that it must meet.

mod bytes;
mod claims;
mod isolations;
mod knapsacks;
mod lemmas;
mod nodes;
mod pools;
mod renderings;
mod settled;

pub use isolations::isolated;
pub use knapsacks::packed;
#[allow(unused_imports, reason = "each test file uses its own part")]
pub use lemmas::{derived, derived_sound};
pub use settled::settled_sound;

use super::features;
use super::prover::{Style, prove};
use super::vector::{Refusal, Vector, data, path};
use apportion_certs::program::{Multipliers, ObjectiveWeight, RowIndex};
use apportion_certs::{Certificate, Claim, Node, Reject};
use apportion_lattice::Market;

/// Tasks x (3 options), y (5) and z (7); rows 0..8: capacity of big and small, bob's budget, z needs y; lemmas are rows from 10 on. Every bound up
/// to 18 holds at level 0.
const BASE: &str = r#"{"version":1,"resources":[{"name":"cpu","unit":"core"}],"slots":{"count":3,"length_ms":1000},
"payers":[{"id":"ann"},{"id":"bob","budget":20}],
"offers":[{"id":"big","capacity":{"cpu":4},"price":{"cpu":2}},{"id":"small","capacity":{"cpu":2},"price":{"cpu":1}}],
"tasks":[{"id":"x","payer":"ann","demand":{"cpu":3},"duration_slots":2,"penalty":40},
{"id":"y","payer":"bob","demand":{"cpu":2},"duration_slots":2,"penalty":30},
{"id":"z","payer":"bob","demand":{"cpu":2},"penalty":9,"needs":["y"]}],
"objective":[{"price":1,"penalty":1},{"end_slot":1}]}"#;

/// The market of most vectors.
pub fn base() -> Market {
    Market::from_json(BASE).expect("a valid market")
}

/// The objective alone, with weight 1.
fn objective() -> Multipliers {
    Multipliers { objective: ObjectiveWeight::PowerOfTwo(0), rows: vec![] }
}

/// One row with multiplier 1.
fn row(row: u64) -> Multipliers {
    Multipliers { objective: ObjectiveWeight::Zero, rows: vec![(RowIndex(row), 1)] }
}

/// "No allocation costs less than 18", which the objective alone proves at the root.
pub fn bounded() -> Certificate {
    Certificate {
        market: base().hash(),
        claim: Claim::Unknown { bounds: vec![18, 0] },
        pool: vec![objective()],
        lemmas: vec![],
        knapsacks: vec![],
        proofs: vec![vec![Node::Bound(0)], vec![]],
    }
}

/// x at 0 on big, y at 1 on small, z at 0 on small: 18 nMIC, and nothing better is known.
pub fn allocated() -> Certificate {
    Certificate {
        market: base().hash(),
        claim: Claim::Feasible { options: vec![0, 3, 3], values: vec![18, 6], bounds: vec![0, 0] },
        pool: vec![],
        lemmas: vec![],
        knapsacks: vec![],
        proofs: vec![vec![], vec![]],
    }
}

/// All vectors to refuse, by name.
pub fn all() -> Vec<(String, Vector)> {
    let mut all = claims::all();
    all.extend(pools::all());
    all.extend(nodes::all());
    all.extend(knapsacks::all());
    all.extend(settled::all());
    all.extend(lemmas::all());
    all.extend(isolations::all());
    all.extend(renderings::all());
    all.extend(bytes::all());
    all.extend(super::features::all().into_iter().map(|feature| (feature.name, feature.refused, feature.refusal)));
    let named = all.into_iter().map(|(name, vector, refusal)| {
        let (expect, data) = (Some(path(&refusal)), Some(data(&refusal)));
        (name.to_owned(), Vector { expect, data, ..vector })
    });
    named.collect()
}

type Defect = (&'static str, Vector, Refusal);

fn defect(name: &'static str, certificate: &Certificate, reject: Reject) -> Defect {
    (name, Vector::new(&base(), certificate), Refusal::Reject(reject))
}

fn feasible(options: &[u64], values: &[u128], bounds: &[u128]) -> Certificate {
    let claim = Claim::Feasible { options: options.into(), values: values.into(), bounds: bounds.into() };
    Certificate { claim, ..allocated() }
}

fn unknown(bounds: &[u128], pool: &[Multipliers], proof: &[Node]) -> Certificate {
    let claim = Claim::Unknown { bounds: bounds.into() };
    Certificate {
        claim,
        pool: pool.into(),
        lemmas: vec![],
        knapsacks: vec![],
        proofs: vec![proof.into(), vec![]],
        ..bounded()
    }
}

/// The optimum of the base market, proved in every style; its second level needs the cap on the first.
fn optima() -> Vec<Certificate> {
    let claim = Claim::Optimal { options: vec![0, 3, 3], values: vec![18, 6] };
    Style::all().filter_map(|style| prove(&base(), claim.clone(), style)).collect()
}

/// Two tasks and room for one: 30 nMIC, and the relaxation says 25. As every value is 20 more or less a multiple of 10, that is enough.
fn coarse() -> Vector {
    let file = r#"{"version":1,"resources":[{"name":"cpu","unit":"core"}],"payers":[{"id":"a"}],
        "offers":[{"id":"o","capacity":{"cpu":1},"price_fixed":10}],
        "tasks":[{"id":"x","payer":"a","demand":{"cpu":1},"penalty":20},{"id":"y","payer":"a","demand":{"cpu":1},"penalty":20}]}"#;
    let market = Market::from_json(file).expect("a valid market");
    let certificate = Certificate {
        market: market.hash(),
        claim: Claim::Optimal { options: vec![0, 1], values: vec![30] },
        pool: vec![Multipliers { rows: vec![(RowIndex(0), 5)], ..objective() }],
        lemmas: vec![],
        knapsacks: vec![],
        proofs: vec![vec![Node::Bound(0)]],
    };
    Vector::new(&market, &certificate)
}

/// The vectors that hold before something is broken in them, to show that the defects are the only ones.
pub fn sound() -> Vec<Vector> {
    let mut sound: Vec<Vector> =
        [bounded(), packed(), allocated()].iter().map(|good| Vector::new(&base(), good)).collect();
    sound.push(coarse());
    let more = [settled_sound(), derived_sound(), vec![isolated()]].concat();
    sound.extend(more.iter().map(|good| Vector::new(&base(), good)));
    sound.extend(optima().iter().map(|good| Vector::new(&base(), good)));
    sound.extend(features::all().into_iter().flat_map(|feature| [feature.relaxed, feature.kept]).flatten());
    sound
}
