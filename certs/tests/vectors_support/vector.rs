//! A stored vector, and the verdict on it.

use apportion_certs::check::{LemmaFault, NodeFault, PoolFault};
use apportion_certs::program::Violation;
use apportion_certs::{Allocation, AllocationError, Certificate, Checked, FormatError, Reject, check};
use apportion_lattice::Market;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Three files that belong together, and, for those to refuse, what is wrong.
#[derive(Clone, Debug)]
pub struct Vector {
    /// File and line, or file.
    pub place: String,
    /// The market file.
    pub market: String,
    /// `allocation.json`.
    pub allocation: String,
    /// `certificate.apc`.
    pub certificate: Vec<u8>,
    /// Variant path of the expected refusal; `None` in vectors to accept.
    pub expect: Option<String>,
    /// The data of the expected refusal.
    pub data: Option<String>,
}

/// Why three files are refused.
#[derive(Debug)]
pub enum Refusal {
    Market(String),
    Allocation(AllocationError),
    Format(FormatError),
    Reject(Reject),
}

/// The verdict of the real checker on three files.
pub fn verify(vector: &Vector) -> Result<Checked, Refusal> {
    let market = Market::from_json(&vector.market).map_err(|error| Refusal::Market(error.to_string()))?;
    let allocation = Allocation::from_json(&vector.allocation).map_err(Refusal::Allocation)?;
    let certificate = Certificate::from_bytes(&vector.certificate).map_err(Refusal::Format)?;
    check(&market, &allocation, &certificate).map_err(Refusal::Reject)
}

impl Vector {
    /// A vector that states what a certificate states.
    pub fn new(market: &Market, certificate: &Certificate) -> Self {
        Self {
            place: String::new(),
            market: String::from_utf8(market.canonical_json()).expect("canonical bytes are UTF-8"),
            allocation: Allocation::render(market, certificate).to_json(),
            certificate: certificate.to_bytes(),
            expect: None,
            data: None,
        }
    }

    /// As one line.
    pub fn to_json(&self) -> String {
        let parse = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        let mut value = json!({"market": parse(&self.market), "allocation": parse(&self.allocation), "certificate": hex(&self.certificate)});
        if let (Some(expect), Some(data)) = (&self.expect, &self.data) {
            value["expect"] = json!(expect);
            value["data"] = json!(data);
        }
        value.to_string()
    }

    fn from_json(place: String, text: &str) -> Self {
        let value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{place}: {error}"));
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        Self {
            market: value["market"].to_string(),
            allocation: value["allocation"].to_string(),
            certificate: unhex(value["certificate"].as_str().unwrap_or_else(|| panic!("{place}: no certificate"))),
            expect: text("expect"),
            data: text("data"),
            place,
        }
    }
}

/// `certs/vectors`.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

fn files(of: &str, extension: &str) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(folder().join(of)).expect("the corpus is part of the crate");
    let mut files: Vec<PathBuf> = listed.map(|entry| entry.expect("a readable entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|found| found == extension));
    files.sort();
    files
}

/// All vectors to accept, with the name of their file.
pub fn accepted() -> Vec<(String, Vec<Vector>)> {
    let read = |path: &PathBuf| {
        let name = path.file_stem().expect("a file name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).expect("readable");
        let lines = text.lines().enumerate().map(|(at, line)| Vector::from_json(format!("{name}:{}", at + 1), line));
        let vectors = lines.collect();
        (name, vectors)
    };
    files("accept", "jsonl").iter().map(read).collect()
}

/// All vectors to refuse.
pub fn rejected() -> Vec<Vector> {
    let read = |path: &PathBuf| {
        let name = path.file_stem().expect("a file name").to_string_lossy().into_owned();
        Vector::from_json(name, &std::fs::read_to_string(path).expect("readable"))
    };
    files("reject", "json").iter().map(read).collect()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2).map(|two| std::str::from_utf8(two).expect("ASCII"));
    digits.map(|two| u8::from_str_radix(two, 16).expect("hexadecimal digits")).collect()
}

macro_rules! paths {
    ($value:expr, $type:ident { $($variant:ident),* $(,)? }) => {
        match $value { $($type::$variant { .. } => concat!(stringify!($type), "::", stringify!($variant)),)* }
    };
}

/// The variant path of a refusal. Exhaustive: a new variant does not compile until it is named here, and [`PATHS`] wants a vector of it.
pub fn path(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Market(_) => "MarketError".into(),
        Refusal::Allocation(AllocationError::Shape { .. }) => "AllocationError::Shape".into(),
        Refusal::Allocation(_) => "AllocationError::Value".into(),
        Refusal::Format(error) => paths!(
            error,
            FormatError {
                Magic,
                End,
                Padded,
                Range,
                Reserved,
                UnknownSection,
                SectionOrder,
                SectionLength,
                UnknownNode,
                Claim,
            }
        )
        .into(),
        Refusal::Reject(reject) => match reject {
            Reject::Infeasible(violation) => {
                format!("Reject::Infeasible({})", paths!(violation, Violation { Unassigned, Row }))
            }
            Reject::Pool { fault, .. } => format!("Reject::Pool({})", of_pool(fault)),
            Reject::Knapsacks { fault, .. } => format!("Reject::Knapsacks({})", of_pool(fault)),
            Reject::Lemma { fault, .. } => format!(
                "Reject::Lemma({})",
                paths!(fault, LemmaFault { Form, Row, Negative, Task, Option, Search, Repeated, Unused })
            ),
            Reject::Node { fault, .. } => format!(
                "Reject::Node({})",
                paths!(
                    fault,
                    NodeFault {
                        Unfinished,
                        Surplus,
                        Bound,
                        Knapsack,
                        Weight,
                        Task,
                        Split,
                        EmptyPart,
                        Cuts,
                        Row,
                        Overload,
                        NotExhausted,
                        Isolate,
                        KnapsackReduce,
                        Reduce,
                    }
                )
            ),
            reject => paths!(
                reject,
                Reject {
                    MarketHash,
                    Rendering,
                    Claim,
                    Count,
                    Option,
                    Infeasible,
                    Value,
                    BoundRange,
                    ProofPresence,
                    Pool,
                    Knapsacks,
                    Lemma,
                    Node,
                    Limit,
                    Memory,
                }
            )
            .into(),
        },
    }
}

fn of_pool(fault: &PoolFault) -> &'static str {
    paths!(fault, PoolFault { Form, Row, Task, Kept, Overlap, Repeated, Order })
}

/// The data of a refusal.
pub fn data(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Market(text) => text.clone(),
        Refusal::Allocation(error) => format!("{error:?}"),
        Refusal::Format(error) => format!("{error:?}"),
        Refusal::Reject(reject) => format!("{reject:?}"),
    }
}

/// Every path that a vector must exist for. Left out: what no bytes can bring about (`Reject::Claim`, `PoolFault::Form`, `LemmaFault::Form`
/// and `Violation::Unassigned`: see `checker_values.rs`) and what depends on limits (`Reject::Limit` and `Reject::Memory`: there and in
/// `checker_lemmas.rs`).
pub const PATHS: &[&str] = &[
    "FormatError::Magic",
    "FormatError::End",
    "FormatError::Padded",
    "FormatError::Range",
    "FormatError::Reserved",
    "FormatError::UnknownSection",
    "FormatError::SectionOrder",
    "FormatError::SectionLength",
    "FormatError::UnknownNode",
    "FormatError::Claim",
    "Reject::MarketHash",
    "Reject::Rendering",
    "Reject::Count",
    "Reject::Option",
    "Reject::Infeasible(Violation::Row)",
    "Reject::Value",
    "Reject::BoundRange",
    "Reject::ProofPresence",
    "Reject::Pool(PoolFault::Row)",
    "Reject::Pool(PoolFault::Repeated)",
    "Reject::Pool(PoolFault::Order)",
    "Reject::Knapsacks(PoolFault::Row)",
    "Reject::Knapsacks(PoolFault::Task)",
    "Reject::Knapsacks(PoolFault::Kept)",
    "Reject::Knapsacks(PoolFault::Overlap)",
    "Reject::Knapsacks(PoolFault::Repeated)",
    "Reject::Knapsacks(PoolFault::Order)",
    "Reject::Lemma(LemmaFault::Row)",
    "Reject::Lemma(LemmaFault::Negative)",
    "Reject::Lemma(LemmaFault::Task)",
    "Reject::Lemma(LemmaFault::Option)",
    "Reject::Lemma(LemmaFault::Search)",
    "Reject::Lemma(LemmaFault::Repeated)",
    "Reject::Lemma(LemmaFault::Unused)",
    "Reject::Node(NodeFault::Unfinished)",
    "Reject::Node(NodeFault::Surplus)",
    "Reject::Node(NodeFault::Bound)",
    "Reject::Node(NodeFault::Knapsack)",
    "Reject::Node(NodeFault::Weight)",
    "Reject::Node(NodeFault::Task)",
    "Reject::Node(NodeFault::Split)",
    "Reject::Node(NodeFault::EmptyPart)",
    "Reject::Node(NodeFault::Cuts)",
    "Reject::Node(NodeFault::Row)",
    "Reject::Node(NodeFault::Overload)",
    "Reject::Node(NodeFault::NotExhausted)",
    "Reject::Node(NodeFault::Reduce)",
    "Reject::Node(NodeFault::Isolate)",
    "Reject::Node(NodeFault::KnapsackReduce)",
];
