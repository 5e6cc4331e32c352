//! JSON Schema of the market file, derived from the document types.
//!
//! A schema says what one value may be, not how values go together: references, cycles, reversed ranges and sums are left to the parser.

use alloc::borrow::ToOwned;
use alloc::string::String;
use schemars::{Schema, SchemaGenerator, json_schema};

/// The JSON Schema, draft 2020-12, of the market file, as pretty-printed text that ends in a line feed. Every document that the parser accepts
/// satisfies it.
pub fn json_schema() -> String {
    let mut schema = schemars::schema_for!(super::Document);
    schema.insert("title".to_owned(), "Apportion market, version 1".into());
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// The greatest number of the format.
const NUMBER_MAX: u64 = crate::market::NUMBER_LIMIT - 1;
/// The greatest number of slots.
const SLOT_COUNT_MAX: u64 = crate::market::Horizon::SLOT_COUNT_MAX as u64;

/// What stands in a list or a map; an id has no control character.
fn id_schema() -> Schema {
    json_schema!({
        "type": "string",
        "minLength": 1,
        "maxLength": 128,
        "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]*$"
    })
}

fn integer(min: u64, max: u64) -> Schema {
    json_schema!({ "type": "integer", "minimum": min, "maximum": max })
}

fn list_of(items: Schema) -> Schema {
    json_schema!({ "type": "array", "items": items })
}

pub(super) fn id(_: &mut SchemaGenerator) -> Schema {
    id_schema()
}

pub(super) fn ids(_: &mut SchemaGenerator) -> Schema {
    list_of(id_schema())
}

pub(super) fn resource_name(_: &mut SchemaGenerator) -> Schema {
    let mut schema = id_schema();
    schema.insert("not".to_owned(), serde_json::json!({ "const": crate::market::MONEY }));
    schema
}

pub(super) fn version(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "const": super::VERSION })
}

pub(super) fn slot_count(_: &mut SchemaGenerator) -> Schema {
    integer(1, SLOT_COUNT_MAX)
}

pub(super) fn number(_: &mut SchemaGenerator) -> Schema {
    integer(0, NUMBER_MAX)
}

pub(super) fn numbers(_: &mut SchemaGenerator) -> Schema {
    list_of(integer(0, NUMBER_MAX))
}

pub(super) fn positive(_: &mut SchemaGenerator) -> Schema {
    integer(1, NUMBER_MAX)
}

pub(super) fn positive_u32(_: &mut SchemaGenerator) -> Schema {
    integer(1, u64::from(u32::MAX))
}

pub(super) fn ppm(_: &mut SchemaGenerator) -> Schema {
    integer(0, u64::from(crate::market::PPM_ONE))
}

pub(super) fn interval(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "array",
        "items": integer(0, SLOT_COUNT_MAX - 1),
        "minItems": 2,
        "maxItems": 2
    })
}

fn map_of(values: Schema) -> Schema {
    json_schema!({ "type": "object", "propertyNames": id_schema(), "additionalProperties": values })
}

pub(super) fn per_resource(_: &mut SchemaGenerator) -> Schema {
    map_of(integer(0, NUMBER_MAX))
}

pub(super) fn capacity(_: &mut SchemaGenerator) -> Schema {
    map_of(json_schema!({ "anyOf": [integer(0, NUMBER_MAX), { "const": super::offer::UNLIMITED }] }))
}

/// Limits of an offer, which count that offer alone.
pub(super) fn offer_limits(generator: &mut SchemaGenerator) -> Schema {
    limits_without("offers", generator)
}

/// Limits of a payer, which count that payer alone.
pub(super) fn payer_limits(generator: &mut SchemaGenerator) -> Schema {
    limits_without("payers", generator)
}

fn limits_without(key: &str, generator: &mut SchemaGenerator) -> Schema {
    let limit = generator.subschema_for::<super::Limit>();
    list_of(json_schema!({ "allOf": [limit], "not": { "required": [key] } }))
}

/// At most one of `window_slots` and `slots`, and a list of prior use only with the former.
pub(super) fn one_span(schema: &mut Schema) {
    schema.insert("not".to_owned(), serde_json::json!({ "required": ["window_slots", "slots"] }));
    schema.insert(
        "if".to_owned(),
        serde_json::json!({ "properties": { "prior": { "minItems": 1 } }, "required": ["prior"] }),
    );
    schema.insert("then".to_owned(), serde_json::json!({ "required": ["window_slots"] }));
}

pub(super) fn objective(_: &mut SchemaGenerator) -> Schema {
    let terms: alloc::vec::Vec<&str> = crate::market::Term::PLAIN.iter().map(|&(name, _)| name).collect();
    json_schema!({
        "anyOf": [
            { "enum": ["cost", "throughput", "latency"] },
            {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "minProperties": 1,
                    "propertyNames": { "anyOf": [{ "enum": terms }, { "pattern": "^use:" }] },
                    "additionalProperties": integer(1, NUMBER_MAX)
                }
            }
        ]
    })
}
