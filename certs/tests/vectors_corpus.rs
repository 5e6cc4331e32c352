//! What the stored corpus holds: every status at every number of levels with every feature, often enough and with proofs worth the name.

mod vectors_support;

use apportion_certs::{Certificate, Status};
use apportion_lattice::Market;
use std::collections::BTreeMap;
use vectors_support::matters::{Feature, features};
use vectors_support::vector::accepted;

/// Vectors for each status, number of levels and feature.
const LEAST: usize = 50;
/// Among them, those whose trees have three nodes or more together: one in this many.
const BRANCHING: usize = 5;

#[derive(Default)]
struct Tally {
    vectors: usize,
    branching: usize,
}

#[test]
fn every_status_level_and_feature_occurs_often_enough() {
    let mut tallies: BTreeMap<(&str, usize, Feature), Tally> = BTreeMap::new();
    let mut unknown = 0;
    for vector in accepted().into_iter().flat_map(|(_, vectors)| vectors) {
        let market = Market::from_json(&vector.market).expect("a valid market");
        let certificate = Certificate::from_bytes(&vector.certificate).expect("canonical bytes");
        let nodes: usize = certificate.proofs.iter().map(Vec::len).sum();
        let status = certificate.claim.status();
        unknown += usize::from(status == Status::Unknown);
        for feature in features(&market) {
            let tally = tallies.entry((status.name(), market.levels().len(), feature)).or_default();
            tally.vectors += 1;
            tally.branching += usize::from(nodes >= 3);
        }
    }
    for status in [Status::Optimal, Status::Feasible, Status::Infeasible] {
        for levels in 1..=3 {
            for feature in Feature::ALL {
                let tally = tallies.remove(&(status.name(), levels, feature)).unwrap_or_default();
                let place = format!("{status}, {levels} levels, {feature:?}");
                assert!(tally.vectors >= LEAST, "{place}: {} vectors", tally.vectors);
                assert!(
                    tally.branching * BRANCHING >= tally.vectors,
                    "{place}: {} of {} branch",
                    tally.branching,
                    tally.vectors
                );
            }
        }
    }
    assert!(unknown >= LEAST, "{unknown} of unknown");
}

/// Files are named after what they hold, one vector a line, in canonical form and small.
#[test]
fn files_hold_what_their_names_say() {
    let mut size = 0;
    for (name, vectors) in accepted() {
        for vector in vectors {
            size += vector.to_json().len();
            let market = Market::from_json(&vector.market).expect("a valid market");
            assert_eq!(market.canonical_json(), vector.market.as_bytes(), "{}", vector.place);
            let Some((status, levels)) = name.strip_suffix("-levels").and_then(|name| name.split_once('-')) else {
                continue;
            };
            let certificate = Certificate::from_bytes(&vector.certificate).expect("canonical bytes");
            assert_eq!(certificate.claim.status().name(), status, "{}", vector.place);
            assert_eq!(market.levels().len().to_string(), levels, "{}", vector.place);
        }
    }
    assert!(size < 3_000_000, "the corpus has grown to {size} bytes");
}
