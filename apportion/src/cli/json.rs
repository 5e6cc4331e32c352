//! The one object that `--json` prints.

use super::failure::Failure;
use apportion::certs::{Checked, gap_ppm};
use serde_json::{Map, Value, json};

/// The members that every accepted answer has; commands add their own.
pub(super) fn accepted(checked: &Checked, exit_reason: &str) -> Map<String, Value> {
    let digits = |numbers: Option<&[u128]>| match numbers {
        Some(numbers) => numbers.iter().map(u128::to_string).collect(),
        None => Value::Null,
    };
    let gap = match (checked.values(), checked.bounds()) {
        (Some(values), Some(bounds)) => values.iter().zip(bounds).map(|(&value, &bound)| ppm(value, bound)).collect(),
        _ => Value::Null,
    };
    let object = json!({
        "status": checked.status().name(),
        "objective": digits(checked.values()),
        "bound": digits(checked.bounds()),
        "gap_ppm": gap,
        "verified": true,
        "exit_reason": exit_reason,
        "market_sha256": checked.market_hash().to_string(),
        "assigned": checked.assignments().len(),
    });
    match object {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

/// A gap is at most a million, since bounds are not negative.
fn ppm(value: u128, bound: u128) -> u64 {
    u64::try_from(gap_ppm(value, bound)).unwrap_or(u64::MAX)
}

/// The object of a command that failed.
pub(super) fn failed(failure: &Failure) -> String {
    line(json!({
        "status": null,
        "objective": null,
        "bound": null,
        "gap_ppm": null,
        "verified": false,
        "exit_reason": failure.name(),
        "message": failure.to_string(),
    }))
}

/// One object on one line.
pub(super) fn line(object: impl Into<Value>) -> String {
    format!("{}\n", object.into())
}
