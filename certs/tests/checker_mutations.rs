//! Whatever is done to a certificate or an allocation, what the checker accepts is true.

mod vectors_support;

use apportion_certs::{Allocation, Certificate, Node, check};
use apportion_lattice::Market;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;
use vectors_support::mutation::{certified, change};
use vectors_support::truth::holds;

fn accepted_only_if_true(
    market: &Market,
    allocation: &Allocation,
    certificate: &Certificate,
) -> Result<(), TestCaseError> {
    match check(market, allocation, certificate) {
        Ok(checked) => {
            let verdict = holds(market, &checked);
            prop_assert!(
                verdict.is_ok(),
                "{:?}\n{:?}\n{}",
                verdict,
                certificate,
                String::from_utf8_lossy(&market.canonical_json())
            );
            Ok(())
        }
        Err(_) => Ok(()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, max_global_rejects: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn true_claims_are_accepted((market, certificate) in certified()) {
        let allocation = Allocation::render(&market, &certificate);
        let checked = check(&market, &allocation, &certificate);
        prop_assert!(checked.is_ok(), "{:?}\n{:?}\n{}", checked.err(), certificate, String::from_utf8_lossy(&market.canonical_json()));
        prop_assert_eq!(Ok(()), holds(&market, &checked.expect("accepted")));
        prop_assert_eq!(Certificate::from_bytes(&certificate.to_bytes()), Ok(certificate));
    }

    #[test]
    fn changed_fields_are_refused_or_true((market, mut certificate) in certified(), changes in prop::collection::vec(change(), 1..4)) {
        let allocation = Allocation::render(&market, &certificate);
        let original = certificate.clone();
        let made = changes.into_iter().filter_map(|change| change.apply(&mut certificate)).count();
        prop_assume!(made > 0 && certificate != original);
        accepted_only_if_true(&market, &Allocation::render(&market, &certificate), &certificate)?;
        // The file on disk still states the original claim; it stands or falls with the new one.
        if original.claim != certificate.claim {
            prop_assert!(check(&market, &allocation, &certificate).is_err());
        }
    }

    #[test]
    fn changed_bytes_are_refused_or_true(
        (market, certificate) in certified(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0u8..3, prop_oneof![Just(1u8), Just(255), any::<u8>()]), 1..3),
    ) {
        let mut bytes = certificate.to_bytes();
        for (place, kind, by) in changes {
            // The head only decides which market is meant.
            let place = 36 + place.index(bytes.len() - 36);
            match kind {
                0 => bytes[place] = bytes[place].wrapping_add(by),
                1 => bytes.insert(place, by),
                _ => drop(bytes.remove(place)),
            }
            prop_assume!(bytes.len() > 36);
        }
        prop_assume!(bytes != certificate.to_bytes());
        let Ok(changed) = Certificate::from_bytes(&bytes) else { return Ok(()) };
        prop_assert_ne!(&changed, &certificate, "two byte strings of one certificate");
        accepted_only_if_true(&market, &Allocation::render(&market, &changed), &changed)?;
    }

    /// The allocation is a rendering: whatever else it says is refused.
    #[test]
    fn changed_allocations_are_refused((market, certificate) in certified(), place in any::<prop::sample::Index>(), to in 0u8..10) {
        let text = Allocation::render(&market, &certificate).to_json();
        let digits: Vec<usize> = text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()).map(|(at, _)| at).collect();
        let at = digits[place.index(digits.len())];
        let changed = [&text[..at], &to.to_string(), &text[at + 1..]].concat();
        prop_assume!(changed != text);
        if let Ok(allocation) = Allocation::from_json(&changed) {
            prop_assert!(check(&market, &allocation, &certificate).is_err(), "{}", changed);
        }
    }
}

/// What is mutated holds steps of every kind, and some changes leave a true claim: neither side of the laws above is empty.
#[test]
fn the_material_is_varied() {
    let mut runner = TestRunner::deterministic();
    let (mut kinds, mut still_accepted, mut derived) = (BTreeSet::new(), 0, 0);
    for _ in 0..400 {
        let (market, mut certificate) = certified().new_tree(&mut runner).expect("a certificate").current();
        kinds.extend(certificate.proofs.iter().flatten().map(|node| match node {
            Node::Bound(_) => "bound",
            Node::SplitOffers(_) => "split by offers",
            Node::SplitAt(..) => "split at cuts",
            Node::Overload(_) => "overload",
            Node::Exhausted(_) => "exhausted",
            Node::Reduce(_) => "reduce",
            Node::Knapsack(_) => "knapsack",
            Node::KnapsackReduce(_) => "knapsack reduce",
            Node::Isolate(..) => "isolate",
        }));
        derived += usize::from(!certificate.lemmas.is_empty());
        let original = certificate.clone();
        let changed = change().new_tree(&mut runner).expect("a change").current().apply(&mut certificate).is_some();
        let allocation = Allocation::render(&market, &certificate);
        still_accepted +=
            usize::from(changed && certificate != original && check(&market, &allocation, &certificate).is_ok());
    }
    assert_eq!(kinds.len(), 9, "{kinds:?}");
    assert!(derived > 50, "{derived} certificates with lemmas");
    assert!(still_accepted >= 4, "{still_accepted} changed certificates accepted");
}
