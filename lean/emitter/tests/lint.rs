//! Hostile and damaged files, refused by name.

mod support;

use apportion_lean::{Kind, LintError, NAMESPACE, StructureFault};
use support::{Case, market, solved, theory};

struct Files {
    case: Case,
    witness: String,
    /// Lines of the theory.
    theory: usize,
}

fn files() -> Files {
    let case = solved(market());
    let witness = case.witness().unwrap();
    Files { case, witness, theory: theory().lines().count() }
}

impl Files {
    fn refusal(&self, file: &str) -> LintError {
        self.case.lint(file.as_bytes()).expect_err("a file that differs is refused")
    }

    /// The witness with more lines after its own, numbered by `NAME` and `TERM` (the next numbers), `NAME+1` and so on.
    fn with(&self, lines: &[&str]) -> String {
        let count = |kind: &str| self.witness.lines().filter(|line| line.contains(kind)).count();
        let (names, terms) = (count("\"in\":") + 1, count("\"ie\":"));
        let mut file = self.witness.clone();
        for line in lines {
            let mut line = (*line).to_owned();
            for ahead in (0..9).rev() {
                line = line.replace(&format!("NAME+{ahead}"), &(names + ahead).to_string());
                line = line.replace(&format!("TERM+{ahead}"), &(terms + ahead).to_string());
            }
            file.push_str(&line);
            file.push('\n');
        }
        file
    }

    /// The number of a name of the theory with one part.
    fn name(&self, part: &str) -> String {
        let start = format!("{{\"str\":{{\"pre\":0,\"str\":\"{part}\"}},\"in\":");
        let line = self.witness.lines().find_map(|line| line.strip_prefix(&start));
        line.unwrap().trim_end_matches('}').to_owned()
    }

    /// The number of the constant that a name stands for.
    fn constant(&self, part: &str) -> String {
        let start = format!("{{\"const\":{{\"name\":{},\"us\":[]}},\"ie\":", self.name(part));
        let line = self.witness.lines().find_map(|line| line.strip_prefix(&start));
        line.unwrap().trim_end_matches('}').to_owned()
    }
}

/// Kernels compute `Nat.mod` by its name; a definition that says something else makes them prove what is false.
#[test]
fn a_function_that_kernels_compute_by_name_is_not_defined_anew() {
    let files = files();
    let (nat, natural) = (files.name("Nat"), files.constant("Nat"));
    let file = files.with(&[
        &format!("{{\"str\":{{\"pre\":{nat},\"str\":\"lcm\"}},\"in\":NAME+0}}"),
        &format!("{{\"def\":{{\"name\":NAME+0,\"levelParams\":[],\"type\":{natural},\"value\":{natural},\"hints\":{{\"regular\":1}},\"safety\":\"safe\",\"all\":[NAME+0]}}}}"),
    ]);
    match files.refusal(&file) {
        LintError::Namespace { name, .. } => assert_eq!(name, "Nat.lcm"),
        other => panic!("{other}"),
    }
}

#[test]
fn a_constant_of_the_theory_is_not_declared_once_more() {
    let files = files();
    let (nat, natural) = (files.name("Nat"), files.constant("Nat"));
    let file = files.with(&[&format!(
        "{{\"def\":{{\"name\":{nat},\"levelParams\":[],\"type\":{natural},\"value\":{natural},\"hints\":{{\"regular\":1}},\"safety\":\"safe\",\"all\":[{nat}]}}}}"
    )]);
    match files.refusal(&file) {
        LintError::Structure(fault) => {
            assert!(matches!(&fault.fault, StructureFault::Redeclared(name) if name == "Nat"), "{fault}");
        }
        other => panic!("{other}"),
    }
}

#[test]
fn axioms_are_refused() {
    let files = files();
    let (own, natural) = (files.name(NAMESPACE), files.constant("Nat"));
    let file = files.with(&[
        &format!("{{\"str\":{{\"pre\":{own},\"str\":\"trust\"}},\"in\":NAME+0}}"),
        &format!("{{\"axiom\":{{\"name\":NAME+0,\"levelParams\":[],\"type\":{natural},\"isUnsafe\":false}}}}"),
    ]);
    match files.refusal(&file) {
        LintError::Kind { kind: Kind::Axiom, name, .. } => assert_eq!(name, "Witness.trust"),
        other => panic!("{other}"),
    }
}

/// A recursor that claims `k` for a type with two constructors makes some kernels identify them.
#[test]
fn inductive_types_are_refused() {
    let files = files();
    let (own, natural) = (files.name(NAMESPACE), files.constant("Nat"));
    let file = files.with(&[
        &format!("{{\"str\":{{\"pre\":{own},\"str\":\"Two\"}},\"in\":NAME+0}}"),
        r#"{"str":{"pre":NAME+0,"str":"rec"},"in":NAME+1}"#,
        &format!(
            "{{\"inductive\":{{\"types\":[{{\"name\":NAME+0,\"levelParams\":[],\"type\":{natural},\"numParams\":0,\"numIndices\":0,\"all\":[NAME+0],\"ctors\":[],\"numNested\":0,\"isRec\":false,\"isUnsafe\":false,\"isReflexive\":false}}],\"ctors\":[],\"recs\":[{{\"name\":NAME+1,\"levelParams\":[],\"type\":{natural},\"all\":[NAME+0],\"numParams\":0,\"numIndices\":0,\"numMotives\":1,\"numMinors\":2,\"rules\":[],\"k\":true,\"isUnsafe\":false}}]}}}}"
        ),
    ]);
    assert!(matches!(files.refusal(&file), LintError::Kind { kind: Kind::Inductive, .. }));
}

#[test]
fn a_change_in_the_theory_is_named_by_its_line() {
    let files = files();
    let line =
        files.witness.lines().position(|line| line.contains("\"bvar\":1}") || line.contains("\"bvar\":1,")).unwrap();
    let changed: Vec<String> = files
        .witness
        .lines()
        .enumerate()
        .map(|(at, text)| if at == line { text.replace("\"bvar\":1", "\"bvar\":0") } else { text.to_owned() } + "\n")
        .collect();
    match files.refusal(&changed.concat()) {
        LintError::Theory { line: named } => assert_eq!(named, line as u64 + 1),
        other => panic!("{other}"),
    }
}

/// Each number of the witness, changed, is named with the declaration that it belongs to.
#[test]
fn a_number_that_is_not_the_markets_is_named_by_its_declaration() {
    let files = files();
    let lines: Vec<&str> = files.witness.lines().collect();
    let mut seen = std::collections::BTreeSet::new();
    for (at, line) in lines.iter().enumerate().skip(files.theory) {
        if !line.contains("natVal") {
            continue;
        }
        let mut changed = lines.clone();
        let digits = line.split('"').nth(3).unwrap();
        let other = line.replace(&format!("\"{digits}\""), &format!("\"987654321{digits}\""));
        changed[at] = &other;
        match files.refusal(&(changed.join("\n") + "\n")) {
            LintError::Differs { line, declaration } => {
                assert_eq!(line, at as u64 + 1);
                seen.insert(declaration);
            }
            error => panic!("line {}: {error}", at + 1),
        }
    }
    assert!(seen.contains("Witness.market"), "{seen:?}");
}

#[test]
fn a_claim_of_another_statement_is_refused() {
    let files = files();
    let at = files.witness.lines().count();
    let last = files.witness.lines().last().unwrap();
    let natural = files.constant("Nat");
    let kind = last.split("\"type\":").nth(1).unwrap().split(',').next().unwrap();
    let forged = last.replace(&format!("\"type\":{kind}"), &format!("\"type\":{natural}"));
    match files.refusal(&files.witness.replace(last, &forged)) {
        LintError::Differs { line, declaration } => {
            assert_eq!((line, declaration.as_str()), (at as u64, "Witness.claim"));
        }
        other => panic!("{other}"),
    }
}

#[test]
fn what_follows_the_claim_is_surplus() {
    let files = files();
    let own = files.name(NAMESPACE);
    let file = files.with(&[&format!("{{\"str\":{{\"pre\":{own},\"str\":\"more\"}},\"in\":NAME+0}}")]);
    let line = files.witness.lines().count() as u64 + 1;
    assert!(matches!(files.refusal(&file), LintError::Surplus { line: named } if named == line));
}

#[test]
fn a_file_cut_off_is_unfinished() {
    let files = files();
    for length in [0, 1, files.witness.len() / 2, files.witness.len() - 1] {
        assert!(matches!(files.refusal(&files.witness[..length]), LintError::Unfinished { .. }), "{length}");
    }
}

#[test]
fn the_witness_of_another_market_is_refused() {
    let files = files();
    let mut document = market().to_document();
    document.tasks[0].penalty += 1;
    let other = apportion_lattice::Market::from_document(document).unwrap();
    match files.refusal(&solved(other).witness().unwrap()) {
        LintError::Differs { declaration, .. } => assert_eq!(declaration, "Witness.market"),
        other => panic!("{other}"),
    }
}

#[test]
fn expressions_with_binders_and_levels_are_refused() {
    let files = files();
    let natural = files.constant("Nat");
    let lambda = format!(
        "{{\"lam\":{{\"name\":1,\"type\":{natural},\"body\":{natural},\"binderInfo\":\"default\"}},\"ie\":TERM+0}}"
    );
    assert!(matches!(files.refusal(&files.with(&[&lambda])), LintError::Form { .. }));
}

#[test]
fn damaged_lines_are_named() {
    let files = files();
    let fault = |lines: &[&str]| match files.refusal(&files.with(lines)) {
        LintError::Structure(fault) => fault.fault,
        other => panic!("{other}"),
    };
    assert!(matches!(fault(&["{"]), StructureFault::Malformed(_)));
    assert!(matches!(fault(&["{\"natVal\":\"5\",\"ie\":7}"]), StructureFault::Index { found: 7, .. }));
    assert!(matches!(fault(&["{\"natVal\":\"0777\",\"ie\":TERM+0}"]), StructureFault::Natural));
    assert!(matches!(
        fault(&["{\"app\":{\"fn\":4294967295,\"arg\":0},\"ie\":TERM+0}"]),
        StructureFault::Expression(4_294_967_295)
    ));
    assert!(matches!(
        fault(&["{\"natVal\":\"123123123\",\"ie\":TERM+0}", "{\"natVal\":\"123123123\",\"ie\":TERM+1}"]),
        StructureFault::Twice
    ));
}
