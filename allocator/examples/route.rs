//! Routes a request as Lab 3's README does, explains the decision, and shows what routing one by one loses.
//!
//! `cargo run --package apportion-allocator --example route`

use apportion_allocator::Solver;
use apportion_allocator::router::{LAB3_README, Priority, Registry, Request, batch};
use apportion_lattice::mic;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let registry = Registry::from_csv(LAB3_README)?.with_fallback("local_llama")?;
    let request =
        Request::new(5_000).priority(Priority::QualityOptimized).quality_min("0.90".parse()?).cost_max(mic("0.10")?);

    let decision = registry.route(&request, mic("100")?)?;
    println!("{} for {} MIC, {} MIC left of the quota", decision.provider, decision.cost, decision.quota_remaining);
    println!("{}\n", decision.reason);
    print!("{}", registry.explain(&request, mic("100")?));

    let demanding = request.clone().quality_min("0.95".parse()?);
    let requests = [request, demanding.clone(), demanding];
    let both = batch(&registry, &requests, mic("0.14")?, &Solver::new())?;
    println!("\nthree such requests, two of them for a quality of 0.95, with 0.14 MIC in all:");
    for compared in &both.requests {
        let [routed, exact] = [compared.routed, compared.exact].map(|provider| provider.unwrap_or("nobody"));
        println!(
            "  one by one {routed:16} {:>7}   together {exact:16} {:>7}",
            compared.routed_gain, compared.exact_gain
        );
    }
    apportion_certs::check(&both.market, &both.answer.allocation, &both.answer.certificate)?;
    println!(
        "one by one loses {} of {}; the certificate proves that no route gains more",
        both.loss(),
        both.exact_total
    );
    Ok(())
}
