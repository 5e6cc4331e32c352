//! `--backend halo2`: a whole flow without a trusted setup, and what is refused.

use crate::command::Scratch;
use crate::flow::{CONTEXT, PROVE, VERIFY, change, committed, done, fails, object, with};
use crate::markets::SMALL;
use serde_json::Value;
use std::fs;

const SETUP: [&str; 7] = ["setup", "compliance", "small.json", "-o", "keys", "--backend", "halo2"];

/// There is no verifying key to hold: the manifest says which key anyone computes.
fn verify() -> Vec<&'static str> {
    with(&VERIFY, "keys/verification_key.json", "keys/manifest.json")
}

fn proved() -> Scratch {
    let scratch = committed(SMALL, &SETUP);
    done(&scratch, &PROVE);
    scratch
}

fn names(scratch: &Scratch, directory: &str) -> Vec<String> {
    let files = scratch.files().into_iter().filter(|(path, _)| path.starts_with(scratch.path(directory)));
    files.map(|(path, _)| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn an_allocation_is_proved_without_a_setup_and_whoever_has_the_manifest_verifies() {
    let scratch = proved();
    assert_eq!(names(&scratch, "keys"), ["manifest.json", "parameters.bin"]);
    assert_eq!(names(&scratch, "proof"), ["manifest.json", "proof.bin", "public.json"]);
    let verified = done(&scratch, &verify());
    for expected in ["the proof holds", CONTEXT, "made by nobody", "not proved"] {
        assert!(verified.out.contains(expected), "{expected:?} is missing in\n{}", verified.out);
    }
    let verified = object(&done(&scratch, &[&verify()[..], &["--json"]].concat()).out);
    assert_eq!(
        (&verified["verified"], &verified["setup"], &verified["backend"]),
        (&Value::from(true), &Value::from("transparent"), &Value::from("halo2"))
    );
    let public: Vec<String> =
        serde_json::from_str(&fs::read_to_string(scratch.path("proof/public.json")).unwrap()).unwrap();
    let commitment = object(&fs::read_to_string(scratch.path("market/commitment.json")).unwrap());
    assert_eq!(
        (commitment["commitment"].as_str(), commitment["backend"].as_str()),
        (Some(&*public[2]), Some("halo2-ipa-vesta"))
    );
    assert_eq!(verified["allocation"].as_str(), Some(&*public[1]));
    // Somebody else computes the same keys, without having seen any file but the market.
    fs::create_dir(scratch.path("else")).unwrap();
    fs::copy(scratch.path("keys/parameters.bin"), scratch.path("else/parameters.bin")).unwrap();
    let other = object(&done(&scratch, &[&with(&SETUP, "keys", "else")[..], &["--json"]].concat()).out);
    let manifest = fs::read(scratch.path("else/manifest.json")).unwrap();
    assert_eq!(manifest, fs::read(scratch.path("keys/manifest.json")).unwrap());
    assert_eq!(other["verifying_key_sha256"], verified["verifying_key_sha256"]);
    // A verifier needs the manifest alone.
    fs::remove_file(scratch.path("else/parameters.bin")).unwrap();
    done(&scratch, &with(&verify(), "keys/manifest.json", "else/manifest.json"));
}

#[test]
fn a_proof_for_anything_else_is_refused() {
    let scratch = proved();
    fails(&scratch, &with(&verify(), CONTEXT, "contract 8"), 1, "for another context than");
    done(&scratch, &["commit", "small.json", "--keys", "keys", "-o", "again"]);
    fails(&scratch, &with(&verify(), "market/commitment.json", "again/commitment.json"), 1, "about another commitment");
    let proof = fs::read(scratch.path("proof/proof.bin")).unwrap();
    for (bytes, message) in [
        ([&proof[..], &[0]].concat(), "1 bytes follow the proof"),
        (proof[..proof.len() - 1].to_vec(), "not one of this key"),
        ([&[proof[0] ^ 1], &proof[1..]].concat(), "not one of this key"),
    ] {
        fs::write(scratch.path("proof/proof.bin"), bytes).unwrap();
        fails(&scratch, &verify(), 1, message);
    }
    fs::write(scratch.path("proof/proof.bin"), proof).unwrap();
    let public = fs::read_to_string(scratch.path("proof/public.json")).unwrap();
    let inputs: Vec<String> = serde_json::from_str(&public).unwrap();
    let order = "28948022309329048855892746252171976963363056481941560715954676764349967630337";
    for (changed, message) in [
        (public.replace(&inputs[1], "7"), "not one of this key"),
        (public.replace(&inputs[1], order), "public input 1 is not below the field's order"),
        (format!("[\"{}\"]", inputs[0]), "1 public inputs"),
    ] {
        scratch.write("proof/public.json", &changed);
        fails(&scratch, &verify(), 1, message);
    }
}

#[test]
fn manifests_that_were_changed_or_came_with_the_proof_are_refused() {
    let scratch = proved();
    fails(&scratch, &with(&verify(), "keys/manifest.json", "proof/manifest.json"), 2, "came with the proof");
    let manifest = change(&scratch, "keys/manifest.json", "\"tasks\": 4", "\"tasks\": 3");
    fails(&scratch, &verify(), 1, "was published");
    fails(&scratch, &with(&PROVE, "proof", "none"), 1, "was published");
    scratch.write("keys/manifest.json", &manifest.replace("\"k\": ", "\"k\": 1"));
    fails(&scratch, &verify(), 1, "but the manifest states 2^1");
    scratch.write("keys/manifest.json", &manifest.replace("\"transparent\"", "\"ceremony\""));
    fails(&scratch, &verify(), 2, "not a manifest");
    scratch.write("keys/manifest.json", &manifest);
    change(&scratch, "proof/manifest.json", "\"verifying_key_sha256\": \"", "\"verifying_key_sha256\": \"0");
    fails(&scratch, &verify(), 2, "64 hexadecimal digits");
    let mut generators = fs::read(scratch.path("keys/parameters.bin")).unwrap();
    generators[100] ^= 1;
    fs::write(scratch.path("keys/parameters.bin"), generators).unwrap();
    fails(&scratch, &verify(), 1, "the only ones of that size");
    assert!(!scratch.path("none").exists());
}

#[test]
fn what_belongs_to_one_backend_is_not_taken_for_the_other() {
    let scratch = proved();
    let other = with(&with(&SETUP, "halo2", "groth16"), "keys", "groth16");
    done(&scratch, &other);
    fails(&scratch, &with(&PROVE, "keys", "groth16"), 2, "for the backend halo2-ipa-vesta, the keys are for groth16");
    fails(
        &scratch,
        &with(&verify(), "keys/manifest.json", "groth16/verification_key.json"),
        2,
        "the keys are for groth16",
    );
    done(&scratch, &["commit", "small.json", "--keys", "groth16", "-o", "plain"]);
    fails(&scratch, &with(&verify(), "market/commitment.json", "plain/commitment.json"), 2, "for the backend groth16");
    let opened = with(&with(&PROVE, "keys", "groth16"), "market/opening.secret.json", "plain/opening.secret.json");
    done(&scratch, &with(&opened, "proof", "snark"));
    fails(&scratch, &with(&verify(), "proof", "snark"), 1, "a proof of groth16");
    let vk = with(&verify(), "keys/manifest.json", "groth16/verification_key.json");
    fails(&scratch, &with(&vk, "market/commitment.json", "plain/commitment.json"), 1, "a proof of halo2");
    for format in ["solidity", "calldata", "r1cs", "wtns"] {
        fails(&scratch, &["export-proof", "proof", format, "-o", "e"], 2, "verify-proof checks them as they are");
        fails(&scratch, &["export-proof", "keys", format, "-o", "e"], 2, "setup --backend groth16");
    }
    scratch.write("market.zkey", "zkey");
    fails(&scratch, &[&SETUP[..], &["--zkey", "market.zkey"]].concat(), 2, "no ceremony");
    assert!(!scratch.path("e").exists());
}
