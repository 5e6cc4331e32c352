//! Many requests of one citizen: routed one after another, and allocated together.
//!
//! The router looks at one request at a time, so an early request may take money that a later one needs more. How much that loses is measured
//! against the exact optimum of the same requests, with one yardstick for both:
//!
//! - A request served by a provider *gains* the provider's score for this request alone, with the whole quota; 1 if it is the eligible preferred
//!   provider, which wins outright; and 0 if it is the fallback without being eligible. A request that is not served gains -1.
//! - The quota bounds what all providers but the fallback are paid, so that the fallback stays open when the quota is spent. (One by one, a
//!   request that chooses the fallback provider by its score pays it from the quota, as [`Registry::route`] says.)
//!
//! Both routes are allocations of one [market](Batch::market): each request a task with a quote from each provider that could serve it, each
//! quote's score what the request misses of a gain of 1. So the optimum gains at least as much as the route, and the certificate proves it.

mod gains;
mod market;
mod points;

pub use points::{Points, Scale};

use super::{Registry, Request};
use crate::{Answer, SolveError, Solver};
use apportion_lattice::{Market, MarketError, Money};
use gains::Gains;

/// One batch, routed twice.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Batch<'r> {
    /// Both routes of every request, in the order of the requests.
    pub requests: Vec<Compared<'r>>,
    /// In which units gains are counted.
    pub scale: Scale,
    /// What the route gains in all.
    pub routed_total: Points,
    /// What the solver's allocation gains in all.
    pub exact_total: Points,
    /// What no allocation exceeds, by the certificate; equal to [`Batch::exact_total`] unless the solver was stopped or has a gap.
    pub total_max: Points,
    /// The requests as a market.
    pub market: Market,
    /// The solver's allocation of it with the certificate, for [`apportion_certs::check()`].
    pub answer: Answer,
}

/// One request, routed twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Compared<'r> {
    /// Who serves it one by one; `None`: nobody can.
    pub routed: Option<&'r str>,
    /// What it gains so.
    pub routed_gain: Points,
    /// Who serves it in the exact allocation; `None`: nobody.
    pub exact: Option<&'r str>,
    /// What it gains so.
    pub exact_gain: Points,
}

impl Compared<'_> {
    /// What routing one by one loses on this request; negative if this is a request that others pay for.
    pub fn loss(&self) -> Points {
        self.exact_gain - self.routed_gain
    }
}

impl Batch<'_> {
    /// What routing one by one loses in all: not negative, unless the solver was stopped early.
    pub fn loss(&self) -> Points {
        self.exact_total - self.routed_total
    }
}

/// Routes requests one by one, each paid from what the ones before it left of the quota, and allocates the same requests exactly.
///
/// # Errors
/// If the solver cannot number the market's coefficients, or a sum in the market is out of range: with 2^32 requests or so. Stopping the
/// solver is not an error; [`Batch::total_max`] and [`Answer::exit_reason`] say how far it came.
///
/// ```
/// use apportion_allocator::Solver;
/// use apportion_allocator::router::{LAB3_README, Priority, Registry, Request, batch};
/// use apportion_lattice::mic;
///
/// let registry = Registry::from_csv(LAB3_README)?.with_fallback("local_llama")?;
/// let request = |quality: &str| Ok::<_, Box<dyn std::error::Error>>(Request::new(5_000).priority(Priority::QualityOptimized).quality_min(quality.parse()?));
/// let both = batch(&registry, &[request("0.90")?, request("0.95")?], mic("0.10")?, &Solver::new())?;
/// let route = |number: usize| (both.requests[number].routed, both.requests[number].exact);
/// assert_eq!(route(0), (Some("anthropic_claude"), Some("google_gemini"))); // one by one, the first takes what the second needs
/// assert_eq!(route(1), (Some("local_llama"), Some("openai_gpt4")));
/// assert_eq!((both.exact_total.to_string(), both.loss().to_string()), ("1.5965".to_owned(), "0.7935".to_owned()));
/// assert!(apportion_certs::check(&both.market, &both.answer.allocation, &both.answer.certificate).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn batch<'r>(
    registry: &'r Registry,
    requests: &[Request],
    quota: Money,
    solver: &Solver<'_>,
) -> Result<Batch<'r>, BatchError> {
    let gains: Vec<Gains> = requests.iter().map(|request| Gains::new(registry, request, quota)).collect();
    let scale = Scale::of(gains.iter().flat_map(Gains::scores));
    let market = market::build(registry, requests, &gains, quota, scale)?;
    let answer = solver.solve(&market)?;
    let exact = market::assigned(&answer.allocation, requests.len());
    let routed = one_by_one(registry, requests, quota);
    let requests: Vec<_> = gains
        .iter()
        .zip(routed.into_iter().zip(exact))
        .map(|(gains, (routed, exact))| {
            let exact = exact.and_then(|id| registry.provider(id)).map(|provider| provider.id.as_str());
            let gain = |provider: Option<&str>| gains.gain(provider, scale);
            Compared { routed, routed_gain: gain(routed), exact, exact_gain: gain(exact) }
        })
        .collect();
    Ok(Batch {
        scale,
        routed_total: scale.sum(requests.iter().map(|request| request.routed_gain)),
        exact_total: scale.sum(requests.iter().map(|request| request.exact_gain)),
        total_max: market::total_max(&answer.certificate.claim, requests.len(), scale),
        requests,
        market,
        answer,
    })
}

/// Who serves each request if each is paid from what the ones before it left.
fn one_by_one<'r>(registry: &'r Registry, requests: &[Request], mut quota: Money) -> Vec<Option<&'r str>> {
    let route = |request| {
        let decision = registry.route(request, quota).ok()?;
        quota = decision.quota_remaining;
        Some(decision.provider)
    };
    requests.iter().map(route).collect()
}

/// Why a batch cannot be allocated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// The requests make no valid market.
    #[error("the batch is too large for one market: {0}")]
    Market(#[from] MarketError),
    /// The market cannot be solved.
    #[error(transparent)]
    Solve(#[from] SolveError),
}
