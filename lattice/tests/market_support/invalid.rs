//! One document for each rule, with the problem expected and its path.

use super::{base, with, without};
use apportion_lattice::error::{Kind, Problem};
use serde_json::{Value, json};

/// Who can tell that a document is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Teller {
    /// A schema can: it is about one value.
    Schema,
    /// Only the parser: it is about several values, or about the text.
    Parser,
}

/// An invalid document.
pub(crate) struct Case {
    /// The rule that it breaks.
    pub(crate) rule: &'static str,
    /// The text, as JSON.
    pub(crate) text: String,
    /// Where it breaks it.
    pub(crate) path: &'static str,
    /// Whether the problem is the one expected.
    pub(crate) is_expected: fn(&Problem) -> bool,
    /// Who can tell.
    pub(crate) teller: Teller,
}

macro_rules! cases {
    ($($rule:literal, $teller:ident, $document:expr, $path:literal, $problem:pat $(if $guard:expr)?,)*) => {
        vec![$(Case {
            rule: $rule,
            text: Document::from($document).0,
            path: $path,
            is_expected: |problem| matches!(problem, $problem $(if $guard)?),
            teller: Teller::$teller,
        }),*]
    };
}

struct Document(String);

impl From<Value> for Document {
    fn from(value: Value) -> Self {
        Self(value.to_string())
    }
}

impl From<&str> for Document {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// The base market as text with one piece replaced.
fn text(old: &str, new: &str) -> Value {
    let text = base().to_string();
    assert_eq!(text.matches(old).count(), 1, "{old} in {text}");
    Value::String(text.replace(old, new))
}

impl Document {
    fn raw(value: Value) -> String {
        value.as_str().expect("a text").to_owned()
    }
}

/// Every rule once or more.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases = texts();
    cases.extend(values());
    cases.extend(names());
    cases.extend(times());
    cases.extend(limits());
    cases.extend(sizes());
    cases
}

fn texts() -> Vec<Case> {
    let raw = |old, new| Document::raw(text(old, new));
    cases! {
        "not JSON", Parser, "version: 1", "", Problem::Syntax { .. },
        "nothing", Parser, "", "", Problem::Syntax { .. },
        "more than one value", Parser, r#"{"version":1} {}"#, "", Problem::Syntax { .. },
        "a comma at the end", Parser, r#"{"version":1,}"#, "", Problem::Syntax { .. },
        "half a surrogate pair", Parser, r#"{"version":1,"name":"\ud800"}"#, "name", Problem::Syntax { .. },
        "deep nesting", Parser, &*"[".repeat(100_000), "", Problem::WrongType { .. },
        "deep nesting in a name", Parser, &*format!(r#"{{"version":1,"name":{}"#, "[".repeat(100_000)), "name", Problem::WrongType { .. },
        "a field twice", Parser, &*raw(r#""name":"base""#, r#""name":"x","name":"base""#), "name", Problem::DuplicateKey { key } if &**key == "name",
        "a resource twice in a map", Parser, &*raw(r#""total":{"gpu":20}"#, r#""total":{"gpu":20,"gpu":20}"#), "offers[0].total.gpu",
            Problem::DuplicateKey { key } if &**key == "gpu",
        "a term twice", Parser, &*raw(r#""end_slot":1"#, r#""end_slot":1,"end_slot":2"#), "objective[1].end_slot", Problem::DuplicateKey { .. },
        "an escaped key twice", Parser, &*raw(r#""total":{"gpu":20}"#, r#""total":{"gpu":20,"g\u0070u":20}"#), "offers[0].total.gpu",
            Problem::DuplicateKey { .. },
        "a point", Parser, &*raw(r#""budget":1000"#, r#""budget":1000.0"#), "payers[0].budget", Problem::NotWhole { .. },
        "an exponent", Parser, &*raw(r#""budget":1000"#, r#""budget":1e3"#), "payers[0].budget", Problem::NotWhole { .. },
        "minus zero", Parser, &*raw(r#""budget":1000"#, r#""budget":-0"#), "payers[0].budget", Problem::NotWhole { .. },
        "2^64", Schema, &*raw(r#""budget":1000"#, r#""budget":18446744073709551616"#), "payers[0].budget", Problem::NotWhole { .. },
    }
}

fn values() -> Vec<Case> {
    cases! {
        "a list for the document", Schema, json!([]), "", Problem::WrongType { .. },
        "a list for an object", Schema, with("/resources/0", json!(["gpu", "device"])), "resources[0]", Problem::WrongType { .. },
        "an object for a list", Schema, with("/resources", json!({})), "resources", Problem::WrongType { .. },
        "null", Schema, with("/name", json!(null)), "name", Problem::Null,
        "null for a number", Schema, with("/payers/0/budget", json!(null)), "payers[0].budget", Problem::Null,
        "null for a list", Schema, with("/limits/0/offers", json!(null)), "limits[0].offers", Problem::Null,
        "null in a map", Schema, with("/offers/0/total/gpu", json!(null)), "offers[0].total.gpu", Problem::Null,
        "null for quotes", Schema, with("/tasks/0/quotes", json!(null)), "tasks[0].quotes", Problem::Null,
        "an unknown field", Schema, with("/nmae", json!("x")), "nmae", Problem::UnknownField { field, .. } if &**field == "nmae",
        "an unknown field of a quote", Schema, with("/tasks/1/quotes/0/offers", json!("x")), "tasks[1].quotes[0].offers", Problem::UnknownField { .. },
        "an unknown field of a permit", Schema, with("/offers/0/permit/label", json!([])), "offers[0].permit.label", Problem::UnknownField { .. },
        "a missing field", Schema, without("/tasks/0/payer"), "tasks[0]", Problem::MissingField { field: "payer" },
        "half of slots", Schema, without("/slots/length_ms"), "slots", Problem::MissingField { field: "length_ms" },
        "no version", Schema, without("/version"), "", Problem::MissingField { field: "version" },
        "another version", Schema, with("/version", json!(2)), "version", Problem::Version { found: 2 },
        "a text for a number", Schema, with("/payers/0/budget", json!("1000")), "payers[0].budget", Problem::WrongType { .. },
        "a number for a text", Schema, with("/name", json!(5)), "name", Problem::WrongType { .. },
        "a number for true", Schema, with("/tasks/0/required", json!(1)), "tasks[0].required", Problem::WrongType { .. },
        "a negative number", Schema, with("/payers/0/budget", json!(-1)), "payers[0].budget", Problem::Negative { found: -1 },
        "2^63", Schema, with("/payers/0/budget", json!(1_u64 << 63)), "payers[0].budget", Problem::OutOfRange { .. },
        "a half", Schema, with("/payers/0/budget", json!(0.5)), "payers[0].budget", Problem::NotWhole { .. },
        "another word than unlimited", Schema, with("/offers/0/capacity/ram", json!("infinite")), "offers[0].capacity.ram", Problem::WrongType { .. },
        "unlimited where it is not possible", Schema, with("/offers/0/total/gpu", json!("unlimited")), "offers[0].total.gpu", Problem::WrongType { .. },
        "quality above one", Schema, with("/offers/0/quality_ppm", json!(1_000_001)), "offers[0].quality_ppm",
            Problem::OutOfRange { found: 1_000_001, min: 0, max: 1_000_000 },
        "reliability above one", Schema, with("/tasks/0/reliability_min_ppm", json!(1_000_001)), "tasks[0].reliability_min_ppm", Problem::OutOfRange { .. },
        "an interval of one slot number", Schema, with("/tasks/0/slots", json!([1])), "tasks[0].slots", Problem::WrongType { .. },
        "an interval of three slot numbers", Schema, with("/tasks/0/slots", json!([1, 2, 3])), "tasks[0].slots", Problem::WrongType { .. },
        "an unknown objective", Schema, with("/objective", json!("speed")), "objective", Problem::UnknownObjective { .. },
        "no levels", Schema, with("/objective", json!([])), "objective", Problem::EmptyObjective,
        "a level without terms", Schema, with("/objective/1", json!({})), "objective[1]", Problem::EmptyObjective,
        "an unknown term", Schema, with("/objective/1", json!({ "speed": 1 })), "objective[1].speed", Problem::UnknownTerm { .. },
        "a weight of zero", Schema, with("/objective/1/end_slot", json!(0)), "objective[1].end_slot", Problem::OutOfRange { min: 1, .. },
    }
}

fn names() -> Vec<Case> {
    cases! {
        "an empty id", Schema, with("/payers/1/id", json!("")), "payers[1].id", Problem::IdLength { length: 0 },
        "an id of 129 bytes", Schema, with("/payers/1/id", json!("x".repeat(129))), "payers[1].id", Problem::IdLength { length: 129 },
        "an id of 65 letters and 130 bytes", Parser, with("/payers/1/id", json!("\u{e9}".repeat(65))), "payers[1].id", Problem::IdLength { length: 130 },
        "a line feed in an id", Schema, with("/offers/1/id", json!("a\nb")), "offers[1].id", Problem::IdControl { .. },
        "a C1 control in an id", Schema, with("/tasks/1/id", json!("a\u{85}b")), "tasks[1].id", Problem::IdControl { .. },
        "money as a resource", Schema, with("/resources/1/name", json!("money")), "resources[1].name", Problem::ReservedName,
        "a resource twice", Parser, with("/resources/1/name", json!("gpu")), "resources[1].name",
            Problem::DuplicateId { kind: Kind::Resource, first: 0, .. },
        "a payer twice", Parser, with("/payers/1/id", json!("alice")), "payers[1].id", Problem::DuplicateId { kind: Kind::Payer, .. },
        "an offer twice", Parser, with("/offers/1/id", json!("north")), "offers[1].id", Problem::DuplicateId { kind: Kind::Offer, .. },
        "a task twice", Parser, with("/tasks/2/id", json!("a")), "tasks[2].id", Problem::DuplicateId { kind: Kind::Task, .. },
        "an unknown payer", Parser, with("/tasks/0/payer", json!("carol")), "tasks[0].payer", Problem::Unknown { kind: Kind::Payer, .. },
        "an unknown resource in a demand", Parser, with("/tasks/0/demand", json!({ "tpu": 0 })), "tasks[0].demand.tpu", Problem::Unknown { kind: Kind::Resource, .. },
        "an unknown resource in a capacity", Parser, with("/offers/0/capacity", json!({ "tpu": 0 })), "offers[0].capacity.tpu", Problem::Unknown { kind: Kind::Resource, .. },
        "money as a demand", Parser, with("/tasks/0/demand", json!({ "money": 1 })), "tasks[0].demand.money", Problem::Unknown { .. },
        "an unknown offer in a quote", Parser, with("/tasks/1/quotes/0/offer", json!("west")), "tasks[1].quotes[0].offer", Problem::Unknown { kind: Kind::Offer, .. },
        "an unknown resource in a quote", Parser, with("/tasks/1/quotes/0/demand", json!({ "tpu": 1 })), "tasks[1].quotes[0].demand.tpu", Problem::Unknown { .. },
        "an unknown task in needs", Parser, with("/tasks/1/needs", json!(["a", "z"])), "tasks[1].needs[1]", Problem::Unknown { kind: Kind::Task, .. },
        "an unknown task in after", Parser, with("/tasks/1/after", json!(["z"])), "tasks[1].after[0]", Problem::Unknown { kind: Kind::Task, .. },
        "an unknown resource in a limit", Parser, with("/limits/0/of", json!("tpu")), "limits[0].of", Problem::Unknown { kind: Kind::Resource, .. },
        "an unknown offer in a limit", Parser, with("/limits/0/offers", json!(["west"])), "limits[0].offers[0]", Problem::Unknown { kind: Kind::Offer, .. },
        "an unknown payer in a limit", Parser, with("/limits/0/payers", json!(["carol"])), "limits[0].payers[0]", Problem::Unknown { kind: Kind::Payer, .. },
        "an unknown resource in a term", Parser, with("/objective/1", json!({ "use:tpu": 1 })), "objective[1].use:tpu", Problem::Unknown { .. },
        "two quotes on one offer", Parser, with("/tasks/1/quotes/2", json!({ "offer": "south" })), "tasks[1].quotes[2].offer",
            Problem::DuplicateQuote { offer } if &**offer == "south",
    }
}

fn times() -> Vec<Case> {
    cases! {
        "no slots", Schema, with("/slots/count", json!(0)), "slots.count", Problem::OutOfRange { found: 0, min: 1, max: 1_000_000 },
        "too many slots", Schema, with("/slots/count", json!(1_000_001)), "slots.count", Problem::OutOfRange { .. },
        "slots without length", Schema, with("/slots/length_ms", json!(0)), "slots.length_ms", Problem::OutOfRange { min: 1, .. },
        "a run of no slots", Schema, with("/tasks/0/duration_slots", json!(0)), "tasks[0].duration_slots", Problem::OutOfRange { min: 1, .. },
        "a run of 2^32 slots", Schema, with("/tasks/0/duration_slots", json!(1_u64 << 32)), "tasks[0].duration_slots", Problem::OutOfRange { .. },
        "a reversed interval", Parser, with("/tasks/0/slots", json!([3, 2])), "tasks[0].slots", Problem::SlotsReversed { first: 3, last: 2 },
        "a reversed interval of an offer", Parser, with("/offers/1/slots", json!([5, 2])), "offers[1].slots", Problem::SlotsReversed { .. },
        "a slot outside", Parser, with("/tasks/0/slots", json!([0, 8])), "tasks[0].slots[1]", Problem::SlotOutside { slot: 8, horizon_last: 7 },
        "a slot of a limit outside", Parser, with("/limits/0/slots", json!([8, 8])), "limits[0].slots[0]", Problem::SlotOutside { .. },
        "a task that needs itself", Parser, with("/tasks/0/needs", json!(["a"])), "tasks[0]", Problem::Cycle { tasks } if tasks.len() == 1,
        "a cycle through needs and after", Parser, with("/tasks/0/needs", json!(["c"])), "tasks[0]",
            Problem::Cycle { tasks } if tasks.iter().map(|id| &**id).eq(["a", "c"]),
    }
}

fn limits() -> Vec<Case> {
    cases! {
        "a window and an interval", Schema, with("/limits/0/window_slots", json!(2)), "limits[0]", Problem::TwoSpans,
        "a window of no slots", Schema, with("/offers/0/limits/0/window_slots", json!(0)), "offers[0].limits[0].window_slots", Problem::OutOfRange { min: 1, .. },
        "prior use without a window", Schema, with("/limits/0/prior", json!([1])), "limits[0].prior", Problem::PriorWithoutWindow,
        "offers inside an offer", Schema, with("/offers/0/limits/0/offers", json!(["north"])), "offers[0].limits[0].offers",
            Problem::Misplaced { kind: Kind::Offer },
        "payers inside a payer", Schema, with("/payers/0/limits/0/payers", json!([])), "payers[0].limits[0].payers",
            Problem::Misplaced { kind: Kind::Payer },
        "a limit without amount", Schema, without("/limits/0/amount"), "limits[0]", Problem::MissingField { field: "amount" },
    }
}

fn sizes() -> Vec<Case> {
    let large = 1_u64 << 62;
    cases! {
        "duration times demand", Parser, with("/tasks/0/demand/gpu", json!(large)), "tasks[0].demand", Problem::UseTooLarge { .. },
        "duration times quoted demand", Parser, with("/tasks/0/quotes", json!([{ "offer": "south", "demand": { "ram": large } }])), "tasks[0].quotes[0].demand",
            Problem::UseTooLarge { .. },
        "a price on an offer that is not even eligible", Parser, with("/offers/0/price/gpu", json!(large)), "tasks[0]",
            Problem::PriceTooLarge { offer } if &**offer == "north",
        "a price of a quoted demand", Parser, with("/tasks/0/quotes", json!([{ "offer": "north", "demand": { "gpu": large / 2 } }])), "tasks[0].quotes[0]",
            Problem::PriceTooLarge { .. },
        "a level", Parser, with("/tasks/0/penalty", json!(large)).with_heavy_penalties(), "objective[1]", Problem::LevelTooLarge,
    }
}

trait HeavyPenalties {
    fn with_heavy_penalties(self) -> Self;
}

impl HeavyPenalties for Value {
    /// A weight that makes one penalty of 2^62 cost 2^96.
    fn with_heavy_penalties(mut self) -> Self {
        self["objective"][1] = json!({ "penalty": 1_u64 << 34 });
        self
    }
}
