//! The solver, as JavaScript sees it.

use apportion_allocator::Solver;
use apportion_lattice::{Market, ppm};
use js_sys::Error;
use wasm_bindgen::prelude::wasm_bindgen;

/// The two files of an answer, for `verify`.
#[wasm_bindgen(getter_with_clone)]
#[derive(Debug)]
pub struct Answer {
    /// Text of allocation.json.
    #[wasm_bindgen(readonly)]
    pub allocation: String,
    /// Bytes of certificate.apc.
    #[wasm_bindgen(readonly)]
    pub certificate: Vec<u8>,
}

/// Allocates a market, on the calling thread. The answer is the native solver's, byte by byte.
///
/// @param market text of the market file, JSON
/// @param gap_ppm how far from the best the answer may be, in parts per million; 0: proven optimal
/// @param work_limit options looked at after which no further round begins, if any
#[wasm_bindgen]
pub fn solve(market: &str, gap_ppm: u32, work_limit: Option<u64>) -> Result<Answer, Error> {
    let market = Market::from_json(market).map_err(|error| Error::new(&error.to_string()))?;
    let solver = Solver::new().gap(ppm(gap_ppm)).work_limit(work_limit.unwrap_or(u64::MAX));
    let answer = solver.solve(&market).map_err(|error| Error::new(&error.to_string()))?;
    Ok(Answer { allocation: answer.allocation.to_json(), certificate: answer.certificate.to_bytes() })
}
