//! The invariants of ARCHITECTURE.md that can be read off the sources.

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_path_buf()
}

/// The Rust files of a crate's library, tests left out, with comments and inline test modules stripped.
fn sources(package: &str) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(package).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a source folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                // Unit tests may do what the library may not.
                folders.extend(Some(path).filter(|path| !path.ends_with("tests")));
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("UTF-8");
                files.push((path, code(&text)));
            }
        }
    }
    assert!(!files.is_empty(), "{package} has sources");
    files
}

fn code(text: &str) -> String {
    let product = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let product =
        product.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    // The compiler fills in the version; nothing is read when the program runs.
    product.replace("env!(\"CARGO_PKG_VERSION\")", "")
}

/// Whether a word occurs in a text, neither as part of a longer identifier nor as the name of a method.
fn mentions(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let goes_on = |c: char| part(c) || c == '(' || c == '<';
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(part) && !text[at + word.len()..].starts_with(goes_on))
}

fn assert_absent(package: &str, words: &[&str], reason: &str) {
    for (path, text) in sources(package) {
        for word in words {
            assert!(!mentions(&text, word), "{} mentions `{word}`: {reason}", path.display());
        }
    }
}

/// Fields and types that take part in eligibility, and the comparisons of label sets (`labels` alone has other meanings in proofs).
const ELIGIBILITY: [&str; 19] = [
    "quality_ppm",
    "quality_min_ppm",
    "latency_ms",
    "latency_max_ms",
    "reliability_ppm",
    "reliability_min_ppm",
    "Labels",
    "is_subset",
    "first_missing",
    "permit",
    "principals",
    "scopes",
    "provides",
    "requires",
    "price_max",
    "demand_max",
    "quotes_only",
    "Ask",
    "Supply",
];

#[test]
fn only_the_lattice_decides_eligibility() {
    for package in ["certs", "allocator"] {
        assert_absent(package, &ELIGIBILITY, "eligibility is decided by Market::run alone");
    }
}

#[test]
fn libraries_touch_no_file_clock_environment_or_process() {
    let outside = [
        "fs",
        "File",
        "Instant",
        "SystemTime",
        "env",
        "process",
        "Command",
        "TcpStream",
        "stdin",
        "println",
        "eprintln",
    ];
    for package in ["lattice", "certs", "allocator", "circuits", "lean/emitter"] {
        assert_absent(package, &outside, "files, clocks, processes and terminals belong to the binary");
    }
}

#[test]
fn the_checker_knows_no_floating_point() {
    assert_absent("certs", &["f32", "f64"], "verdicts are exact");
    // The reader of market files names floating-point numbers in order to refuse them.
    let market = |(path, _): &(PathBuf, String)| path.components().any(|part| part.as_os_str() == "market");
    for (path, text) in sources("lattice").into_iter().filter(market) {
        assert!(!mentions(&text, "f32") && !mentions(&text, "f64"), "{}: markets are exact", path.display());
    }
}

#[test]
fn the_scan_itself_finds_what_it_looks_for() {
    assert!(mentions("if task.quality_min_ppm > 0", "quality_min_ppm"));
    assert!(!mentions("task.quality_min_ppm_total", "quality_min_ppm"));
    assert!(mentions("offer.permit.labels.allows(x)", "permit") && !mentions("encoding.permit()", "permit"));
    assert!(mentions("use std::process;", "process") && !mentions("fn process<E>(self)", "process"));
    assert!(!code("let x = 1; // f64\n#[cfg(test)]\nmod tests { f64 }").contains("f64"));
}

/// Names of the packages that `cargo tree` lists for a package; the registry is asked only for what no build has fetched yet.
fn tree(package: &str, edges: &str) -> Vec<String> {
    let list = |network: &[&str]| {
        let arguments = ["tree", "--package", package, "--edges", edges, "--prefix", "none", "--format", "{p}"];
        Command::new(env!("CARGO")).current_dir(root()).args(arguments).args(network).output().expect("cargo runs")
    };
    let offline = list(&["--offline"]);
    let output = if offline.status.success() { offline } else { list(&[]) };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let mut names: Vec<_> = text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn the_checker_is_built_from_the_reviewed_dependencies() {
    let mut names = tree("apportion-certs", "normal");
    names.retain(|name| name != "apportion-certs");
    let reviewed = std::fs::read_to_string(root().join("certs/dependencies.txt")).expect("the reviewed list");
    let reviewed: Vec<_> = reviewed.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(names, reviewed, "review the change and update certs/dependencies.txt");
    assert!(names.len() <= 20, "{} dependencies", names.len());
}

#[test]
fn crates_depend_downwards_only() {
    let upper = |package: &str| -> &[&str] {
        match package {
            "apportion-lattice" => {
                &["apportion-certs", "apportion-allocator", "apportion-circuits", "apportion-lean", "apportion"]
            }
            "apportion-certs" => &["apportion-allocator", "apportion-circuits", "apportion-lean", "apportion"],
            "apportion-allocator" => &["apportion-circuits", "apportion-lean", "apportion"],
            _ => &["apportion"],
        }
    };
    for package in ["apportion-lattice", "apportion-certs", "apportion-allocator", "apportion-circuits"] {
        let names = tree(package, "normal,build,dev");
        for above in upper(package) {
            assert!(
                !names.iter().any(|name| name == above),
                "{package} must not depend on {above}, not even for tests"
            );
        }
    }
}

#[test]
fn witnesses_are_written_without_the_solver() {
    let mut names = tree("apportion-lean", "normal");
    assert!(!names.iter().any(|name| name == "apportion-allocator"));
    let certs = tree("apportion-certs", "normal");
    names.retain(|name| name != "apportion-lean" && !certs.contains(name));
    assert!(names.len() <= 8, "beyond those of the checker: {names:?}");
}

#[test]
fn verifying_proofs_imports_no_proving() {
    let names = tree("apportion-circuits", "normal");
    for prover in ["ark-groth16", "ark-relations", "ark-r1cs-std", "rayon", "apportion-allocator"] {
        assert!(!names.iter().any(|name| name == prover), "a verifier of proofs depends on {prover}");
    }
    let provers = ["r1cs", "Prover", "ProvingKey", "Assignment", "Constraints"];
    let verifier = ["verifier.rs", "verifying_key.rs", "proof.rs", "inputs.rs", "evidence.rs", "opening.rs"];
    // Verifying with halo2 needs the circuit, from which anyone makes its key.
    let files = sources("circuits").into_iter().filter(|(path, _)| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| verifier.contains(&name)) && !path.components().any(|part| part.as_os_str() == "halo2")
    });
    let files: Vec<_> = files.collect();
    assert!(verifier.iter().all(|name| files.iter().any(|(path, _)| path.ends_with(name))));
    for (path, text) in files {
        for word in provers {
            assert!(!mentions(&text, word), "{} mentions `{word}`: verifying never imports proving", path.display());
        }
    }
}

#[test]
fn backends_of_proofs_do_not_know_each_other() {
    let apart: [(&str, &[&str]); 3] =
        [("r1cs", &["halo2", "groth16"]), ("halo2", &["r1cs"]), ("gadgets", &["r1cs", "halo2", "groth16"])];
    for (module, others) in apart {
        let folder = root().join("circuits/src").join(module);
        let files: Vec<_> = sources("circuits").into_iter().filter(|(path, _)| path.starts_with(&folder)).collect();
        assert!(!files.is_empty(), "{module}");
        for (path, text) in files {
            for other in others {
                assert!(!text.contains(&format!("crate::{other}::")), "{} uses {other}", path.display());
            }
        }
    }
}

#[test]
fn every_crate_forbids_unsafe_code() {
    for package in ["lattice", "certs", "allocator", "circuits", "lean/emitter", "apportion", "wasm"] {
        let manifest = std::fs::read_to_string(root().join(package).join("Cargo.toml")).expect("a manifest");
        assert!(manifest.contains("[lints]\nworkspace = true"), "{package} takes the workspace's lints");
    }
    let workspace = std::fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    assert!(workspace.contains("unsafe_code = \"forbid\""));
}
