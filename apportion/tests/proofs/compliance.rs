//! `compliance` with Groth16: `setup`, `commit`, `prove`, `verify-proof`, `open` and `export-proof`.

use crate::command::{Scratch, run};
use crate::flow::{self, CONTEXT, PROVE, VERIFY, change, done, fails, object, with};
use crate::markets::{INFEASIBLE, SMALL};
use serde_json::Value;
use std::fs;

const SETUP: [&str; 5] = ["setup", "compliance", "small.json", "-o", "keys"];

fn committed() -> Scratch {
    flow::committed(SMALL, &SETUP)
}

fn proved() -> Scratch {
    let scratch = committed();
    done(&scratch, &PROVE);
    scratch
}

#[test]
fn an_allocation_is_proved_and_the_proof_accepted() {
    let scratch = committed();
    let proved = object(&done(&scratch, &[&PROVE[..], &["--json"]].concat()).out);
    let verified = done(&scratch, &VERIFY);
    for expected in ["the proof holds", CONTEXT, "single party", "not proved"] {
        assert!(verified.out.contains(expected), "{expected:?} is missing in\n{}", verified.out);
    }
    let verified = object(&done(&scratch, &[&VERIFY[..], &["--json"]].concat()).out);
    assert_eq!((&verified["verified"], &verified["setup"]), (&Value::from(true), &Value::from("single-party")));
    assert_eq!(verified["verifying_key_hash"], proved["verifying_key_hash"]);
    // snarkjs's form: three public inputs, the commitment that was published among them.
    let public: Vec<String> =
        serde_json::from_str(&fs::read_to_string(scratch.path("proof/public.json")).unwrap()).unwrap();
    let commitment = object(&fs::read_to_string(scratch.path("market/commitment.json")).unwrap());
    assert_eq!((public.len(), commitment["commitment"].as_str()), (3, Some(public[2].as_str())));
    assert_eq!(
        (verified["allocation"].as_str(), proved["allocation"].as_str()),
        (Some(public[1].as_str()), Some(public[1].as_str()))
    );
    let names = |directory: &str| {
        let files = scratch.files().into_iter().filter(|(path, _)| path.starts_with(scratch.path(directory)));
        files.map(|(path, _)| path.file_name().unwrap().to_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("keys"), ["manifest.json", "proving_key.bin", "verification_key.json"]);
    assert_eq!(names("market"), ["commitment.json", "opening.secret.json"]);
    assert_eq!(
        names("proof"),
        ["manifest.json", "proof.json", "public.json", "verification_key.json", "witness.secret.wtns"]
    );
}

#[cfg(unix)]
#[test]
fn secrets_belong_to_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = proved();
    done(&scratch, &["export-proof", "proof", "wtns", "-o", "files"]);
    let mode = |name: &str| fs::metadata(scratch.path(name)).unwrap().permissions().mode() & 0o777;
    for secret in ["market/opening.secret.json", "proof/witness.secret.wtns", "files/witness.secret.wtns"] {
        assert_eq!(mode(secret), 0o600, "{secret}");
    }
    assert_ne!(mode("market/commitment.json"), 0o600);
}

#[test]
fn one_key_serves_another_market_that_fits() {
    let scratch = committed();
    scratch.write("small.json", &SMALL.replace("\"budget\": 100", "\"budget\": 70"));
    done(&scratch, &["solve", "small.json", "-o", "out"]);
    fails(&scratch, &PROVE, 1, "does not open its commitment to this market");
    done(&scratch, &["commit", "small.json", "--keys", "keys", "-o", "other"]);
    done(&scratch, &with(&PROVE, "market/opening.secret.json", "other/opening.secret.json"));
    done(&scratch, &with(&VERIFY, "market/commitment.json", "other/commitment.json"));
}

#[test]
fn a_proof_for_anything_else_is_refused_with_1() {
    let scratch = proved();
    fails(&scratch, &with(&VERIFY, CONTEXT, "contract 8"), 1, "for another context than");
    done(&scratch, &["commit", "small.json", "--keys", "keys", "-o", "again"]);
    fails(&scratch, &with(&VERIFY, "market/commitment.json", "again/commitment.json"), 1, "about another commitment");
    // An attacker's own key, in good order, under which anything can be proved.
    done(&scratch, &["setup", "compliance", "small.json", "-o", "attacker"]);
    fails(&scratch, &with(&VERIFY, "keys/verification_key.json", "attacker/verification_key.json"), 1, "is pinned");
    done(&scratch, &with(&with(&PROVE, "keys", "attacker"), "proof", "forged"));
    let forged = with(&VERIFY, "proof", "forged");
    fails(&scratch, &forged, 1, "is pinned");
    fs::copy(scratch.path("keys/verification_key.json"), scratch.path("forged/verification_key.json")).unwrap();
    fails(&scratch, &forged, 1, "does not hold for these public inputs under this key");
    // Keys of another circuit.
    scratch.write("wide.json", &SMALL.replace("\"count\": 2", "\"count\": 9"));
    done(&scratch, &["setup", "compliance", "wide.json", "-o", "wide"]);
    fails(&scratch, &with(&VERIFY, "keys/verification_key.json", "wide/verification_key.json"), 1, "for the circuit");
}

#[test]
fn changed_public_inputs_are_refused_with_1() {
    let scratch = proved();
    let public = fs::read_to_string(scratch.path("proof/public.json")).unwrap();
    let inputs: Vec<String> = serde_json::from_str(&public).unwrap();
    let order = "21888242871839275222246405745257275088548364400416034343698204186575808495617";
    scratch.write("proof/public.json", &public.replace(&inputs[1], "7"));
    fails(&scratch, &VERIFY, 1, "does not hold");
    scratch.write("proof/public.json", &public.replace(&inputs[1], order));
    fails(&scratch, &VERIFY, 1, "public input 1 is not below the field's order");
    scratch.write("proof/public.json", &format!("[\"{}\"]", inputs[0]));
    fails(&scratch, &VERIFY, 1, "1 public inputs");
    scratch.write("proof/public.json", "hello");
    fails(&scratch, &VERIFY, 1, "public.json: refused");
}

#[test]
fn a_key_from_a_known_seed_is_refused_with_1() {
    let scratch = proved();
    let manifest = change(&scratch, "keys/manifest.json", "\"single-party\"", "\"dev-insecure\"");
    fails(&scratch, &VERIFY, 1, "dev-insecure");
    fails(&scratch, &PROVE, 1, "the proving key is stamped single-party");
    scratch.write("keys/manifest.json", &manifest.replace("\"compliance\"", "\"kindness\""));
    fails(&scratch, &VERIFY, 1, "kindness");
}

#[test]
fn what_came_with_the_proof_is_not_trusted() {
    let scratch = proved();
    fs::copy(scratch.path("market/commitment.json"), scratch.path("proof/commitment.json")).unwrap();
    for (from, to) in [
        ("keys/verification_key.json", "proof/verification_key.json"),
        ("market/commitment.json", "proof/commitment.json"),
    ] {
        fails(&scratch, &with(&VERIFY, from, to), 2, "came with the proof");
    }
    for flag in ["--vk", "--commitment", "--context"] {
        let at = VERIFY.iter().position(|&argument| argument == flag).unwrap();
        let missing = [&VERIFY[..at], &VERIFY[at + 2..]].concat();
        fails(&scratch, &missing, 2, flag);
    }
    fs::remove_file(scratch.path("keys/manifest.json")).unwrap();
    fails(&scratch, &VERIFY, 2, "keys/manifest.json: cannot be read");
}

#[test]
fn an_allocation_that_breaks_a_rule_is_refused_by_name_and_nothing_is_written() {
    let scratch = committed();
    for (from, to, message) in [
        ("\"budget\": 100", "\"budget\": 19", "ann: budget: 20 of 19 nMIC"),
        ("\"capacity\": {\"cpu\": 4}", "\"capacity\": {\"cpu\": 3}", "may not run on box"),
        (
            "\"price\": {\"cpu\": 5}}",
            "\"price\": {\"cpu\": 5}, \"limits\": [{\"of\": \"cpu\", \"amount\": 7}]}",
            "box: cpu in all: 8 of 7 cores",
        ),
        ("\"penalty\": 30},", "\"required\": true},", "task c is required, but not assigned"),
        ("\"price\": {\"cpu\": 5}", "\"price\": {\"cpu\": 6}", "costs 24 nMIC, not 20"),
    ] {
        scratch.write("small.json", &SMALL.replacen(from, to, 1));
        fails(&scratch, &PROVE, 1, message);
    }
    scratch.write("small.json", SMALL);
    for (from, to, message) in [
        ("\"slot\": 0", "\"slot\": 2", "starts in slot 2, it may in slots 0 to 1"),
        ("\"slot\": 0", "\"slot\": 1", "box: cpu per slot: 8 of 4 cores"),
        ("\"task\": \"a\"", "\"task\": \"b\"", "task b is assigned twice"),
        ("\"task\": \"a\"", "\"task\": \"z\"", "no task z"),
        ("\"price\": 20", "\"price\": 19", "costs 20 nMIC, not 19"),
        ("\"100\"", "\"99\"", "differs from what the certificate states"),
    ] {
        let text = change(&scratch, "out/allocation.json", from, to);
        fails(&scratch, &PROVE, 1, message);
        scratch.write("out/allocation.json", &text);
    }
    assert!(!scratch.path("proof").exists());
    done(&scratch, &PROVE);
}

#[test]
fn what_cannot_be_used_ends_with_2() {
    let scratch = committed();
    scratch.write("hopeless.json", INFEASIBLE);
    assert_eq!(run(&scratch, &["solve", "hopeless.json", "-o", "none"]).status, 4);
    let hopeless = with(&with(&PROVE, "small.json", "hopeless.json"), "out/allocation.json", "none/allocation.json");
    let hopeless = with(&hopeless, "out/certificate.apc", "none/certificate.apc");
    // The certificate is true: required tasks are missing because nothing is feasible.
    assert_ne!(run(&scratch, &hopeless).status, 0);
    scratch.write("large.json", &SMALL.replace("\"slots\": {\"count\": 2", "\"slots\": {\"count\": 99"));
    fails(&scratch, &["commit", "large.json", "--keys", "keys", "-o", "large"], 2, "make keys for this market");
    fails(&scratch, &["commit", "small.json", "--keys", "keys", "-o", "market"], 2, "exists already");
    fails(&scratch, &["commit", "small.json", "--keys", "none", "-o", "new"], 2, "none/manifest.json: cannot be read");
    fails(&scratch, &["setup", "compliance", "small.json", "-o", "k", "--backend", "plonk"], 2, "--backend");
    fails(&scratch, &["setup", "kindness", "small.json", "-o", "k"], 2, "kindness");
    fails(&scratch, &with(&PROVE, CONTEXT, ""), 2, "--context");
    fails(
        &scratch,
        &with(&PROVE, "market/opening.secret.json", "market/commitment.json"),
        2,
        "not a file of this kind",
    );
    fails(&scratch, &["export-proof", "keys", "wtns", "-o", "e"], 2, "witness.secret.wtns: cannot be read");
    fails(&scratch, &["export-proof", "keys", "calldata", "-o", "e"], 2, "cannot be read");
    assert!(!scratch.path("large").exists() && !scratch.path("new").exists() && !scratch.path("e").exists());
}

#[test]
fn damaged_keys_prove_nothing() {
    let scratch = committed();
    let path = scratch.path("keys/proving_key.bin");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();
    fails(&scratch, &PROVE, 1, "the proving key has SHA-256");
    assert!(!scratch.path("proof").exists());
    scratch.write("market.zkey", "zkey");
    let import = ["setup", "compliance", "small.json", "-o", "imported", "--zkey", "market.zkey"];
    fails(&scratch, &import, 1, "not a zkey");
}

#[test]
fn proofs_keys_and_circuits_are_exported() {
    let scratch = proved();
    done(&scratch, &["export-proof", "proof", "solidity", "-o", "e"]);
    let contract = fs::read_to_string(scratch.path("e/Verifier.sol")).unwrap();
    assert!(contract.contains("contract Verifier") && contract.contains("uint256[3]"));
    done(&scratch, &["export-proof", "keys", "solidity", "-o", "k"]);
    assert_eq!(fs::read_to_string(scratch.path("k/Verifier.sol")).unwrap(), contract);
    done(&scratch, &["export-proof", "proof", "calldata", "-o", "e"]);
    let call = fs::read_to_string(scratch.path("e/calldata.hex")).unwrap();
    // 0x, a selector, eight words of the proof and three inputs, a line end.
    assert_eq!(call.len(), 2 + 2 * (4 + 32 * (8 + 3)) + 1);
    done(&scratch, &["export-proof", "keys", "r1cs", "-o", "e"]);
    let circuit = fs::read(scratch.path("e/circuit.r1cs")).unwrap();
    assert_eq!(&circuit[..4], b"r1cs");
    done(&scratch, &["export-proof", "proof", "wtns", "-o", "e"]);
    assert_eq!(&fs::read(scratch.path("e/witness.secret.wtns")).unwrap()[..4], b"wtns");
}

#[test]
fn setup_and_commit_say_what_they_did() {
    let scratch = Scratch::new();
    scratch.write("small.json", SMALL);
    let setup = object(&done(&scratch, &["setup", "compliance", "small.json", "-o", "keys", "--json"]).out);
    let manifest = object(&fs::read_to_string(scratch.path("keys/manifest.json")).unwrap());
    for member in ["constraints", "parameters", "r1cs_sha256", "verifying_key_hash", "setup"] {
        assert_eq!(setup[member], manifest[member], "{member}");
    }
    let commit = object(&done(&scratch, &["commit", "small.json", "--keys", "keys", "-o", "market", "--json"]).out);
    let opening = object(&fs::read_to_string(scratch.path("market/opening.secret.json")).unwrap());
    for member in ["commitment", "market_sha256", "r1cs_sha256"] {
        assert_eq!(commit[member], opening[member], "{member}");
    }
    assert!(commit["blinding"].is_null() && opening["blinding"].is_string());
}

fn check() -> Vec<&'static str> {
    [&["open", "proof", "--check", "ben.json"][..], &VERIFY[2..]].concat()
}

#[test]
fn a_payer_is_shown_her_lines_and_checks_them() {
    let scratch = flow::committed(SMALL, &[&SETUP[..], &["--openings"]].concat());
    done(&scratch, &PROVE);
    done(&scratch, &VERIFY);
    done(&scratch, &["open", "proof", "--payer", "ben", "-o", "ben.json"]);
    let checked = object(&done(&scratch, &[&check()[..], &["--json"]].concat()).out);
    let tasks: Vec<_> =
        checked["lines"].as_array().unwrap().iter().map(|line| line["task"].as_str().unwrap()).collect();
    assert_eq!((tasks, checked["total_nmic"].as_str()), (vec!["b", "c", "d"], Some("20")));
    done(&scratch, &["open", "proof", "--offer", "box", "-o", "box.json"]);
    let shown = done(&scratch, &with(&check(), "ben.json", "box.json")).out;
    assert!(shown.contains("40 nMIC in all") && shown.contains("not shown"), "{shown}");
    // An offer's name is nowhere committed to; its place is.
    change(&scratch, "box.json", "\"offer\": \"box\"", "\"offer\": \"dear\"");
    let renamed = done(&scratch, &with(&check(), "ben.json", "box.json")).out;
    assert!(renamed.contains("the offer at place 0, which the file calls offer \"dear\""), "{renamed}");

    // A line of ann's as ben's; a cheaper price; a number that no lane holds; another proof of the same allocation.
    let honest = change(&scratch, "ben.json", "\"b\"", "\"a\"");
    fails(&scratch, &check(), 1, "line 1 does not lie in the allocation");
    scratch.write("ben.json", &honest);
    change(&scratch, "ben.json", "\"price\": 20", "\"price\": 19");
    fails(&scratch, &check(), 1, "line 1 does not lie in the allocation");
    scratch.write("ben.json", &honest);
    change(&scratch, "ben.json", "\"cost_rest\": 0", "\"cost_rest\": 77");
    fails(&scratch, &check(), 1, "line 1 is not one of this circuit's");
    scratch.write("ben.json", &honest);
    done(&scratch, &with(&PROVE, "proof", "again"));
    fails(&scratch, &with(&check(), "proof", "again"), 1, "are from the allocation");

    fails(&scratch, &["open", "proof", "--payer", "eve", "-o", "eve.json"], 2, "no task has the payer \"eve\"");
    fails(&scratch, &["open", "proof", "--offer", "cave", "-o", "eve.json"], 2, "no offer \"cave\"");
    fails(&scratch, &["open", "proof", "--payer", "ben"], 2, "--out");
    fails(&scratch, &check()[..4], 2, "--vk");
    fs::remove_file(scratch.path("proof/lines.secret.json")).unwrap();
    fails(&scratch, &["open", "proof", "--payer", "ben", "-o", "ben.json"], 2, "--openings");
}
