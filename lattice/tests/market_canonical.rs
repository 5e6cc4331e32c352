//! One text, and so one hash, for all files that state the same market; other texts for other markets.

mod market_support;

use apportion_lattice::Market;
use apportion_lattice::document::Document;
use market_support::{base, valid, with, without};
use serde_json::{Value, json};

fn canonical(document: &Value) -> String {
    let market = Market::from_json(&document.to_string()).unwrap_or_else(|error| panic!("{error}"));
    String::from_utf8(market.canonical_json()).expect("UTF-8")
}

#[test]
fn the_canonical_form_is_the_specified_one() {
    let market = json!({
        "version": 1,
        "tasks": [{
            "quotes": [{ "offer": "o", "demand": { "b": 0 }, "price": 0, "score": 0 }],
            "needs": [], "after": ["t2", "t1", "t2"], "value": 1, "required": true, "penalty": 3, "slots": [0, 1], "scope": "",
            "payer": "p", "id": "t", "demand": { "b": 2, "a": 1 }, "labels": ["y", "x", "y"]
        }, { "id": "t2", "payer": "p" }, { "id": "t1", "payer": "p", "quotes_only": true, "quotes": [] }],
        "offers": [{
            "id": "o", "capacity": { "b": "unlimited", "a": 0 }, "total": { "b": 0 }, "price": { "a": 0, "b": 5 }, "permit": { "labels": [] },
            "quality_ppm": 1_000_000, "reliability_ppm": 7, "donated": true, "seller": "\u{e9}\"\\\n", "slots": [1, 1],
            "limits": [{ "of": "b", "amount": 0, "window_slots": 2, "prior": [0, 4] }, { "of": "money", "amount": 1 }]
        }],
        "payers": [{ "id": "p", "budget": 0, "limits": [] }],
        "resources": [{ "unit": "u", "name": "b" }, { "name": "a", "unit": "" }],
        "slots": { "length_ms": 1000, "count": 2 },
        "limits": [{ "of": "a", "amount": 1, "offers": [], "payers": ["p", "p"], "slots": [0, 1] }],
        "objective": "latency"
    });
    let expected = concat!(
        r#"{"limits":[{"amount":1,"of":"a","offers":[],"payers":["p"],"slots":[0,1]}],"#,
        r#""objective":[{"penalty":1},{"latency_ms":1},{"price":1}],"#,
        r#""offers":[{"capacity":{"b":"unlimited"},"donated":true,"id":"o","#,
        r#""limits":[{"amount":0,"of":"b","prior":[0,4],"window_slots":2},{"amount":1,"of":"money"}],"#,
        r#""permit":{"labels":[]},"price":{"b":5},"reliability_ppm":7,"seller":"é\"\\\n","slots":[1,1],"total":{"b":0}}],"#,
        r#""payers":[{"budget":0,"id":"p"}],"resources":[{"name":"b","unit":"u"},{"name":"a","unit":""}],"#,
        r#""slots":{"count":2,"length_ms":1000},"#,
        r#""tasks":[{"after":["t1","t2"],"demand":{"a":1,"b":2},"id":"t","labels":["x","y"],"payer":"p","penalty":3,"#,
        r#""quotes":[{"demand":{},"offer":"o","price":0}],"required":true},"#,
        r#"{"id":"t2","payer":"p"},{"id":"t1","payer":"p","quotes_only":true}],"version":1}"#
    );
    assert_eq!(canonical(&market), expected);
}

#[test]
fn canonical_bytes_are_a_fixed_point_in_key_order() {
    for (name, document) in valid() {
        let text = canonical(&document);
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(canonical(&value), text, "{name}");
        // serde_json sorts keys by bytes, writes no white space, and escapes no more than it must.
        assert_eq!(value.to_string(), text, "{name}");
    }
}

#[test]
fn the_hash_is_that_of_the_canonical_bytes() {
    for (name, document) in valid() {
        let market = Market::from_json(&document.to_string()).expect(name);
        assert_eq!(market.hash().as_bytes(), &hmac_sha256::Hash::hash(&market.canonical_json()), "{name}");
    }
}

#[test]
fn a_market_survives_the_way_through_a_document() {
    for (name, document) in valid() {
        let market = Market::from_json(&document.to_string()).expect(name);
        let exported = market.to_document();
        assert_eq!(Market::from_document(exported.clone()).expect(name).hash(), market.hash(), "{name}");
        let text = serde_json::to_string(&exported).expect(name);
        assert_eq!(serde_json::from_str::<Document>(&text).expect(name), exported, "{name}");
        assert_eq!(Market::from_json(&text).expect(name), market, "{name}");
    }
}

#[test]
fn a_member_equal_to_its_default_is_no_member() {
    let cost = json!([{ "penalty": 1, "price": 1 }]);
    for (pointer, default) in [
        ("/offers/1/donated", json!(false)),
        ("/offers/1/capacity", json!({ "gpu": 1, "ram": 0 })),
        ("/offers/1/total", json!({})),
        ("/offers/1/demand_max", json!({})),
        ("/offers/1/price", json!({ "gpu": 0 })),
        ("/offers/1/price_fixed", json!(0)),
        ("/offers/1/quality_ppm", json!(1_000_000)),
        ("/offers/1/latency_ms", json!(0)),
        ("/offers/1/reliability_ppm", json!(1_000_000)),
        ("/offers/0/slots", json!([0, 7])),
        ("/offers/1/provides", json!([])),
        ("/offers/1/permit", json!({})),
        ("/offers/1/limits", json!([])),
        ("/payers/1/limits", json!([])),
        ("/tasks/1/demand", json!({ "gpu": 0 })),
        ("/tasks/1/duration_slots", json!(1)),
        ("/tasks/1/slots", json!([0, 7])),
        ("/tasks/1/labels", json!([])),
        ("/tasks/1/requires", json!([])),
        ("/tasks/1/scope", json!("")),
        ("/tasks/1/quality_min_ppm", json!(0)),
        ("/tasks/1/reliability_min_ppm", json!(0)),
        ("/tasks/1/required", json!(false)),
        ("/tasks/1/penalty", json!(0)),
        ("/tasks/1/value", json!(1)),
        ("/tasks/1/after", json!([])),
        ("/tasks/0/quotes", json!([])),
        ("/tasks/1/quotes_only", json!(false)),
        ("/tasks/1/quotes/0/score", json!(0)),
        ("/limits/0/prior", json!([])),
    ] {
        assert_eq!(canonical(&with(pointer, default)), canonical(&base()), "{pointer}");
    }
    assert_eq!(canonical(&with("/objective", cost)), canonical(&without("/objective")));
    assert_eq!(canonical(&with("/objective", json!("cost"))), canonical(&without("/objective")));
    let one_slot = |slots: Value| canonical(&json!({ "version": 1, "slots": slots }));
    assert_eq!(one_slot(json!({ "count": 1, "length_ms": 1000 })), r#"{"version":1}"#);
    assert_ne!(one_slot(json!({ "count": 1, "length_ms": 1001 })), r#"{"version":1}"#);
}

#[test]
fn what_only_looks_like_a_default_stays() {
    for (pointer, value) in [
        ("/name", json!("")),
        ("/offers/1/seller", json!("")),
        ("/offers/1/total", json!({ "gpu": 0 })),
        ("/offers/1/demand_max", json!({ "gpu": 0 })),
        ("/offers/1/permit", json!({ "labels": [] })),
        ("/offers/1/permit", json!({ "principals": [] })),
        ("/offers/1/permit", json!({ "scopes": [] })),
        ("/offers/1/permit", json!({ "scopes": [""] })),
        ("/offers/0/permit/scopes", json!(["uni", "uni/lab"])),
        ("/payers/1/budget", json!(0)),
        ("/tasks/1/latency_max_ms", json!(0)),
        ("/tasks/1/price_max", json!(0)),
        ("/tasks/1/value", json!(0)),
        ("/tasks/1/quotes/0/demand", json!({})),
        ("/tasks/1/quotes/1/price", json!(0)),
        ("/offers/0/limits/0/payers", json!([])),
        ("/offers/0/limits/0/prior", json!([1, 0])),
        ("/offers/0/seller", json!("someone")),
        ("/offers/0/donated", json!(true)),
    ] {
        assert_ne!(canonical(&with(pointer, value)), canonical(&base()), "{pointer}");
    }
    // Penalty and value mean nothing for a required task, but they were stated.
    let mut required = with("/tasks/1/required", json!(true));
    let stated = canonical(&required);
    required["tasks"][1]["penalty"] = json!(1);
    assert_ne!(canonical(&required), stated);
}

#[test]
fn sets_have_no_order_and_lists_have() {
    for (pointer, one, other) in [
        ("/tasks/2/after", json!(["a", "b"]), json!(["b", "a", "a"])),
        ("/tasks/2/needs", json!(["a", "b"]), json!(["b", "a"])),
        ("/tasks/2/labels", json!(["x", "public"]), json!(["public", "x"])),
        ("/tasks/2/requires", json!(["x", "y"]), json!(["y", "x", "x"])),
        ("/offers/0/provides", json!(["x", "y"]), json!(["y", "x"])),
        ("/offers/0/permit/labels", json!(["x", "y"]), json!(["y", "x"])),
        ("/offers/0/permit/principals", json!(["x", "y"]), json!(["y", "x"])),
        ("/offers/0/permit/scopes", json!(["x", "x/y"]), json!(["x/y", "x", "x"])),
        ("/limits/0/offers", json!(["north", "south"]), json!(["south", "north", "south"])),
        ("/limits/0/payers", json!(["alice", "bob"]), json!(["bob", "alice"])),
    ] {
        assert_eq!(canonical(&with(pointer, one)), canonical(&with(pointer, other)), "{pointer}");
    }
    for pointer in ["/resources", "/payers", "/offers", "/tasks", "/tasks/1/quotes", "/objective"] {
        let list = base().pointer(pointer).and_then(Value::as_array).expect("a list").iter().rev().cloned().collect();
        assert_ne!(canonical(&with(pointer, Value::Array(list))), canonical(&base()), "{pointer}");
    }
}

/// The vectors: `NAME.json` as someone wrote it, `NAME.canonical.json` its canonical bytes, and their hashes in the format of `sha256sum`.
#[test]
fn the_vectors_hold() {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let read =
        |name: &str| std::fs::read_to_string(directory.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let sums = read("SHA256SUMS");
    assert_eq!(sums.lines().count(), 5);
    for line in sums.lines() {
        let (hash, file) = line.split_once("  ").expect("a hash and a name");
        let name = file.strip_suffix(".canonical.json").expect("a canonical file");
        let market =
            Market::from_json(&read(&format!("{name}.json"))).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(String::from_utf8(market.canonical_json()).expect("UTF-8"), read(file), "{name}");
        assert_eq!(market.hash().to_string(), hash, "{name}");
    }
}
