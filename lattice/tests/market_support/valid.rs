//! Documents that are valid, also where that may surprise.

use super::{base, with};
use serde_json::{Value, json};

/// Named documents that the parser accepts.
pub(crate) fn valid() -> Vec<(&'static str, Value)> {
    let number_max = 9_223_372_036_854_775_807_u64;
    vec![
        ("base", base()),
        ("nothing but a version", json!({ "version": 1 })),
        (
            "empty lists",
            json!({ "version": 1, "resources": [], "payers": [], "offers": [], "tasks": [], "limits": [] }),
        ),
        ("empty name and unit", json!({ "version": 1, "name": "", "resources": [{ "name": "r", "unit": "" }] })),
        ("the longest id", with("/payers/1/id", json!("x".repeat(128)))).map_tasks("bob", &"x".repeat(128)),
        ("an id beyond ASCII", with("/name", json!("\u{1f980}"))),
        ("the greatest number", with("/payers/0/budget", json!(number_max))),
        ("the longest horizon", with("/slots/count", json!(1_000_000))),
        ("the longest duration", with("/tasks/1/duration_slots", json!(4_294_967_295_u64))),
        ("a window longer than the horizon", with("/offers/0/limits/0/window_slots", json!(4_294_967_295_u64))),
        ("prior use above the amount", with("/offers/0/limits/0/prior", json!([1000]))),
        ("an empty prior without a window", with("/limits/0/prior", json!([]))),
        ("a required task that fits nowhere", with("/tasks/2/required", json!(true))),
        ("an empty permit", with("/offers/1/permit", json!({}))),
        ("nobody permitted", with("/offers/1/permit", json!({ "labels": [], "principals": [], "scopes": [] }))),
        (
            "an undeclared principal",
            with("/offers/1/permit", json!({ "principals": ["nobody"], "scopes": ["", "//"] })),
        ),
        ("sets with repetition", with("/tasks/2/after", json!(["b", "a", "b"]))),
        ("a limit that counts nothing", with("/limits/0/offers", json!([]))),
        ("a quoted empty demand", with("/tasks/1/quotes/0/demand", json!({}))),
        ("zero amounts", with("/offers/1/total", json!({ "gpu": 0, "ram": 0 }))),
        (
            "a limit on spending inside an offer",
            with("/offers/1/limits", json!([{ "of": "money", "amount": 0, "payers": ["bob"] }])),
        ),
        ("a limit inside a payer on offers", with("/payers/0/limits/0/offers", json!(["north"]))),
        ("throughput", with("/objective", json!("throughput"))),
        ("latency", with("/objective", json!("latency"))),
        ("every term", with("/objective", every_term())),
    ]
}

fn every_term() -> Value {
    json!([
        { "price": 1, "penalty": 2, "value_lost": 3, "latency_ms": 4, "quality_lost_ppm": 5 },
        { "reliability_lost_ppm": 1, "score": 1, "end_slot": 1, "use:gpu": 1, "use:ram": 1 }
    ])
}

trait MapTasks {
    fn map_tasks(self, old: &str, new: &str) -> Self;
}

impl MapTasks for (&'static str, Value) {
    /// Renames a payer wherever tasks and limits name it.
    fn map_tasks(mut self, old: &str, new: &str) -> Self {
        for task in self.1["tasks"].as_array_mut().expect("tasks") {
            if task["payer"] == old {
                task["payer"] = json!(new);
            }
        }
        self.1["limits"][0]["payers"] = json!([new]);
        self
    }
}
