//! What JavaScript sees.

use crate::Failure;
use js_sys::{Error, JSON};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What a certificate proves about a market. */
export interface Verified {
    status: "optimal" | "feasible" | "infeasible" | "unknown";
    /** SHA-256 of the market's canonical bytes, in hexadecimal. */
    market_sha256: string;
    /** Value of the allocation at each level, in decimal digits; null without an allocation. */
    objective: string[] | null;
    /** Proved bound at each level, in decimal digits; null if nothing is feasible. */
    bound: string[] | null;
    /** How far each value is from its bound at most, in parts per million. */
    gap_ppm: number[] | null;
    /** Who got what and when, in market order. Prices are in nMIC, in decimal digits. */
    assignments: { task: string; offer: string; slot: number; price_nmic: string }[];
    /** Tasks that got nothing, in market order. */
    unassigned: string[];
}
"#;

/// Checks that a certificate proves what an allocation states about a market.
///
/// Throws an error whose `name` is `InvalidMarket`, `InvalidAllocation` or `Refused`; its `message` says what is wrong and where.
///
/// @param market text of the market file, JSON
/// @param allocation text of allocation.json
/// @param certificate bytes of certificate.apc
#[wasm_bindgen(unchecked_return_type = "Verified")]
pub fn verify(market: &str, allocation: &str, certificate: &[u8]) -> Result<JsValue, Error> {
    let verified = crate::verify(market, allocation, certificate).map_err(|failure| thrown(&failure))?;
    JSON::parse(&verified.to_json().to_string()).map_err(|_| Error::new("the report is not JSON"))
}

fn thrown(failure: &Failure) -> Error {
    let error = Error::new(&failure.to_string());
    error.set_name(failure.name());
    error
}
