//! What can be said on the command line.

use super::engine::Engine;
use super::proof::arguments::{
    COMMIT_HELP, Commit, EXPORT_PROOF_HELP, ExportProof, OPEN_HELP, Open, PROVE_HELP, Prove, SETUP_HELP, Setup,
    VERIFY_PROOF_HELP, VerifyProof,
};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

const EXIT_STATUS: &str = "\
Exit status:
  0  done, or the files prove what they state
  1  refused by a checker: an untrue statement, another market, or bytes that do not decode
  2  bad usage, an unreadable or invalid market or allocation, a missing program, or an I/O error
  3  a limit was reached (also Ctrl-C): the best answer and its certificate were written;
     of prove usage, nothing
  4  proved infeasible: the certificate was written

Bad input writes nothing over existing files.";

/// Allocates shared compute exactly, and proves it.
#[derive(Debug, Parser)]
#[command(name = "apportion", version, propagate_version = true, arg_required_else_help = true, after_help = EXIT_STATUS)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Find the best allocation of a market, prove how good it is, and check the proof
    #[command(after_help = SOLVE_HELP)]
    Solve(Solve),
    /// Check an allocation and its certificate against a market
    #[command(after_help = VERIFY_HELP)]
    Verify(Verify),
    /// Write a certificate for another checker, or a market for another solver
    #[command(subcommand)]
    Export(Export),
    /// Make a market of a file in another format
    #[command(subcommand)]
    Import(Import),
    /// Show a market or an answer as tables, and an answer as a picture
    #[command(after_help = SHOW_HELP)]
    Show(Show),
    /// Make the keys of zero-knowledge proofs
    #[command(subcommand, after_help = SETUP_HELP)]
    Setup(Setup),
    /// Commit to a market without showing it, before anything is proved about it
    #[command(after_help = COMMIT_HELP)]
    Commit(Commit),
    /// Prove in zero knowledge that an allocation or metered usage keeps the rules of a committed market
    #[command(subcommand, after_help = PROVE_HELP)]
    Prove(Prove),
    /// Check such a proof, with a key and a commitment that you had before
    #[command(after_help = VERIFY_PROOF_HELP)]
    VerifyProof(VerifyProof),
    /// Show a payer or an offer its own lines of a proved allocation, or check lines that were shown
    #[command(after_help = OPEN_HELP)]
    Open(Open),
    /// Write a proof, its key or its circuit for other people's tools
    #[command(after_help = EXPORT_PROOF_HELP)]
    ExportProof(ExportProof),
}

impl Command {
    /// Whether one JSON object goes to standard output, and nothing else.
    pub(super) fn json(&self) -> bool {
        match self {
            Self::Solve(arguments) => arguments.json,
            Self::Verify(arguments) => arguments.json,
            Self::Setup(Setup::Compliance(arguments) | Setup::NearOptimality(arguments)) => arguments.options.json,
            Self::Setup(Setup::Usage(arguments)) => arguments.options.json,
            Self::Commit(arguments) => arguments.json,
            Self::Prove(Prove::Compliance(arguments)) => arguments.options.json,
            Self::Prove(Prove::NearOptimality(arguments)) => arguments.rules.options.json,
            Self::Prove(Prove::Usage(arguments)) => arguments.options.json,
            Self::VerifyProof(arguments) => arguments.json,
            Self::Open(arguments) => arguments.json,
            Self::Export(_) | Self::Import(_) | Self::Show(_) | Self::ExportProof(_) => false,
        }
    }
}

const SOLVE_HELP: &str = "\
Writes allocation.json, certificate.apc and market.json (the market's canonical form, so that DIR is complete) into DIR, whatever the \
status. Each file appears as a whole or not at all. What is written was checked first. Ctrl-C stops the search and writes the best answer.

The same market and options give the same bytes for any number of threads, unless a time limit or Ctrl-C cut in.

Another engine looks first, for half of the time limit or, without one, for a minute. What it finds is checked exactly; then the native engine goes on from there and proves how good it is. What another engine says is never believed, only compared with what is proved.

  apportion solve examples/llm-gateway.json -o out
  apportion show out --svg out/picture.svg";

/// Options of `solve`.
#[derive(Debug, Args)]
pub(super) struct Solve {
    /// The market: JSON, or YAML if the name ends in .yaml or .yml
    pub(super) market: PathBuf,
    /// Where the answer goes
    #[arg(short, long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Stop at this gap, in parts per million of the objective, at every level
    #[arg(long, value_name = "PPM", default_value_t = 0)]
    pub(super) gap: u32,
    /// Stop after this many seconds of wall time, counted from the start of the program
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub(super) time_limit: Option<Duration>,
    /// Stop after this many units of work; the same on every machine
    #[arg(long, value_name = "N")]
    pub(super) work_limit: Option<u64>,
    /// Stop when the search needs more memory than this many MiB
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..=1 << 40))]
    pub(super) memory_limit: Option<u64>,
    /// How many threads to use; by default, one per processor
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,
    /// Which rules the proof may use: all that the checker knows, for the shortest proof; or only what the frozen core language can
    /// express, so that the proof can be exported
    #[arg(long, value_enum, default_value_t = Proof::Compact)]
    pub(super) proof: Proof,
    /// Start from an earlier answer in this directory, for this market or one like it
    #[arg(long, value_name = "DIR")]
    pub(super) warm: Option<PathBuf>,
    /// Who looks for an allocation first: `native` alone, or before it a solver behind an installed MiniZinc, such as `minizinc:gecode`
    #[arg(long, value_name = "native|minizinc[:SOLVER]", default_value = "native")]
    pub(super) engine: Engine,
    /// Print one JSON object on standard output, and nothing else there
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Proof {
    Compact,
    Core,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let number: f64 = text.parse().map_err(|_| "write a number of seconds, such as 30 or 0.5".to_owned())?;
    Duration::try_from_secs_f64(number).map_err(|error| error.to_string())
}

const VERIFY_HELP: &str = "\
Status 0 means that the files are true, whatever they claim: optimal, feasible with a bound, infeasible, or unknown with a bound.

A witness is never given to a kernel as it came: it is compared, byte by byte, with the one that these files have, and any difference is \
status 1, as is a kernel's refusal. Without a kernel the comparison is all; `cargo install --git https://github.com/ammkrn/nanoda_lib` has one.

  apportion verify market.json out/allocation.json out/certificate.apc
  apportion verify --lean out/lean market.json out/allocation.json out/certificate.apc";

/// The files of `verify`.
#[derive(Debug, Args)]
pub(super) struct Verify {
    #[command(flatten)]
    pub(super) answer: Answer,
    /// Check the witness in this directory, too, as `export lean` wrote it: that it is the one of these files, and, with a kernel, its theorems
    #[arg(long, value_name = "DIR")]
    pub(super) lean: Option<PathBuf>,
    /// The Lean kernel: nanoda_bin, or a program whose name begins with `lean`; by default, whichever of nanoda_bin and lean is found
    #[arg(long, value_name = "FILE", requires = "lean")]
    pub(super) kernel: Option<PathBuf>,
    /// Print one JSON object on standard output, and nothing else there
    #[arg(long)]
    pub(super) json: bool,
}

/// A market and an answer.
#[derive(Debug, Args)]
pub(super) struct Answer {
    /// The market: JSON, or YAML if the name ends in .yaml or .yml
    pub(super) market: PathBuf,
    /// The allocation: allocation.json
    pub(super) allocation: PathBuf,
    /// Its certificate: certificate.apc
    pub(super) certificate: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(super) enum Export {
    /// As pseudo-Boolean problems and proofs for VeriPB 3.0
    ///
    /// Writes problem.opb and proof.pbp into DIR, or problem-K.opb and proof-K.pbp for level K, from 0, of several. Check them with
    /// `veripb problem.opb proof.pbp`. The certificate is checked first. Solve with `--proof core` to be sure that it can be exported.
    Veripb(ExportVeripb),
    /// As a theorem that a Lean kernel checks
    ///
    /// Writes witness.ndjson and Witness.lean into DIR: the market and the answer as data, a theorem for each step of the proof, and last the
    /// theorem that says what is claimed of this market. Check it with `apportion verify --lean DIR`, which finds a kernel. The certificate is
    /// checked first. Solve with `--proof core` to be sure that it can be exported.
    Lean(ExportLean),
    /// As a MiniZinc model and its data
    ///
    /// Writes allocation.mzn, the same for every market and explained line by line, and allocation.dzn into DIR, and says how to run them. The
    /// solvers behind MiniZinc hold 32-bit integers: amounts are divided by what divides them all. Where they still do not fit, the data is a
    /// rounded copy and says so: its solutions are feasible in the market, but its best one need not be best there.
    Minizinc(ExportMinizinc),
    /// As linear programs in CPLEX LP format
    ///
    /// Writes allocation.lp into DIR, or allocation-K.lp for level K, from 0, of several. A level is stated with the values of the levels before
    /// it, so that without an answer only the first is written. Numbers are the market's own: solvers that compute in doubles read them exactly
    /// up to 2^53.
    Lp(ExportLp),
}

#[derive(Debug, Args)]
pub(super) struct ExportMinizinc {
    /// The market: JSON, or YAML if the name ends in .yaml or .yml
    pub(super) market: PathBuf,
    /// Where the files go
    #[arg(short, long, value_name = "DIR")]
    pub(super) out: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct ExportLp {
    /// The market: JSON, or YAML if the name ends in .yaml or .yml
    pub(super) market: PathBuf,
    /// An allocation of it, allocation.json, whose values the levels after the first are held to
    #[arg(requires = "certificate")]
    pub(super) allocation: Option<PathBuf>,
    /// Its certificate: certificate.apc
    pub(super) certificate: Option<PathBuf>,
    /// Where the files go
    #[arg(short, long, value_name = "DIR")]
    pub(super) out: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct ExportLean {
    #[command(flatten)]
    pub(super) answer: Answer,
    /// Where the files go
    #[arg(short, long, value_name = "DIR")]
    pub(super) out: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct ExportVeripb {
    #[command(flatten)]
    pub(super) answer: Answer,
    /// Where the files go
    #[arg(short, long, value_name = "DIR")]
    pub(super) out: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(super) enum Import {
    /// A generalised assignment problem in OR-Library form
    ///
    /// The file has numbers between white space: the number of agents m and of jobs n; m rows of n costs; m rows of n demands; m capacities.
    /// Agents become offers `agent-1`.. with a capacity, jobs become required tasks `job-1`.. with a price and a demand on every agent. A cost
    /// of 1 is a price of 1 nMIC. The objective is cost, minimised.
    Gap(ImportGap),
    /// A trace of requests to language models, with a list of prices
    ///
    /// TRACE has the columns TIMESTAMP, ContextTokens and GeneratedTokens; the prices have model, provider, input_usd_per_token,
    /// output_usd_per_token, max_input_tokens and max_output_tokens. Requests become tasks, models become offers whose sizes bound one request.
    /// A request may run in the slot in which it arrives or in one of the slots of its patience. Payer of request k: 1 + splitmix64(seed + k)
    /// mod P. Money: 1 US dollar is --mic-per-usd MIC; a price that is not a whole number of nMIC is refused, never rounded. The objective is
    /// throughput: serve as many requests as possible, then as cheaply as possible.
    AzureLlm(ImportAzureLlm),
}

#[derive(Debug, Args)]
pub(super) struct ImportGap {
    /// The problem
    pub(super) file: PathBuf,
    /// The market to write, as JSON
    #[arg(short, long, value_name = "MARKET")]
    pub(super) out: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct ImportAzureLlm {
    /// The trace, as CSV
    pub(super) trace: PathBuf,
    /// The prices, as CSV
    #[arg(long, value_name = "CSV")]
    pub(super) prices: PathBuf,
    /// The market to write, as JSON
    #[arg(short, long, value_name = "MARKET")]
    pub(super) out: PathBuf,
    /// How many requests, evenly over the trace; 0 takes all of them
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub(super) requests: u64,
    /// A model to offer, by name; may be repeated. By default, the first of every provider in the list
    #[arg(long = "model", value_name = "NAME")]
    pub(super) models: Vec<String>,
    /// Length of a slot in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 60_000)]
    pub(super) slot_ms: u64,
    /// How many slots after its arrival a request may start
    #[arg(long, value_name = "SLOTS", default_value_t = 2)]
    pub(super) patience: u32,
    /// Tokens that one model serves in a minute; 0 for no limit
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub(super) tokens_per_minute: u64,
    /// Requests that one model serves in a minute; 0 for no limit
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(super) requests_per_minute: u64,
    /// How many payers share the requests
    #[arg(long, value_name = "P", default_value_t = 4)]
    pub(super) payers: u32,
    /// The most that each payer spends, in MIC, such as 0.5; no budget without it
    #[arg(long, value_name = "MIC", value_parser = apportion::lattice::mic)]
    pub(super) budget: Option<apportion::lattice::Money>,
    /// Chooses who pays for which request
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) seed: u64,
    /// MIC per US dollar
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) mic_per_usd: u64,
}

const SHOW_HELP: &str = "\
A directory written by `solve` holds its own market.json. Its answer is checked before it is shown, so status 1 means that it is not true.

  apportion show market.json
  apportion show out --svg out/picture.svg";

/// Options of `show`.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// A market, or a directory with market.json, allocation.json and certificate.apc
    #[arg(value_name = "MARKET|DIR")]
    pub(super) path: PathBuf,
    /// Draw who got what and when, and how full every limit is; needs an answer
    #[arg(long, value_name = "FILE")]
    pub(super) svg: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_definitions_are_consistent() {
        super::Arguments::command().debug_assert();
    }
}
