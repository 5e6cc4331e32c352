use crate::cli::proof::arguments::{ProveOptions, SetupOptions};
use apportion::circuits::usage::Policing;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Options of `setup usage`.
#[derive(Debug, Args)]
pub(in crate::cli) struct SetupUsage {
    #[command(flatten)]
    pub(in crate::cli) options: SetupOptions,
    /// The most events that one proof holds; by default as many as fill 2^16 constraints, or 2^14 rows of halo2. A ledger has as many proofs as it
    /// takes
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1 << 20))]
    pub(in crate::cli) events_per_chunk: Option<u32>,
    /// How limits over windows are policed. A bucket holds the amount of a window and is refilled by amount / slots between slots: chunks remember
    /// one number a limit instead of one a slot, but a window may use its amount and all refills within it, less than twice its amount
    #[arg(long, value_enum, value_name = "POLICY", default_value_t = Policy::Windows)]
    pub(in crate::cli) policy: Policy,
}

/// How limits over windows are policed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum Policy {
    /// No window uses more than its amount
    Windows,
    /// No slot leaves more than the amount that is not yet refilled
    TokenBucket,
}

impl Policy {
    pub(super) fn policing(self) -> Policing {
        match self {
            Self::Windows => Policing::Windows,
            Self::TokenBucket => Policing::TokenBuckets,
        }
    }
}

/// The name of a policy, as `--policy` takes it.
pub(super) fn policy_name(policing: Policing) -> &'static str {
    match policing {
        Policing::Windows => "windows",
        Policing::TokenBuckets => "token-bucket",
    }
}

/// A policy in words.
pub(super) fn policy_words(policing: Policing) -> &'static str {
    match policing {
        Policing::Windows => "they are stated",
        Policing::TokenBuckets => "token buckets: a window may use its amount and the refills within it",
    }
}

pub(in crate::cli) const PROVE_USAGE_HELP: &str = "\
EVENTS has one event a line, in the order of the market's slots; times are milliseconds since slot 0 began, the price is in nMIC:

  {\"time_ms\": 61200, \"payer\": \"alice\", \"offer\": \"claude\", \"usage\": {\"tokens\": 5000, \"requests\": 1}, \"price\": 75000000}

Writes PROOF/chunk-000001/proof.json and public.json and so on, verification_key.json and manifest.json, all of them to hand out, once every \
chunk is proved; with keys of halo2, PROOF/chunk-000001/proof.bin and public.json and so on, and manifest.json. PROOF must be new. state.secret.json, readable by its owner alone, is to keep: with --resume, another ledger goes on from \
it, in another PROOF, which verify-proof takes with --after. Go on from each state once. An event that breaks a rule of the market ends with status 1, its line and the rule, and Ctrl-C with status 3; nothing is \
written then. Memory does not grow with the number of events.";

/// Options of `prove usage`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ProveUsage {
    /// The market: JSON, or YAML if the name ends in .yaml or .yml
    pub(in crate::cli) market: PathBuf,
    /// The metered events, one JSON object a line
    pub(in crate::cli) events: PathBuf,
    /// Go on from where another ledger of this market stands: the state.secret.json of its proof
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) resume: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) options: ProveOptions,
}
