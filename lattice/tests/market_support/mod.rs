//! Documents that the format allows and documents that it does not: each of the latter breaks one rule.

#![allow(dead_code, unused_imports, reason = "every test program uses a part of it")]

mod invalid;
mod valid;

pub(crate) use invalid::{Teller, cases};
pub(crate) use valid::valid;

use serde_json::{Value, json};

/// A small valid market that has something of everything.
pub(crate) fn base() -> Value {
    json!({
        "version": 1,
        "name": "base",
        "resources": [{ "name": "gpu", "unit": "device" }, { "name": "ram", "unit": "GiB" }],
        "slots": { "count": 8, "length_ms": 60000 },
        "payers": [{ "id": "alice", "budget": 1000, "limits": [{ "of": "money", "amount": 500 }] }, { "id": "bob" }],
        "offers": [
            {
                "id": "north",
                "capacity": { "gpu": 4, "ram": "unlimited" },
                "total": { "gpu": 20 },
                "demand_max": { "gpu": 2 },
                "price": { "gpu": 3 },
                "permit": { "labels": ["public"], "scopes": ["uni"] },
                "limits": [{ "of": "gpu", "amount": 6, "window_slots": 2, "prior": [1] }]
            },
            { "id": "south", "capacity": { "gpu": 1 }, "slots": [2, 5] }
        ],
        "tasks": [
            { "id": "a", "payer": "alice", "demand": { "gpu": 1 }, "duration_slots": 2, "slots": [0, 6], "scope": "uni/lab" },
            { "id": "b", "payer": "bob", "needs": ["a"], "quotes": [{ "offer": "south", "price": 7 }, { "offer": "north" }] },
            { "id": "c", "payer": "bob", "after": ["a", "b"], "labels": ["public"], "requires": ["fast"] }
        ],
        "limits": [{ "of": "gpu", "amount": 9, "slots": [1, 3], "offers": ["south"], "payers": ["bob"] }],
        "objective": [{ "price": 1, "use:gpu": 2 }, { "end_slot": 1 }]
    })
}

/// The base market with the value at a JSON pointer replaced or, in the last step, added.
pub(crate) fn with(pointer: &str, value: Value) -> Value {
    let mut market = base();
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    match market.pointer_mut(parent).expect("the parent is there") {
        Value::Object(members) => {
            members.insert(key.to_owned(), value);
        }
        Value::Array(list) => match key.parse::<usize>().expect("a position") {
            end if end == list.len() => list.push(value),
            position => list[position] = value,
        },
        _ => panic!("{parent} holds nothing"),
    }
    market
}

/// The base market without the member at a JSON pointer.
pub(crate) fn without(pointer: &str) -> Value {
    let mut market = base();
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let members = market.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
    members.remove(key).expect("the member is there");
    market
}
