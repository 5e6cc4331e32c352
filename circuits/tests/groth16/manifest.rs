use crate::support::{NUMBERS, fixture};
use apportion_circuits::groth16::{Manifest, ManifestError, ManifestMismatch, Reason, Setup, Verifier, setup_seeded};
use apportion_circuits::testing::{Total, constraints};

fn manifest(setup: Setup) -> Manifest {
    Manifest { setup, ..fixture().manifest() }
}

#[test]
fn a_manifest_describes_its_circuit_and_key_alone() {
    let fixture = fixture();
    let (manifest, key) = (fixture.manifest(), &fixture.key);
    assert_eq!((manifest.constraints, manifest.setup), (197, Setup::DevInsecure));
    assert_eq!(manifest.check(&constraints(NUMBERS), key), Ok(()));

    let larger = constraints(NUMBERS + 1);
    let mismatch = ManifestMismatch::Circuit { found: larger.hash(), stated: manifest.circuit };
    assert_eq!(manifest.check(&larger, key), Err(mismatch));

    let other = setup_seeded(Total::of(NUMBERS, 0), [9; 32]).expect("a setup");
    let (found, stated) = (other.verifying_key().hash(), manifest.verifying_key);
    let mismatch = ManifestMismatch::VerifyingKey { found, stated };
    assert_eq!(manifest.check(&constraints(NUMBERS), &other), Err(mismatch));

    let flattering = Manifest { setup: Setup::Ceremony, ..manifest.clone() };
    let mismatch = ManifestMismatch::Setup { found: Setup::DevInsecure, stated: Setup::Ceremony };
    assert_eq!(flattering.check(&constraints(NUMBERS), key), Err(mismatch));

    let nameless = Manifest { public_inputs: Vec::new(), ..manifest };
    let mismatch = ManifestMismatch::Inputs { found: 2, stated: 0 };
    assert_eq!(nameless.check(&constraints(NUMBERS), key), Err(mismatch));
}

#[test]
fn a_manifest_survives_its_json() {
    for setup in [Setup::DevInsecure, Setup::SingleParty, Setup::Ceremony] {
        let manifest = manifest(setup);
        assert_eq!(Manifest::from_json(manifest.to_json().as_bytes()), Ok(manifest));
    }
}

#[test]
fn insecure_setups_are_refused_unless_asked_for() {
    use Setup::{Ceremony, DevInsecure, SingleParty};
    for (found, demanded) in [(DevInsecure, SingleParty), (DevInsecure, Ceremony), (SingleParty, Ceremony)] {
        let refused = Verifier::of_manifest(&manifest(found), demanded).map(|_| ());
        assert_eq!(refused, Err(Reason::InsecureSetup { found, demanded }));
    }
    for (found, demanded) in [(DevInsecure, DevInsecure), (SingleParty, SingleParty), (Ceremony, SingleParty)] {
        let fixture = fixture();
        let verifier = Verifier::of_manifest(&manifest(found), demanded).expect("as good as demanded");
        assert_eq!(verifier.verify(&fixture.verifying, &fixture.proof, &fixture.inputs), Ok(()));
    }
}

#[test]
fn manifests_with_defects_are_refused() {
    let good = manifest(Setup::Ceremony).to_json();
    let defects = [
        ("\"version\": 1", "\"version\": 2"),
        ("\"version\": 1", "\"version\": 1, \"version\": 1"),
        ("\"version\": 1", "\"version\": 1, \"extra\": 1"),
        ("\"bn254\"", "\"bls12-381\""),
        ("\"ceremony\"", "\"trusted\""),
        ("\"numbers\": 3", "\"numbers\": 3.0"),
        ("\"numbers\": 3", "\"numbers\": -3"),
        ("\"numbers\": 3", "\"numbers\": 3, \"numbers\": 4"),
        ("\"statement\": \"test-total\",", ""),
        ("\"verifying_key_hash\": \"", "\"verifying_key_hash\": \"0"),
    ];
    for (from, to) in defects {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from} stands in the manifest");
        assert!(matches!(Manifest::from_json(bad.as_bytes()), Err(ManifestError::Malformed(_))), "{to}");
    }
    let long = vec![b' '; Manifest::BYTES_MAX + 1];
    let error = ManifestError::TooLong { found: long.len(), most: Manifest::BYTES_MAX };
    assert_eq!(Manifest::from_json(&long), Err(error));
}
