use apportion::circuits::usage::Policing;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Options of `setup usage`.
#[derive(Debug, Args)]
pub(in crate::cli) struct SetupUsage {
    /// The market whose size the keys are made for; they serve every market that fits
    pub(in crate::cli) market: PathBuf,
    /// Where the keys go
    #[arg(short, long, value_name = "KEYS")]
    pub(in crate::cli) out: PathBuf,
    /// The most events that one proof holds; by default as many as fill 2^16 constraints. A ledger has as many proofs as it takes
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1 << 20))]
    pub(in crate::cli) events_per_chunk: Option<u32>,
    /// How limits over windows are policed. A bucket holds the amount of a window and is refilled by amount / slots, rounded up, between slots:
    /// chunks remember one number a limit instead of one a slot, but a window may use its amount and all refills within it
    #[arg(long, value_enum, value_name = "POLICY", default_value_t = Policy::Windows)]
    pub(in crate::cli) policy: Policy,
    /// Take the key that a ceremony made for this circuit instead of making one; check it with `snarkjs zkey verify` first
    #[arg(long, value_name = "FILE.zkey")]
    pub(in crate::cli) zkey: Option<PathBuf>,
    /// Print one JSON object on standard output, and nothing else there
    #[arg(long)]
    pub(in crate::cli) json: bool,
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
chunk is proved. An event that breaks a rule of the market ends with status 1, its line and the rule, and Ctrl-C with status 3; nothing is \
written then. Memory does not grow with the number of events.";

/// Options of `prove usage`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ProveUsage {
    /// The market: JSON, or YAML if the name ends in .yaml or .yml
    pub(in crate::cli) market: PathBuf,
    /// The metered events, one JSON object a line
    pub(in crate::cli) events: PathBuf,
    /// The keys, as `setup usage` wrote them
    #[arg(long, value_name = "KEYS")]
    pub(in crate::cli) keys: PathBuf,
    /// The opening of the market's commitment, opening.secret.json
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) opening: PathBuf,
    /// Where the proof goes: a new directory
    #[arg(short, long, value_name = "PROOF")]
    pub(in crate::cli) out: PathBuf,
    /// What the proof is for, such as policy, period and application; the proof is refused for any other text
    #[arg(long, value_name = "TEXT", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(in crate::cli) context: String,
    /// Print one JSON object on standard output, and nothing else there
    #[arg(long)]
    pub(in crate::cli) json: bool,
}
