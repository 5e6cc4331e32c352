//! Ten tasks, three offers, one budget: small enough for brute force, with numbers on which floating-point solvers claim wrong optima.

use super::random::Random;
use super::read;
use crate::market::Market;
use alloc::format;
use alloc::vec::Vec;
use serde_json::{Value, json};

const TASKS: usize = 10;
const OFFERS: usize = 3;

/// 10 tasks with 3 quoted prices each, and one payer whose budget holds about half of them: 40 binary choices and one knapsack row.
///
/// Every price and penalty lies in `magnitude..=9 * magnitude`; at 10^9 and above, general solvers that scale rows or tolerate
/// 10^-6 report allocations as optimal that overspend or are several per cent off. `magnitude` is 1 to 10^18. An optimum always exists.
pub fn exact_money(seed: u64, magnitude: u64) -> Market {
    let mut random = Random::new(seed);
    let magnitude = magnitude.clamp(1, 1_000_000_000_000_000_000);
    let mut budget = 0;
    let mut tasks = Vec::new();
    for task in 0..TASKS {
        let prices = [(); OFFERS].map(|()| random.within(magnitude, 9 * magnitude));
        budget += u128::from(*prices.iter().min().unwrap_or(&0));
        let quotes =
            prices.iter().enumerate().map(|(offer, price)| json!({"offer": format!("o{offer}"), "price": price}));
        // Leaving a task out must cost more than some of its prices, or the budget would not matter.
        let penalty = random.within(5 * magnitude, 9 * magnitude);
        tasks.push(json!({"id": format!("t{task}"), "payer": "p", "quotes": quotes.collect::<Vec<Value>>(), "penalty": penalty}));
    }
    let budget = u64::try_from(budget * u128::from(random.within(45, 75)) / 100).unwrap_or(u64::MAX >> 1);
    read(&json!({
        "version": 1,
        "name": format!("exact-money {magnitude} {seed}"),
        "payers": [{"id": "p", "budget": budget}],
        "offers": (0..OFFERS).map(|offer| json!({"id": format!("o{offer}")})).collect::<Vec<_>>(),
        "tasks": tasks,
    }))
}
