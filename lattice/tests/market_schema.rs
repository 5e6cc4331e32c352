//! The published schema is the one derived from the types; it accepts what the parser accepts, and refuses all that a schema can.

mod market_support;

use apportion_lattice::Market;
use apportion_lattice::document::json_schema;
use market_support::{Teller, cases, valid};
use serde_json::Value;

const PUBLISHED: &str = include_str!("../schema/market.schema.json");

#[test]
fn the_published_schema_is_the_derived_one() {
    // After a change of the types, write what `json_schema` returns to that file.
    assert_eq!(json_schema(), PUBLISHED);
}

fn validator() -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(PUBLISHED).expect("JSON");
    jsonschema::draft202012::new(&schema).expect("a schema")
}

#[test]
fn what_the_parser_accepts_satisfies_the_schema() {
    let validator = validator();
    for (name, document) in valid() {
        let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
        let canonical = Market::from_json(&document.to_string()).expect(name).canonical_json();
        let canonical: Value = serde_json::from_slice(&canonical).expect(name);
        assert!(validator.is_valid(&canonical), "{name}");
    }
}

#[test]
fn the_schema_refuses_what_a_schema_can() {
    let validator = validator();
    let mut refused = 0;
    for case in cases() {
        // A text that is not JSON has no value to judge, and a parser of JSON sees only the last of two equal keys.
        let Ok(document) = serde_json::from_str::<Value>(&case.text) else { continue };
        let told = !validator.is_valid(&document);
        assert_eq!(told, case.teller == Teller::Schema, "{}", case.rule);
        refused += usize::from(told);
    }
    assert!(refused > 30, "{refused} of the invalid documents are refused by the schema");
}

#[test]
fn generated_markets_satisfy_the_schema() {
    use apportion_lattice::testing::generate::{Profile, market_json};
    let validator = validator();
    for (_, profile) in Profile::presets() {
        for seed in 0..50 {
            let document: Value = serde_json::from_str(&market_json(seed, &profile)).expect("JSON");
            assert!(validator.is_valid(&document), "{document}");
        }
    }
}
