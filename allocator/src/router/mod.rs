//! One request at a time: which provider of a language model serves it.
//!
//! - [`Registry`]: the providers in their order, read from a [table](Registry::from_csv); [`Health`] follows what they deliver.
//! - [`Request`] and [`Priority`]: what is asked, and by which weights providers are compared.
//! - [`Registry::route`]: the decision, a pure function that allocates nothing unless it refuses; [`Registry::explain`]: the same decision
//!   with every number that led to it.
//! - [`batch()`]: many requests at once, routed one by one and, for comparison, allocated exactly with a certificate.
//!
//! # The decision
//!
//! A provider is *eligible* iff what the request asks lies below what the provider supplies in a product of lattices: quality, context
//! length, price, latency and health. With the quota spent, or nobody eligible, the fallback provider serves what fits into its context. An
//! eligible preferred provider wins outright. Otherwise the best score does, and of equal scores the first in the registry:
//!
//! ```text
//! score = w_cost (1 - c) + w_latency (1 - l) + w_quality quality + w_reliability reliability        [ * health ]
//! ```
//!
//! where `c` and `l` are price per token and latency, divided by their maxima over the eligible providers. Priorities of the older vocabulary
//! (`urgent`, `high`, `batch`, `background`) divide by fixed numbers instead, cap the quotients at 1, and multiply by health. Scores are
//! integers over a common denominator; no float is involved.
//!
//! ```
//! use apportion_allocator::router::{LAB3_README, Priority, Registry, Request};
//! use apportion_lattice::{mic, nmic};
//!
//! let registry = Registry::from_csv(LAB3_README)?.with_fallback("local_llama")?;
//! let request = Request::new(5_000).priority(Priority::QualityOptimized).quality_min("0.90".parse()?).cost_max(mic("0.10")?);
//! let decision = registry.route(&request, mic("100")?)?;
//! assert_eq!(decision.provider, "anthropic_claude");
//! assert_eq!((decision.cost, decision.quota_remaining), (nmic(75_000_000), mic("99.925")?));
//! assert_eq!(decision.reason.to_string(), "Quality score 0.97 meets min_quality 0.90");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod batch;
mod decide;
mod decision;
mod explain;
mod health;
mod priority;
mod provider;
mod refusal;
mod registry;
mod request;
mod score;
mod table;
mod terms;

pub use batch::{Batch, BatchError, Compared, Points, Scale, batch};
pub use decision::{Decision, Reason};
pub use explain::{Candidate, Explanation, Verdict};
pub use health::Health;
pub use priority::{InvalidPriority, Normalisation, Priority, Weights};
pub use provider::Provider;
pub use refusal::{NoProvider, Refusal, Refused};
pub use registry::{Registry, RegistryError};
pub use request::Request;
pub use score::{Parts, Score, Yardstick};
pub use table::{LAB3_CODE, LAB3_README, TableError, TableProblem};
