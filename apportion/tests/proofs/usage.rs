//! `usage`: a ledger of several chunks from setup to verification, and every refusal by status and message.

use crate::command::{Scratch, command, ran};
use crate::flow::{CONTEXT, VERIFY, done, fails, object, with};
use serde_json::Value;
use std::fs;

const MARKET: &str = r#"{
  "version": 1,
  "resources": [{"name": "cpu", "unit": "cores"}],
  "slots": {"count": 40, "length_ms": 1000},
  "payers": [{"id": "ann", "budget": 100}, {"id": "ben"}],
  "offers": [
    {"id": "box", "capacity": {"cpu": 8}, "limits": [{"of": "money", "amount": 60, "window_slots": 2}]},
    {"id": "lab", "permit": {"principals": ["ben"]}}
  ],
  "tasks": []
}"#;

/// Two events fit into a chunk: slot 1 takes two chunks.
const EVENTS: &str = r#"{"time_ms": 7, "payer": "ann", "offer": "box", "usage": {"cpu": 8}, "price": 20}
{"time_ms": 1000, "payer": "ann", "offer": "box", "usage": {"cpu": 4}, "price": 30}
{"time_ms": 1999, "payer": "ben", "offer": "box", "usage": {"cpu": 3}, "price": 4}
{"time_ms": 1500, "payer": "ben", "offer": "lab", "usage": {}, "price": 1000}
{"time_ms": 1501, "payer": "ann", "offer": "box", "usage": {"cpu": 1}, "price": 5}
{"time_ms": 39000, "payer": "ann", "offer": "box", "usage": {}, "price": 45}
"#;

const PROVE: [&str; 12] = [
    "prove",
    "usage",
    "market.json",
    "events.jsonl",
    "--keys",
    "keys",
    "--opening",
    "market/opening.secret.json",
    "-o",
    "proof",
    "--context",
    CONTEXT,
];
const SETUP: [&str; 7] = ["setup", "usage", "market.json", "-o", "keys", "--events-per-chunk", "2"];

fn committed() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("market.json", MARKET);
    scratch.write("events.jsonl", EVENTS);
    done(&scratch, &SETUP);
    done(&scratch, &["commit", "market.json", "--keys", "keys", "-o", "market"]);
    scratch
}

fn proved() -> Scratch {
    let scratch = committed();
    done(&scratch, &PROVE);
    scratch
}

fn copy(scratch: &Scratch, from: &str, to: &str) {
    let (from, to) = (scratch.path(from), scratch.path(to));
    let _ = fs::remove_dir_all(&to);
    fs::create_dir(&to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn a_ledger_is_proved_and_accepted() {
    let scratch = committed();
    let proved = object(&done(&scratch, &[&PROVE[..], &["--json"]].concat()).out);
    assert_eq!((&proved["events"], &proved["chunks"]), (&Value::from(6), &Value::from(4)));
    let verified = done(&scratch, &VERIFY);
    for expected in ["6 events in 4 chunks", "slot 0 to slot 39", CONTEXT, "single party", "not proved"] {
        assert!(verified.out.contains(expected), "{expected:?} is missing in\n{}", verified.out);
    }
    let verified = object(&done(&scratch, &[&VERIFY[..], &["--json"]].concat()).out);
    let counts = ["events", "chunks", "slots"].map(|member| verified[member].as_u64());
    assert_eq!(counts, [Some(6), Some(4), Some(40)]);
    // snarkjs's form: five public inputs, the commitment that was published among them.
    let public = fs::read_to_string(scratch.path("proof/chunk-000004/public.json")).unwrap();
    let public: Vec<String> = serde_json::from_str(&public).unwrap();
    let commitment = object(&fs::read_to_string(scratch.path("market/commitment.json")).unwrap());
    assert_eq!((public.len(), commitment["commitment"].as_str()), (5, Some(public[1].as_str())));
    assert_eq!(
        (commitment["statement"].as_str(), verified["state"].as_str()),
        (Some("usage"), Some(public[3].as_str()))
    );
    done(&scratch, &["export-proof", "proof/chunk-000001", "calldata", "-o", "e"]);
    done(&scratch, &["export-proof", "keys", "r1cs", "-o", "e"]);
    done(&scratch, &["export-proof", "keys", "solidity", "-o", "e"]);
}

#[test]
fn a_broken_chain_is_refused_with_1() {
    let scratch = proved();
    let chunk = |number: u32| format!("proof/chunk-00000{number}");
    let set_aside = |number| fs::rename(scratch.path(&chunk(number)), scratch.path("aside")).unwrap();
    let restore = |number| fs::rename(scratch.path("aside"), scratch.path(&chunk(number))).unwrap();
    set_aside(4);
    fails(&scratch, &VERIFY, 1, "chunk 3, the last one, does not tell how many events there are");
    restore(4);
    set_aside(1);
    fails(&scratch, &VERIFY, 1, "there are no chunks");
    copy(&scratch, &chunk(2), &chunk(1));
    fails(&scratch, &VERIFY, 1, "chunk 1 does not begin with an empty ledger");
    fs::remove_dir_all(scratch.path(&chunk(1))).unwrap();
    restore(1);
    set_aside(2);
    copy(&scratch, &chunk(3), &chunk(2));
    fails(&scratch, &VERIFY, 1, "chunk 2 does not begin where chunk 1 ends");
    fs::remove_dir_all(scratch.path(&chunk(2))).unwrap();
    restore(2);
    // The proof of another chunk under the inputs of this one.
    fs::copy(scratch.path("proof/chunk-000002/proof.json"), scratch.path("proof/chunk-000003/proof.json")).unwrap();
    fails(&scratch, &VERIFY, 1, "chunk 3: the proof does not hold");
}

#[test]
fn a_ledger_for_anything_else_is_refused_with_1() {
    let scratch = proved();
    fails(&scratch, &with(&VERIFY, CONTEXT, "contract 8"), 1, "for another context than");
    done(&scratch, &["commit", "market.json", "--keys", "keys", "-o", "again"]);
    fails(&scratch, &with(&VERIFY, "market/commitment.json", "again/commitment.json"), 1, "about another commitment");
    done(&scratch, &with(&SETUP, "keys", "attacker"));
    let attacked = with(&VERIFY, "keys/verification_key.json", "attacker/verification_key.json");
    fails(&scratch, &attacked, 1, "chunk 1: the proof does not hold");
    // Keys and commitment of the other statement.
    done(&scratch, &["setup", "compliance", "market.json", "-o", "whole"]);
    fails(&scratch, &with(&with(&PROVE, "keys", "whole"), "proof", "new"), 1, "not for usage");
    done(&scratch, &["commit", "market.json", "--keys", "whole", "-o", "other"]);
    fails(&scratch, &with(&VERIFY, "market/commitment.json", "other/commitment.json"), 1, "compliance");
    fs::copy(scratch.path("market/commitment.json"), scratch.path("proof/commitment.json")).unwrap();
    fails(&scratch, &with(&VERIFY, "market/commitment.json", "proof/commitment.json"), 2, "came with the proof");
}

#[test]
fn an_event_that_breaks_a_rule_is_refused_by_line_and_name_and_nothing_is_written() {
    let scratch = committed();
    let first = EVENTS.lines().next().unwrap();
    for (line, status, message) in [
        (
            r#"{"time_ms": 9, "payer": "ann", "offer": "lab", "usage": {}, "price": 0}"#,
            1,
            "line 2: ann may not use lab",
        ),
        (
            r#"{"time_ms": 9, "payer": "ben", "offer": "box", "usage": {"cpu": 1}, "price": 0}"#,
            1,
            "line 2: in slot 0: box: cpu per slot: 9 of 8 cores",
        ),
        (
            r#"{"time_ms": 1009, "payer": "ben", "offer": "box", "usage": {}, "price": 41}"#,
            1,
            "line 2: in slot 1: box: spending in any 2 slots: 61 of 60 nMIC",
        ),
        (
            r#"{"time_ms": 5009, "payer": "ann", "offer": "box", "usage": {}, "price": 81}"#,
            1,
            "line 2: in slot 5: box: spending in any 2 slots: 81 of 60 nMIC",
        ),
        (
            r#"{"time_ms": 9, "payer": "ben", "offer": "lab", "usage": {"cpu": 1}, "price": 0}"#,
            1,
            "line 2: in slot 0: lab: cpu, which is not offered: 1 of 0 cores",
        ),
        (r#"{"time_ms": 40000, "payer": "ben", "offer": "lab", "usage": {}, "price": 0}"#, 1, "slots 0 to 39"),
        (
            r#"{"time_ms": 9, "payer": "cat", "offer": "lab", "usage": {}, "price": 0}"#,
            2,
            "line 2: payer: the market has none",
        ),
        (
            r#"{"time_ms": 9, "payer": "ben", "offer": "lab", "usage": {}, "price": 0.5}"#,
            2,
            "line 2: price: not a whole",
        ),
        ("hello", 2, "line 2: not an event"),
    ] {
        scratch.write("events.jsonl", &format!("{first}\n{line}\n"));
        fails(&scratch, &PROVE, status, message);
    }
    let five = (0..3).map(|at| {
        format!(r#"{{"time_ms": {}, "payer": "ann", "offer": "box", "usage": {{}}, "price": 40}}"#, 3000 * at)
    });
    scratch.write("events.jsonl", &five.collect::<Vec<_>>().join("\n"));
    fails(&scratch, &PROVE, 1, "line 3: in slot 6: ann: budget: 120 of 100 nMIC");
    scratch.write("events.jsonl", &EVENTS.lines().rev().collect::<Vec<_>>().join("\n"));
    fails(&scratch, &PROVE, 1, "line 2: it lies in slot 1, an event before it in slot 39");
    let left = fs::read_dir(scratch.path(".")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: Vec<_> = left.filter(|name| name.contains("proof")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn what_cannot_be_used_ends_with_2() {
    let scratch = committed();
    fails(&scratch, &with(&PROVE, "events.jsonl", "none.jsonl"), 2, "none.jsonl: cannot be read");
    fails(&scratch, &with(&PROVE, CONTEXT, ""), 2, "--context");
    fails(&scratch, &with(&SETUP, "2", "0"), 2, "--events-per-chunk");
    fails(&scratch, &with(&PROVE, "proof", "keys"), 2, "exists already and is not empty");
    scratch.write(
        "free.json",
        r#"{"version": 1, "resources": [], "payers": [{"id": "ann"}], "offers": [{"id": "box"}], "tasks": []}"#,
    );
    fails(&scratch, &with(&SETUP, "market.json", "free.json"), 2, "there is nothing to prove");
    scratch.write("market.json", &MARKET.replace("\"length_ms\": 1000", "\"length_ms\": 999"));
    fails(&scratch, &["commit", "market.json", "--keys", "keys", "-o", "new"], 2, "slots of 999 ms");
    fails(&scratch, &PROVE, 2, "make keys for this market");
    scratch.write("market.json", &MARKET.replace("\"budget\": 100", "\"budget\": 101"));
    fails(&scratch, &PROVE, 1, "does not open its commitment to this market");
}

#[cfg(unix)]
#[test]
fn an_interrupted_proof_leaves_nothing_and_ends_with_3() {
    let scratch = committed();
    let line = r#"{"time_ms": 0, "payer": "ben", "offer": "lab", "usage": {}, "price": 1}"#;
    scratch.write("events.jsonl", &format!("{line}\n").repeat(2_000));
    let mut prove = command(&scratch, &PROVE);
    let child = prove.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    // A chunk that is written shows that the signal is listened for.
    let staged = || {
        let names = fs::read_dir(scratch.path(".")).unwrap().map(|entry| entry.unwrap().path());
        names.into_iter().any(|path| path.join("chunk-000001").exists())
    };
    while !staged() {
        std::thread::yield_now();
    }
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.expect("kill runs").success());
    let ran = ran(child.wait_with_output().unwrap());
    assert_eq!((ran.status, ran.out.as_str()), (3, "stopped: nothing was written\n"), "{}", ran.err);
    assert!(!staged() && !scratch.path("proof").exists());
}

#[test]
fn one_key_serves_another_market_that_fits() {
    let scratch = committed();
    scratch.write("market.json", &MARKET.replace("\"amount\": 60", "\"amount\": 90"));
    done(&scratch, &["commit", "market.json", "--keys", "keys", "-o", "other"]);
    done(&scratch, &with(&PROVE, "market/opening.secret.json", "other/opening.secret.json"));
    done(&scratch, &with(&VERIFY, "market/commitment.json", "other/commitment.json"));
}

#[test]
fn windows_are_policed_as_token_buckets_on_demand() {
    let scratch = Scratch::new();
    scratch.write("market.json", MARKET);
    let setup = object(&done(&scratch, &[&SETUP[..], &["--policy", "token-bucket", "--json"]].concat()).out);
    assert_eq!((&setup["policy"], &setup["parameters"]["token_buckets"]), (&"token-bucket".into(), &1.into()));
    done(&scratch, &["commit", "market.json", "--keys", "keys", "-o", "market"]);
    // 60 in any 2 slots: 30 a slot. 60 and 30 in two slots are too much for a window.
    let event = |time_ms: u64, price: u64| {
        format!(r#"{{"time_ms": {time_ms}, "payer": "ben", "offer": "box", "usage": {{"cpu": 1}}, "price": {price}}}"#)
    };
    let lines = |last: u64| [event(0, 60), event(1000, 30), event(2999, last)].join("\n");
    scratch.write("events.jsonl", &lines(31));
    let broken = "line 3: in slot 2: box: spending in any 2 slots: 61 of 60 nMIC, not yet refilled";
    fails(&scratch, &PROVE, 1, broken);
    scratch.write("events.jsonl", &lines(30));
    done(&scratch, &PROVE);
    let verified = done(&scratch, &VERIFY).out;
    assert!(verified.contains("3 events in 2 chunks") && verified.contains("as token buckets"), "{verified}");
    assert_eq!(object(&done(&scratch, &[&VERIFY[..], &["--json"]].concat()).out)["policy"], "token-bucket");
    // Keys for windows refuse the opening, and the events.
    done(&scratch, &with(&SETUP, "keys", "windows"));
    fails(&scratch, &with(&with(&PROVE, "keys", "windows"), "proof", "new"), 1, "for another circuit");
    done(&scratch, &["commit", "market.json", "--keys", "windows", "-o", "other"]);
    let windows = with(&with(&PROVE, "keys", "windows"), "market/opening.secret.json", "other/opening.secret.json");
    fails(
        &scratch,
        &with(&windows, "proof", "new"),
        1,
        "line 2: in slot 1: box: spending in any 2 slots: 90 of 60 nMIC",
    );
    fails(&scratch, &[&SETUP[..], &["--policy", "leaky"]].concat(), 2, "--policy");
}

#[test]
fn a_ledger_is_proved_without_a_setup_and_whoever_has_the_manifest_verifies() {
    let scratch = Scratch::new();
    scratch.write("market.json", MARKET);
    scratch.write("events.jsonl", EVENTS);
    let setup = [&SETUP[..], &["--backend", "halo2"]].concat();
    let said = object(&done(&scratch, &[&setup[..], &["--json"]].concat()).out);
    assert_eq!((&said["backend"], &said["policy"]), (&"halo2".into(), &"windows".into()));
    done(&scratch, &["commit", "market.json", "--keys", "keys", "-o", "market"]);
    let proved = object(&done(&scratch, &[&PROVE[..], &["--json"]].concat()).out);
    assert_eq!((&proved["events"], &proved["chunks"]), (&Value::from(6), &Value::from(4)));
    for name in ["manifest.json", "chunk-000004/proof.bin", "chunk-000004/public.json"] {
        assert!(scratch.path("proof").join(name).exists(), "{name}");
    }
    // A verifier needs the manifest alone.
    let verify = with(&VERIFY, "keys/verification_key.json", "known/manifest.json");
    fs::create_dir(scratch.path("known")).unwrap();
    fs::copy(scratch.path("keys/manifest.json"), scratch.path("known/manifest.json")).unwrap();
    let verified = done(&scratch, &verify).out;
    for expected in ["6 events in 4 chunks", "slot 0 to slot 39", CONTEXT, "made by nobody", "not proved"] {
        assert!(verified.contains(expected), "{expected:?} is missing in\n{verified}");
    }
    let verify = with(&VERIFY, "keys/verification_key.json", "keys/manifest.json");
    let verified = object(&done(&scratch, &[&verify[..], &["--json"]].concat()).out);
    assert_eq!((&verified["setup"], &verified["verified"]), (&"transparent".into(), &true.into()));
    fails(&scratch, &with(&verify, CONTEXT, "contract 8"), 1, "for another context than");
    fails(&scratch, &[&verify[..], &["--epsilon-ppm", "1"]].concat(), 2, "--epsilon-ppm says nothing about");
    fs::copy(scratch.path("proof/chunk-000002/proof.bin"), scratch.path("proof/chunk-000003/proof.bin")).unwrap();
    fails(&scratch, &verify, 1, "chunk 3: the proof is not one of this key");
    fs::remove_dir_all(scratch.path("proof/chunk-000003")).unwrap();
    fails(&scratch, &verify, 1, "chunk 2, the last one, does not tell");
    for (directory, format) in [("keys", "r1cs"), ("proof", "solidity"), ("proof/chunk-000001", "calldata")] {
        fails(&scratch, &["export-proof", directory, format, "-o", "e"], 2, "setup --backend groth16");
    }
}

#[test]
fn a_ledger_of_one_proof_system_is_not_taken_for_one_of_the_other() {
    let scratch = proved();
    done(&scratch, &[&with(&SETUP, "keys", "halo2")[..], &["--backend", "halo2"]].concat());
    fails(
        &scratch,
        &with(&with(&PROVE, "keys", "halo2"), "proof", "new"),
        2,
        "for the backend groth16, the keys are for halo2-ipa-vesta",
    );
    done(&scratch, &["commit", "market.json", "--keys", "halo2", "-o", "other"]);
    let other = with(&VERIFY, "keys/verification_key.json", "halo2/manifest.json");
    fails(&scratch, &other, 2, "the keys are for halo2-ipa-vesta");
    let other = with(&other, "market/commitment.json", "other/commitment.json");
    fails(&scratch, &other, 1, "is a proof of groth16");
    let prove = with(&with(&PROVE, "keys", "halo2"), "market/opening.secret.json", "other/opening.secret.json");
    done(&scratch, &with(&prove, "proof", "transparent"));
    fails(&scratch, &with(&VERIFY, "proof", "transparent"), 1, "is a proof of halo2");
}

#[test]
fn a_ledger_goes_on_from_a_stored_state() {
    let scratch = committed();
    let lines: Vec<&str> = EVENTS.lines().collect();
    scratch.write("events.jsonl", &lines[..4].join("\n"));
    done(&scratch, &PROVE);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(scratch.path("proof/state.secret.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let state = object(&done(&scratch, &[&VERIFY[..], &["--json"]].concat()).out)["state"].as_str().unwrap().to_owned();
    scratch.write("events.jsonl", &lines[4..].join("\n"));
    let resumed = [&with(&PROVE, "proof", "later")[..], &["--resume", "proof/state.secret.json"]].concat();
    done(&scratch, &resumed);
    let later = with(&VERIFY, "proof", "later");
    let verified = done(&scratch, &[&later[..], &["--after", &state]].concat()).out;
    for expected in ["6 events in 2 more chunks", "slot 0 to slot 39", &state] {
        assert!(verified.contains(expected), "{expected:?} is missing in\n{verified}");
    }
    fails(&scratch, &later, 1, "does not begin with an empty ledger");
    fails(&scratch, &[&VERIFY[..], &["--after", &state]].concat(), 1, "does not begin with the state to go on from");
    fails(&scratch, &[&later[..], &["--after", "x"]].concat(), 2, "--after");
    // What was used before counts: 20 in slot 0, and 34 in slot 1.
    let over = r#"{"time_ms": 1999, "payer": "ann", "offer": "box", "usage": {}, "price": 11}"#;
    scratch.write("events.jsonl", over);
    fails(&scratch, &with(&resumed, "later", "new"), 1, "line 1: in slot 1: box: spending in any 2 slots: 65 of 60");
    done(&scratch, &["commit", "market.json", "--keys", "keys", "-o", "again"]);
    let other = with(&with(&resumed, "later", "new"), "market/opening.secret.json", "again/opening.secret.json");
    fails(&scratch, &other, 1, "none of a ledger of this commitment");
    scratch.write("state.json", "{}");
    fails(&scratch, &with(&with(&resumed, "later", "new"), "proof/state.secret.json", "state.json"), 2, "state.json");
}
