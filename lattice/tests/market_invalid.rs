//! Every rule of the format is enforced, and its breach is told with path and line.

mod market_support;

use apportion_lattice::Market;
use apportion_lattice::error::Problem;
use market_support::{cases, valid, with};
use serde_json::json;

#[test]
fn every_rule_is_enforced_where_it_is_broken() {
    for case in cases() {
        let error = Market::from_json(&case.text).expect_err(case.rule);
        assert!((case.is_expected)(error.problem()), "{}: {error:?}", case.rule);
        assert_eq!(error.path().to_string(), case.path, "{}: {error}", case.rule);
        assert_eq!(error.line(), Some(1), "{}: {error}", case.rule);
    }
}

#[test]
fn what_is_allowed_is_accepted() {
    for (name, document) in valid() {
        let market = Market::from_json(&document.to_string());
        assert!(market.is_ok(), "{name}: {}", market.unwrap_err());
    }
}

#[test]
fn lines_are_those_of_the_text() {
    for (text, path, line) in [
        ("{\n\"version\": 1,\n\"foo\": 1\n}", "foo", 3),
        ("{\n\"version\": 1,\n\"name\":\n\nnull}", "name", 5),
        ("{\n\"version\": 1,\n\"tasks\": [\n{\"id\": \"t\",\n\"payer\": \"p\"}]}", "tasks[0].payer", 5),
        ("{\n\"version\": 1,\n\"payers\": [\n{\"id\": \"p\"},\n{\"id\":\n\"p\"}]}", "payers[1].id", 6),
        ("{\n\"version\": 1,\n]", "", 3),
    ] {
        let error = Market::from_json(text).unwrap_err();
        assert_eq!((error.path().to_string().as_str(), error.line()), (path, Some(line)), "{error}");
    }
}

#[test]
fn an_error_says_where_what_and_how_to_mend_it() {
    let error = Market::from_json(&with("/tasks/1/quotes/0/offer", json!("west")).to_string()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "tasks[1].quotes[0].offer (line 1): there is no offer \"west\"; declare it or correct the id"
    );
    let error = Market::from_json(&with("/tasks/0/needs", json!(["c"])).to_string()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "tasks[0] (line 1): the task waits for itself: \"a\" waits for \"c\" waits for \"a\"; remove one of these from needs or after"
    );
}

#[test]
fn a_chain_of_a_hundred_thousand_tasks_is_no_cycle_and_its_closing_is() {
    let chain = |closed: bool| {
        let first = if closed { r#","after":["t99999"]"# } else { "" };
        let mut text = format!(r#"{{"version":1,"payers":[{{"id":"p"}}],"tasks":[{{"id":"t0","payer":"p"{first}}}"#);
        for task in 1..100_000 {
            text += &format!(r#",{{"id":"t{task}","payer":"p","needs":["t{}"]}}"#, task - 1);
        }
        text + "]}"
    };
    assert!(Market::from_json(&chain(false)).is_ok());
    let error = Market::from_json(&chain(true)).unwrap_err();
    assert!(matches!(error.problem(), Problem::Cycle { tasks } if tasks.len() == 100_000));
    assert!(error.to_string().len() < 400, "long cycles are cut");
}

#[test]
fn sizes_are_refused_at_their_bound_and_not_below() {
    // Duration 2 on the offer "north": 3 a unit and slot.
    let price = |price: u64| Market::from_json(&with("/offers/0/price/gpu", json!(price)).to_string());
    assert!(price((1 << 62) - 1).is_ok());
    assert!(price(1 << 62).is_err());
    let demand = |gpu: u64| {
        let mut market = with("/tasks/0/demand/gpu", json!(gpu));
        market["offers"][0]["price"] = json!({});
        Market::from_json(&market.to_string())
    };
    assert!(demand((1 << 62) - 1).is_ok());
    assert!(demand(1 << 62).is_err());
}

#[test]
fn a_level_is_refused_only_for_costs_that_can_occur() {
    // Each latency times its weight is far above 2^96 in sum, but no task is eligible on the slow offer.
    let market = |labels: &[&str]| {
        let tasks: Vec<_> =
            (0..4).map(|task| json!({ "id": format!("t{task}"), "payer": "p", "labels": labels })).collect();
        let slow = json!({ "id": "slow", "latency_ms": 1_u64 << 62, "permit": { "labels": ["patient"] } });
        let market = json!({
            "version": 1,
            "payers": [{ "id": "p" }],
            "offers": [slow, { "id": "quick", "latency_ms": 1 }],
            "tasks": tasks,
            "objective": [{ "latency_ms": 1_u64 << 33 }]
        });
        Market::from_json(&market.to_string())
    };
    assert!(market(&["hasty"]).is_ok());
    assert!(matches!(market(&["patient"]).unwrap_err().problem(), Problem::LevelTooLarge));
}
