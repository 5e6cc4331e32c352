//! A market with 650,000 quotes is read in less than 100 MB, its text included.
//!
//! The only test of this program, so that the peak is its own. The kernel counts resident memory; elsewhere than on Linux only the reading is tried.

use apportion_lattice::Market;
use std::fmt::Write;

const TASKS: usize = 5_000;
const OFFERS: usize = 200;
const QUOTES_PER_TASK: usize = 130;
const PEAK_MAX_KIB: u64 = 100_000_000 / 1024;

/// Every quote states its price and its demand, as those of a generalised assignment problem do.
fn write_market(out: &mut impl Write) -> std::fmt::Result {
    write!(
        out,
        r#"{{"version":1,"resources":[{{"name":"capacity","unit":"unit"}}],"payers":[{{"id":"all"}}],"offers":["#
    )?;
    for offer in 0..OFFERS {
        write!(out, r#"{}{{"id":"machine-{offer}","capacity":{{"capacity":5000}}}}"#, comma(offer))?;
    }
    write!(out, r#"],"tasks":["#)?;
    for task in 0..TASKS {
        write!(out, r#"{}{{"id":"job-{task}","payer":"all","quotes_only":true,"quotes":["#, comma(task))?;
        for quote in 0..QUOTES_PER_TASK {
            let offer = (task + quote * 7) % OFFERS;
            let (price, demand) = (10 + (task * 31 + offer * 17) % 90, 5 + (task * 13 + offer * 29) % 20);
            write!(
                out,
                r#"{}{{"offer":"machine-{offer}","price":{price},"demand":{{"capacity":{demand}}}}}"#,
                comma(quote)
            )?;
        }
        write!(out, "]}}")?;
    }
    write!(out, "]}}")
}

fn comma(position: usize) -> &'static str {
    if position == 0 { "" } else { "," }
}

/// Counts, so that the text can be allocated once.
struct Length(usize);

impl Write for Length {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0 += text.len();
        Ok(())
    }
}

fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[test]
fn six_hundred_and_fifty_thousand_quotes_take_less_than_100_mb() {
    let mut length = Length(0);
    write_market(&mut length).expect("counting does not fail");
    let mut text = String::with_capacity(length.0);
    write_market(&mut text).expect("writing to a text does not fail");

    let market = Market::from_json(&text).expect("the market is valid");

    let quotes: usize = market.tasks().iter().map(|task| task.quotes.len()).sum();
    assert_eq!(quotes, TASKS * QUOTES_PER_TASK);
    assert_eq!(market.task_indices().flat_map(|task| market.runs(task)).count(), quotes);
    if let Some(peak) = peak_kib() {
        println!("text {} KiB, peak {peak} KiB", text.len() / 1024);
        assert!(peak < PEAK_MAX_KIB, "peak {peak} KiB, text {} KiB", text.len() / 1024);
    }
}
