//! The statement is about one market: a change of any single member of the market file changes the witness, and the decoder tells.

mod support;

use apportion_certs::{Certificate, Claim};
use apportion_lattice::Market;
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;
use support::{Case, corpus, market, theory};

/// A claim that is true of every market: its first bound is 0.
fn nothing_claimed(market: Market) -> Case {
    let levels = market.levels().len();
    let certificate = Certificate {
        market: market.hash(),
        claim: Claim::Unknown { bounds: vec![0; levels] },
        pool: vec![],
        lemmas: vec![],
        knapsacks: vec![],
        proofs: vec![vec![]; levels],
    };
    Case { name: String::new(), market, certificate }
}

/// Every scalar of a document, by its pointer.
fn scalars(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(place, item)| scalars(item, format!("{at}/{place}"), found));
        }
        Value::Object(members) => {
            members.iter().for_each(|(key, item)| scalars(item, format!("{at}/{}", key.replace('/', "~1")), found));
        }
        _ => found.push(at),
    }
}

/// Other values of the same kind.
fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Number(number) => {
            let number = number.as_u64().unwrap();
            vec![(number + 1).into(), number.saturating_sub(1).into()]
        }
        Value::String(text) => {
            vec![
                format!("{text}z").into(),
                "unlimited".into(),
                "bob".into(),
                "big".into(),
                "small".into(),
                "money".into(),
            ]
        }
        Value::Bool(is_true) => vec![(!is_true).into()],
        _ => vec![],
    }
}

#[test]
fn each_member_of_the_market_is_part_of_the_statement() {
    let document: Value = serde_json::from_slice(&market().canonical_json()).unwrap();
    let mut pointers = Vec::new();
    scalars(&document, String::new(), &mut pointers);
    let prefix = theory();
    let statement =
        |market: Market| nothing_claimed(market).witness().unwrap().strip_prefix(&prefix).unwrap().to_owned();
    let mut statements = BTreeMap::from([(statement(market()), String::new())]);
    let mut unchanged = Vec::new();
    for pointer in pointers.iter().filter(|pointer| *pointer != "/version") {
        let mut valid = 0;
        let value = document.pointer(pointer).unwrap();
        let mut mutants: Vec<String> = Vec::new();
        for other in others(value) {
            let mut mutant = document.clone();
            *mutant.pointer_mut(pointer).unwrap() = other;
            mutants.push(mutant.to_string());
        }
        if let Value::String(name) = value {
            // What others refer to is renamed everywhere.
            let quoted = |name: &str| Value::from(name).to_string();
            let (renamed, used) = (format!("{name}y"), format!("use:{name}"));
            let whole = document.to_string().replace(&quoted(name), &quoted(&renamed));
            mutants.push(whole.replace(&quoted(&used), &quoted(&format!("{used}y"))));
        }
        for mutant in mutants {
            let Ok(mutant) = Market::from_json(&mutant) else { continue };
            if mutant.hash() == market().hash() {
                continue;
            }
            valid += 1;
            let hash = mutant.hash().to_string();
            let before = statements.insert(statement(mutant), hash.clone());
            assert!(before.is_none_or(|before| before == hash), "{pointer}");
        }
        if valid == 0 {
            unchanged.push(pointer);
        }
    }
    assert!(unchanged.len() < 4, "{unchanged:?} could not be changed alone");
}

/// Absent members: adding one changes the statement, too.
#[test]
fn an_added_member_changes_the_statement() {
    let document: Value = serde_json::from_slice(&market().canonical_json()).unwrap();
    let added: [(&str, &str, Value); 12] = [
        ("/tasks/2", "labels", serde_json::json!(["x"])),
        ("/tasks/2", "requires", serde_json::json!(["disk"])),
        ("/tasks/2", "scope", "uni".into()),
        ("/tasks/2", "price_max", 99.into()),
        ("/tasks/2", "latency_max_ms", 99.into()),
        ("/tasks/2", "slots", serde_json::json!([0, 1])),
        ("/tasks/0", "needs", serde_json::json!(["c"])),
        ("/tasks/0", "after", serde_json::json!(["c"])),
        ("/payers/1", "budget", 5.into()),
        ("/offers/1", "permit", serde_json::json!({"scopes": []})),
        ("/offers/1", "total", serde_json::json!({"cpu": 5})),
        ("/offers/1", "limits", serde_json::json!([{"of": "money", "amount": 3}])),
    ];
    let own = nothing_claimed(market()).witness().unwrap();
    for (pointer, key, value) in added {
        let mut mutant = document.clone();
        mutant.pointer_mut(pointer).unwrap()[key] = value;
        let mutant = Market::from_json(&mutant.to_string()).unwrap();
        assert_ne!(nothing_claimed(mutant).witness().unwrap(), own, "{pointer}/{key}");
    }
}

/// The decoder, which shares no code with this crate, rebuilds the market's canonical bytes and the claim from the last theorem's type.
#[test]
fn the_decoder_reads_the_market_and_the_claim_back() {
    if !Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED the_decoder_reads_the_market_and_the_claim_back: python3 is not on the path");
        return;
    }
    let decoder = concat!(env!("CARGO_MANIFEST_DIR"), "/../decode/decode.py");
    let file = std::env::temp_dir().join(format!("apportion-decode-{}.ndjson", std::process::id()));
    let mut decoded = 0;
    for case in [nothing_claimed(market())].into_iter().chain(corpus().into_iter().step_by(61)) {
        let Ok(witness) = case.witness() else { continue };
        std::fs::write(&file, witness).unwrap();
        let output = Command::new("python3").arg(decoder).arg(&file).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let read: Value =
            serde_json::from_str(&text).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
        assert_eq!(read["market_sha256"], case.market.hash().to_string(), "{}", case.name);
        let claim = &case.certificate.claim;
        assert_eq!(read["claim"], claim.status().name(), "{}", case.name);
        if let Claim::Feasible { values, bounds, .. } = claim {
            let stated = |key: &str, of: &[u128]| {
                let digits: Vec<String> = of.iter().map(u128::to_string).collect();
                text.contains(&format!("\"{key}\": [{}]", digits.join(", ")))
            };
            assert!(stated("objective", values) && stated("bound", bounds), "{}: {text}", case.name);
        }
        decoded += 1;
    }
    let _ = std::fs::remove_file(&file);
    assert!(decoded > 3, "{decoded}");
}
