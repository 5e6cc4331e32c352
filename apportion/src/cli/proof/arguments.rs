//! What can be said about zero-knowledge proofs on the command line.

use super::usage::arguments::{PROVE_USAGE_HELP, ProveUsage, SetupUsage};
use crate::cli::arguments::Answer;
use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use std::path::PathBuf;

pub(in crate::cli) const SETUP_HELP: &str = "\
Writes manifest.json (what the keys are for), verification_key.json (for snarkjs and for verify-proof) and proving_key.bin into KEYS.

Whoever makes keys alone could have kept what forges proofs: such keys convince their maker. For others, hold a ceremony: export the circuit \
with export-proof KEYS r1cs, let several parties contribute (circuits/ceremony), and import the result with --zkey.

With --backend halo2 nobody makes keys: manifest.json and parameters.bin follow from the market's sizes alone, and whoever verifies computes \
the key. A parameters.bin of that size that lies in KEYS already is used.

  apportion setup compliance examples/llm-gateway.json -o keys";

/// What keys are made for.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Setup {
    /// Proofs that a whole allocation keeps the rules of a committed market
    Compliance(SetupCompliance),
    /// Proofs that it also costs little more than a lower bound of what any allocation costs
    NearOptimality(SetupCompliance),
    /// Proofs that a ledger of metered events keeps the rules of a committed market
    Usage(SetupUsage),
}

/// Options of every `setup`.
#[derive(Debug, Args)]
pub(in crate::cli) struct SetupOptions {
    /// The market whose size the keys are made for; they serve every market that fits
    pub(in crate::cli) market: PathBuf,
    /// Where the keys go
    #[arg(short, long, value_name = "KEYS")]
    pub(in crate::cli) out: PathBuf,
    /// Which proof system
    #[arg(long, value_enum, default_value_t = Backend::Groth16)]
    pub(in crate::cli) backend: Backend,
    /// Take the key that a ceremony made for this circuit instead of making one; check it with `snarkjs zkey verify` first
    #[arg(long, value_name = "FILE.zkey")]
    pub(in crate::cli) zkey: Option<PathBuf>,
    /// Print one JSON object on standard output, and nothing else there
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// Options of `setup compliance` and `setup near-optimality`.
#[derive(Debug, Args)]
pub(in crate::cli) struct SetupCompliance {
    #[command(flatten)]
    pub(in crate::cli) options: SetupOptions,
    /// Commit to allocations line by line, so that `open` can show a payer or an offer its own; such proofs take longer
    #[arg(long)]
    pub(in crate::cli) openings: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Backend {
    /// Small proofs that snarkjs and contracts verify; somebody makes the keys
    Groth16,
    /// Nobody makes the keys: everybody computes the same ones
    Halo2,
}

pub(in crate::cli) const COMMIT_HELP: &str = "\
Writes commitment.json, to publish before anything is proved, and opening.secret.json, readable by its owner alone, into DIR. The blinding is \
drawn once: an opening that exists is never overwritten.

  apportion commit examples/llm-gateway.json --keys keys -o market";

/// Options of `commit`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Commit {
    /// The market: JSON, or YAML if the name ends in .yaml or .yml
    pub(in crate::cli) market: PathBuf,
    /// The keys that proofs will be made with; the proving key is not read
    #[arg(long, value_name = "KEYS")]
    pub(in crate::cli) keys: PathBuf,
    /// Where commitment and opening go
    #[arg(short, long, value_name = "DIR")]
    pub(in crate::cli) out: PathBuf,
    /// Print one JSON object on standard output, and nothing else there
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

pub(in crate::cli) const PROVE_HELP: &str = "\
Writes proof.json, public.json, verification_key.json and manifest.json into PROOF, to hand out, and witness.secret.wtns, readable by its owner \
alone, to keep; with keys of halo2, proof.bin, public.json and manifest.json. An allocation that breaks a rule of the market ends with status 1 and the rule; nothing is written then.

  apportion prove compliance examples/llm-gateway.json out/allocation.json out/certificate.apc \\
      --keys keys --opening market/opening.secret.json -o proof --context 'contract 7, November 2026, billing'";

/// What is proved.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Prove {
    /// That a whole allocation keeps the rules of a committed market
    Compliance(ProveCompliance),
    /// That it also costs little more than a lower bound of what any allocation costs
    NearOptimality(ProveNearOptimality),
    /// That a ledger of metered events, proved in chunks, keeps the rules of a committed market
    #[command(after_help = PROVE_USAGE_HELP)]
    Usage(ProveUsage),
}

/// Options of every `prove`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ProveOptions {
    /// The keys, as `setup` wrote them
    #[arg(long, value_name = "KEYS")]
    pub(in crate::cli) keys: PathBuf,
    /// The opening of the market's commitment, opening.secret.json
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) opening: PathBuf,
    /// Where the proof goes
    #[arg(short, long, value_name = "PROOF")]
    pub(in crate::cli) out: PathBuf,
    /// What the proof is for, such as policy, period and application; the proof is refused for any other text
    #[arg(long, value_name = "TEXT", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(in crate::cli) context: String,
    /// Print one JSON object on standard output, and nothing else there
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// Options of `prove compliance`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ProveCompliance {
    #[command(flatten)]
    pub(in crate::cli) answer: Answer,
    #[command(flatten)]
    pub(in crate::cli) options: ProveOptions,
}

/// Options of `prove near-optimality`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ProveNearOptimality {
    #[command(flatten)]
    pub(in crate::cli) rules: ProveCompliance,
    /// By how many millionths of the bound the cost may exceed it; the proof shows this number
    #[arg(long, value_name = "N")]
    pub(in crate::cli) epsilon_ppm: u32,
}

pub(in crate::cli) const VERIFY_PROOF_HELP: &str = "\
Key, commitment and context are what you knew before the proof came: none of them is taken from PROOF. Beside the key lies its manifest.json, \
which says what the key is for and who made it. Of halo2's keys, name the manifest.json: the key is computed from it, with the parameters.bin \
beside it if there is one.

  apportion verify-proof proof --vk keys/verification_key.json --commitment market/commitment.json \\
      --context 'contract 7, November 2026, billing'";

/// Options of `verify-proof`.
#[derive(Debug, Args)]
pub(in crate::cli) struct VerifyProof {
    /// A directory that `prove` wrote
    #[arg(value_name = "PROOF")]
    pub(in crate::cli) proof: PathBuf,
    /// The verifying key that you trust: verification_key.json, with its manifest.json beside it; for halo2, manifest.json
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) vk: PathBuf,
    /// The market's commitment that was published before: commitment.json
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) commitment: PathBuf,
    /// What the proof must be for
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) context: String,
    /// For near-optimality: the most by which the cost may exceed the bound, in millionths of it
    #[arg(long, value_name = "N")]
    pub(in crate::cli) epsilon_ppm: Option<u32>,
    /// For usage: the last state of the ledger that this one goes on from, as its verification gave it
    #[arg(long, value_name = "STATE")]
    pub(in crate::cli) after: Option<String>,
    /// Print one JSON object on standard output, and nothing else there
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

pub(in crate::cli) const OPEN_HELP: &str = "\
With --payer or --offer, writes the lines of one side into FILE, for that side's eyes: PROOF must have been made with keys of \
`setup compliance --openings`, and hold lines.secret.json. With --check, verifies the proof as verify-proof does, and that the lines of FILE lie in \
the allocation that it is about; ends with status 1 if not.

  apportion open proof --payer did:kaizen:dave -o dave.json
  apportion open proof --check dave.json --vk keys/verification_key.json --commitment market/commitment.json \\
      --context 'contract 7, November 2026, billing'";

/// Options of `open`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("side").required(true).args(["payer", "offer", "check"]))]
pub(in crate::cli) struct Open {
    /// A directory written by `prove compliance`
    #[arg(value_name = "PROOF")]
    pub(in crate::cli) proof: PathBuf,
    /// Show the lines of this payer's tasks
    #[arg(long, value_name = "ID", requires = "out")]
    pub(in crate::cli) payer: Option<String>,
    /// Show the lines that run on this offer
    #[arg(long, value_name = "ID", requires = "out")]
    pub(in crate::cli) offer: Option<String>,
    /// Where the lines go; readable by its owner alone
    #[arg(short, long, value_name = "FILE", conflicts_with = "check")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// Check lines that were shown
    #[arg(long, value_name = "FILE", requires_all = ["vk", "commitment", "context"])]
    pub(in crate::cli) check: Option<PathBuf>,
    /// With --check: the verifying key that you trust, with its manifest.json beside it
    #[arg(long, value_name = "FILE", requires = "check")]
    pub(in crate::cli) vk: Option<PathBuf>,
    /// With --check: the market's commitment that was published before
    #[arg(long, value_name = "FILE", requires = "check")]
    pub(in crate::cli) commitment: Option<PathBuf>,
    /// With --check: what the proof must be for
    #[arg(long, value_name = "TEXT", requires = "check")]
    pub(in crate::cli) context: Option<String>,
    /// With --check, for a proof of near-optimality: as for verify-proof
    #[arg(long, value_name = "N", requires = "check")]
    pub(in crate::cli) epsilon_ppm: Option<u32>,
    /// Print one JSON object on standard output, and nothing else there
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

pub(in crate::cli) const EXPORT_PROOF_HELP: &str = "\
solidity  Verifier.sol, a contract that accepts proofs under this key
calldata  calldata.hex, a call of that contract with this proof, and calldata.txt, its arguments as text
r1cs      circuit.r1cs, the circuit in iden3's format: for snarkjs, and for a ceremony
wtns      witness.secret.wtns, the witness in iden3's format: it holds the market and the allocation

proof.json, public.json and verification_key.json are snarkjs's own files already:
  snarkjs groth16 verify verification_key.json public.json proof.json

Proofs of halo2 have none of these forms.";

/// Options of `export-proof`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ExportProof {
    /// A directory written by `prove` or, for solidity and r1cs, by `setup`; of a ledger, the directory of a chunk
    #[arg(value_name = "PROOF")]
    pub(in crate::cli) proof: PathBuf,
    /// What to write
    #[arg(value_enum)]
    pub(in crate::cli) format: Format,
    /// Where the files go
    #[arg(short, long, value_name = "DIR")]
    pub(in crate::cli) out: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    Solidity,
    Calldata,
    R1cs,
    Wtns,
}
