//! Zero-knowledge proofs that allocations and metered usage respect budgets, capacities, rate limits and permissions.
#![forbid(unsafe_code)]
