//! The Rust of the design document, as a service author writes it.

use apportion::{certs, prelude::*};
use std::time::Duration;

/// Allocates one request on one gateway and returns what the checker accepted.
pub fn allocate(control: &Cancellation) -> Result<certs::Checked, Box<dyn std::error::Error>> {
    let market = Market::builder("gateway")
        .slots(60, Duration::from_secs(60))
        .payer(Payer::new("alice").budget(mic("100")?))
        .offer(
            Offer::new("claude")
                .unlimited("tokens")
                .price("tokens", nmic(15_000))
                .limit("tokens", 400_000, window(1)),
        )
        .task(Task::new("req-1", "alice").demand("tokens", 5_000).quality_min(ppm(900_000)))
        .build()?;
    let answer = Solver::new().gap(ppm(1_000)).control(control).solve(&market)?;
    Ok(certs::check(&market, &answer.allocation, &answer.certificate)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_sendable<T: Send + 'static>(_: &T) {}

    #[test]
    fn leaving_out_a_task_without_a_penalty_is_proved_cheapest() {
        let checked = allocate(&Cancellation::default()).expect("a limit is a status, not an error");
        assert_eq!(checked.status(), certs::Status::Optimal);
        assert_eq!(checked.values(), Some(&[0][..]));
        assert_sendable(&checked);
    }
}
