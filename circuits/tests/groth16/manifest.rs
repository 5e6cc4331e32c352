use crate::support::{NUMBERS, fixture};
use apportion_circuits::groth16::{
    Curve, Manifest, ManifestError, ManifestVersion, ProvingKey, Reason, Setup, Verifier,
};
use apportion_circuits::testing::constraints;

fn manifest(setup: Setup) -> Manifest {
    let fixture = fixture();
    Manifest {
        version: ManifestVersion,
        made_by: "apportion-circuits 0.1.0".into(),
        curve: Curve::Bn254,
        statement: "total".into(),
        parameters: [("numbers".to_string(), NUMBERS as u64)].into(),
        public_inputs: vec!["total".into(), "context".into()],
        constraints: constraints(NUMBERS).len() as u64,
        circuit: constraints(NUMBERS).hash(),
        verifying_key: fixture.verifying.hash(),
        proving_key: ProvingKey::hash_of(&fixture.key.to_bytes()),
        setup,
        not_covered: vec!["Who chose the numbers.".into()],
    }
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
        ("\"statement\": \"total\",", ""),
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
