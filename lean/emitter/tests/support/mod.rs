//! Markets with certificates, witnesses as texts, and the kernel if there is one.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part")]

use apportion_allocator::{ProofStyle, Solver};
use apportion_certs::Certificate;
use apportion_certs::elaborate::Limits;
use apportion_lattice::Market;
use apportion_lean::{EmitError, LintError, Summary, lint, write_witness};
use std::io::Cursor;
use std::path::PathBuf;
use std::process::Command;

/// A market and a certificate of it.
pub struct Case {
    pub name: String,
    pub market: Market,
    pub certificate: Certificate,
}

/// The stored vectors of the checker: every status, one to three levels, and every kind of step.
pub fn corpus() -> Vec<Case> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../certs/vectors/accept");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        for (line, text) in std::fs::read_to_string(&file).unwrap().lines().enumerate() {
            let vector: serde_json::Value = serde_json::from_str(text).unwrap();
            let digits = vector["certificate"].as_str().unwrap();
            let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
            let bytes: Vec<u8> = (0..digits.len()).step_by(2).map(byte).collect();
            cases.push(Case {
                name: format!("{}:{}", file.file_name().unwrap().to_string_lossy(), line + 1),
                market: Market::from_json(&vector["market"].to_string()).unwrap(),
                certificate: Certificate::from_bytes(&bytes).unwrap(),
            });
        }
    }
    cases
}

/// The solver's own certificate, in the core language.
pub fn solved(market: Market) -> Case {
    let certificate = Solver::new().proof(ProofStyle::Core).solve(&market).unwrap().certificate;
    Case { name: market.name().unwrap_or_default().to_owned(), market, certificate }
}

/// A market with two payers, a budget, two levels and a dependency, so that witnesses have rows of several kinds.
pub fn market() -> Market {
    Market::from_json(include_str!("market.json")).unwrap()
}

impl Case {
    pub fn witness(&self) -> Result<String, EmitError> {
        let mut out = Vec::new();
        write_witness(&self.market, &self.certificate, Limits::default(), &mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    pub fn lint(&self, witness: &[u8]) -> Result<Summary, LintError> {
        lint(&self.market, &self.certificate, Limits::default(), Cursor::new(witness))
    }
}

/// The theory's text.
pub fn theory() -> String {
    let mut out = Vec::new();
    apportion_lean::write_theory(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// An independent kernel: the program that `APPORTION_LEAN_KERNEL` names, or nanoda_bin on the path.
pub struct Kernel {
    program: PathBuf,
    scratch: PathBuf,
}

impl Kernel {
    /// `None`, loudly, without a kernel.
    pub fn find(test: &str) -> Option<Self> {
        let named = std::env::var_os("APPORTION_LEAN_KERNEL").map(PathBuf::from);
        let path = std::env::var_os("PATH").unwrap_or_default();
        let found = std::env::split_paths(&path).map(|folder| folder.join("nanoda_bin")).find(|file| file.is_file());
        let Some(program) = named.or(found) else {
            eprintln!("SKIPPED {test}: no kernel; put nanoda_bin on the path or name it in APPORTION_LEAN_KERNEL");
            return None;
        };
        let scratch = std::env::temp_dir().join(format!("apportion-{test}-{}", std::process::id()));
        std::fs::create_dir_all(&scratch).unwrap();
        Some(Self { program, scratch })
    }

    pub fn accepts(&self, witness: &str) -> bool {
        let (file, config) = (self.scratch.join("witness.ndjson"), self.scratch.join("config.json"));
        std::fs::write(&file, witness).unwrap();
        let stated = serde_json::json!({
            "export_file_path": file, "use_stdin": false, "permitted_axioms": [], "unpermitted_axiom_hard_error": true,
            "nat_extension": true, "string_extension": false, "print_success_message": false,
        });
        std::fs::write(&config, stated.to_string()).unwrap();
        Command::new(&self.program).arg(&config).output().unwrap().status.success()
    }
}

impl Drop for Kernel {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.scratch);
    }
}
