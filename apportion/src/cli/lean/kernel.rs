//! Kernels: programs that check witnesses.

use crate::cli::failure::Failure;
use crate::cli::temporary::Temporary;
use apportion::certs::Certificate;
use apportion::certs::elaborate::Limits;
use apportion::lattice::Market;
use apportion::lean::write_source;
use serde_json::json;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// A kernel, by how it is called.
#[derive(Debug)]
pub(super) enum Kernel {
    /// Takes a configuration file that names an export file.
    Nanoda(PathBuf),
    /// Takes source, and finds the package Apportion by `LEAN_PATH`.
    Lean(PathBuf),
}

/// A witness that a kernel accepted.
pub(super) struct Judged {
    pub(super) program: PathBuf,
    pub(super) seconds: f64,
}

impl Kernel {
    /// The kernel named, or the first on the path; `None` if there is none.
    pub(super) fn find(named: Option<&Path>) -> Result<Option<Self>, Failure> {
        match named {
            // A bare name would be looked for on the path.
            Some(path) if path.is_file() => match std::path::absolute(path) {
                Ok(path) => Ok(Some(Self::of(path))),
                Err(error) => Err(Failure::unusable(path, &error)),
            },
            Some(path) => Err(Failure::unusable(path, &"there is no such kernel")),
            None => Ok(["nanoda_bin", "lean"].into_iter().find_map(on_path).map(Self::of)),
        }
    }

    fn of(path: PathBuf) -> Self {
        let is_lean = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("lean"));
        if is_lean { Self::Lean(path) } else { Self::Nanoda(path) }
    }

    /// Has the kernel check a witness that passed the lint.
    pub(super) fn judge(
        &self,
        market: &Market,
        certificate: &Certificate,
        witness: &Path,
        source: &Path,
    ) -> Result<Judged, Failure> {
        let started = Instant::now();
        let scratch = scratch()?;
        match self {
            Self::Nanoda(program) => {
                let config = scratch.path().join("config.json");
                let witness = fs::canonicalize(witness).map_err(|error| Failure::unusable(witness, &error))?;
                let stated = json!({
                    "export_file_path": witness,
                    "use_stdin": false,
                    "permitted_axioms": [],
                    "unpermitted_axiom_hard_error": true,
                    "nat_extension": true,
                    "string_extension": false,
                    "print_success_message": false,
                });
                fs::write(&config, stated.to_string()).map_err(|error| Failure::unusable(&config, &error))?;
                run(program, &config)?;
            }
            Self::Lean(program) => {
                // The source beside the witness was not compared: it is made anew.
                let name = source.file_name().unwrap_or_default();
                let own = scratch.path().join(name);
                let out = File::create(&own).map_err(|error| Failure::unusable(&own, &error))?;
                write_source(market, certificate, Limits::default(), BufWriter::new(out))
                    .map_err(|error| Failure::unusable(&own, &error))?;
                run(program, &own)?;
            }
        }
        let program = match self {
            Self::Nanoda(program) | Self::Lean(program) => program.clone(),
        };
        Ok(Judged { program, seconds: started.elapsed().as_secs_f64() })
    }
}

fn run(program: &Path, argument: &Path) -> Result<(), Failure> {
    let output = Command::new(program).arg(argument).stdin(Stdio::null()).output();
    let output = output.map_err(|error| Failure::unusable(program, &format!("cannot be started: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stderr, output.stdout].concat();
    let said = String::from_utf8_lossy(&said);
    let first = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it says nothing").to_owned();
    Err(Failure::Refused(format!("{} refuses the witness ({}): {first}", program.display(), output.status)))
}

fn on_path(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// A directory for the kernel's input.
fn scratch() -> Result<Temporary, Failure> {
    let path = std::env::temp_dir().join(format!("apportion-kernel-{}", std::process::id()));
    let scratch = Temporary::new(path);
    fs::create_dir_all(scratch.path()).map_err(|error| Failure::unusable(scratch.path(), &error))?;
    Ok(scratch)
}
