//! Keys of halo2: everybody computes the same ones, and no others are taken.

use crate::backend::generators;
use crate::{Kept, MARKET, market};
use apportion_circuits::compliance::{Halo2, OtherStatement, TransparentError};
use apportion_circuits::halo2::{KeyError, Manifest, Parameters, ParametersError, Setup};
use apportion_circuits::{Claim, Keys, Verifier};

fn manifest() -> Manifest {
    Halo2::keys().manifest().clone()
}

fn refusal(manifest: &Manifest) -> TransparentError {
    let refused = Verifier::transparent(manifest, generators).unwrap_err();
    let also = Keys::recomputed(manifest.clone(), generators).unwrap_err();
    assert_eq!(refused.to_string(), also.to_string());
    refused
}

#[test]
fn everybody_computes_the_same_manifest() {
    let manifest = manifest();
    let again = Keys::transparent(Claim::Compliance, &market(MARKET).0, generators).unwrap();
    assert_eq!(*again.manifest(), manifest);
    assert_eq!(Manifest::from_json(manifest.to_json().as_bytes()).unwrap(), manifest);
    assert_eq!((manifest.statement.as_str(), manifest.setup), ("compliance", Setup::Transparent));
    assert_eq!(manifest.public_inputs, ["context", "allocation", "market"]);
    assert!(!manifest.not_covered.is_empty());
    Keys::recomputed(manifest, generators).unwrap();
}

#[test]
fn a_manifest_that_states_another_key_is_refused() {
    let other = Manifest { verifying_key: "00".repeat(32).parse().unwrap(), ..manifest() };
    assert!(matches!(
        refusal(&other),
        TransparentError::Key(KeyError::Unexpected { expected, .. }) if expected == other.verifying_key
    ));
}

#[test]
fn a_manifest_whose_parameters_were_changed_is_refused() {
    for name in ["tasks", "options", "price_bits"] {
        let mut other = manifest();
        *other.parameters.get_mut(name).unwrap() += 1;
        assert!(matches!(refusal(&other), TransparentError::Key(KeyError::Unexpected { .. })), "{name}");
    }
    let mut fewer = manifest();
    fewer.parameters.remove("tasks");
    assert!(matches!(refusal(&fewer), TransparentError::Manifest(OtherStatement::Parameters(_))));
    let kindness = Manifest { statement: "kindness".into(), ..manifest() };
    assert!(matches!(refusal(&kindness), TransparentError::Manifest(OtherStatement::Statement { .. })));
}

#[test]
fn another_number_of_rows_is_refused_before_generators_are_computed() {
    let larger = Manifest { k: 17, ..manifest() };
    let untouched = |_| -> Result<Parameters, ParametersError> { unreachable!("the circuit has fewer rows") };
    let refused = Verifier::transparent(&larger, untouched).unwrap_err();
    assert!(matches!(refused, TransparentError::Rows { stated: 17, .. }));
}

#[test]
fn generators_of_another_size_are_refused() {
    let manifest = manifest();
    let refused = Verifier::transparent(&manifest, |k| generators(k - 1)).unwrap_err();
    assert!(matches!(refused, TransparentError::Key(KeyError::Size { circuit, .. }) if circuit == manifest.k));
}
