//! Small markets in JSON.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]

/// Two payers, one machine, three tasks of which one does not fit beside the others.
pub const SMALL: &str = r#"{
  "version": 1, "name": "small",
  "resources": [{"name": "cpu", "unit": "cores"}],
  "slots": {"count": 2, "length_ms": 1000},
  "payers": [{"id": "ann", "budget": 100}, {"id": "ben"}],
  "offers": [{"id": "box", "capacity": {"cpu": 4}, "price": {"cpu": 5}}],
  "tasks": [
    {"id": "a", "payer": "ann", "demand": {"cpu": 4}, "penalty": 90},
    {"id": "b", "payer": "ben", "demand": {"cpu": 4}, "penalty": 80},
    {"id": "c", "payer": "ben", "demand": {"cpu": 2}, "penalty": 30},
    {"id": "d", "payer": "ben", "demand": {"cpu": 9}, "penalty": 30}
  ]
}"#;

/// The same in YAML.
pub const SMALL_YAML: &str = r#"
version: 1
name: small
resources: [{name: cpu, unit: cores}]
slots: {count: 2, length_ms: 1000}
payers: [{id: ann, budget: 100}, {id: ben}]
offers: [{id: box, capacity: {cpu: 4}, price: {cpu: 5}}]
tasks:
  - {id: a, payer: ann, demand: {cpu: 4}, penalty: 90}
  - {id: b, payer: ben, demand: {cpu: 4}, penalty: 80}
  - {id: c, payer: ben, demand: {cpu: 2}, penalty: 30}
  - {id: d, payer: ben, demand: {cpu: 9}, penalty: 30}
"#;

/// A required task that fits nowhere.
pub const INFEASIBLE: &str = r#"{
  "version": 1, "name": "hopeless",
  "resources": [{"name": "cpu", "unit": "cores"}],
  "payers": [{"id": "ann"}],
  "offers": [{"id": "box", "capacity": {"cpu": 4}}],
  "tasks": [{"id": "a", "payer": "ann", "demand": {"cpu": 5}, "required": true}]
}"#;

/// A correlated multi-dimensional knapsack whose optimum is far beyond any test's patience.
pub fn hard() -> String {
    let mut seed: u64 = 12345;
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let resources = 8;
    let names: Vec<String> = (0..resources).map(|number| format!("r{number}")).collect();
    let mut tasks = Vec::new();
    for number in 0..120 {
        let demand: Vec<u64> = (0..resources).map(|_| 500 + random(1_000)).collect();
        let penalty = demand.iter().sum::<u64>() + random(400);
        let demand: Vec<String> =
            names.iter().zip(demand).map(|(name, amount)| format!("\"{name}\": {amount}")).collect();
        let demand = demand.join(", ");
        tasks.push(format!(r#"{{"id": "t{number}", "payer": "p", "demand": {{{demand}}}, "penalty": {penalty}}}"#));
    }
    let declared: Vec<String> = names.iter().map(|name| format!(r#"{{"name": "{name}", "unit": "u"}}"#)).collect();
    let capacity: Vec<String> = names.iter().map(|name| format!("\"{name}\": 40000")).collect();
    format!(
        r#"{{"version": 1, "name": "hard", "resources": [{}], "payers": [{{"id": "p"}}],
        "offers": [{{"id": "o", "capacity": {{{}}}}}], "tasks": [{}]}}"#,
        declared.join(", "),
        capacity.join(", "),
        tasks.join(",\n")
    )
}
