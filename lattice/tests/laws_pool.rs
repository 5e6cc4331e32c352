//! Pools of offers: replicas that heard the same updates agree, whatever the network did.

use apportion_lattice::laws;
use apportion_lattice::order::{JoinSemilattice, Poset};
use apportion_lattice::pool::{Entry, Listing, Pool, PoolError, Version};
use proptest::prelude::*;

type Offers = Pool<u8, u8>;

fn entries() -> Vec<Entry<u8>> {
    let listings = [Listing::Offered(0), Listing::Offered(1), Listing::Withdrawn];
    [1, 2].into_iter().flat_map(|version| listings.clone().map(|listing| entry(version, listing))).collect()
}

fn entry(version: u64, listing: Listing<u8>) -> Entry<u8> {
    Entry { version: Version::new(version), listing }
}

fn cube() -> Vec<Offers> {
    let options: Vec<Option<Entry<u8>>> =
        [None].into_iter().chain(entries().into_iter().step_by(2).map(Some)).collect();
    let pairs = options.iter().flat_map(|a| options.iter().map(move |b| [(0, a.clone()), (1, b.clone())]));
    pairs.map(|pair| pair.into_iter().filter_map(|(id, entry)| Some((id, entry?))).collect()).collect()
}

#[test]
fn laws_hold_on_a_cube() {
    laws::chain(&entries()).unwrap();
    laws::join_semilattice(&entries()).unwrap();
    laws::join_semilattice(&cube()).unwrap();
    laws::lower_bounded(&cube()).unwrap();
    laws::delivery_is_irrelevant(&cube()).unwrap();
    assert!(laws::chain(&cube()).is_err());
}

fn arbitrary_pool() -> impl Strategy<Value = Offers> {
    let listing = prop_oneof![3 => (0..4u8).prop_map(Listing::Offered), 1 => Just(Listing::Withdrawn)];
    let entry = (1..4u64, listing).prop_map(|(version, listing)| entry(version, listing));
    prop::collection::vec((0..4u8, entry), 0..6).prop_map(|entries| entries.into_iter().collect())
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Offer { replica: usize, id: u8, terms: u8 },
    Withdraw { replica: usize, id: u8 },
    Merge { from: usize, into: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let replica = 0..3usize;
    prop_oneof![
        (replica.clone(), 0..4u8, 0..3u8).prop_map(|(replica, id, terms)| Step::Offer { replica, id, terms }),
        (replica.clone(), 0..4u8).prop_map(|(replica, id)| Step::Withdraw { replica, id }),
        (replica.clone(), replica).prop_map(|(from, into)| Step::Merge { from, into }),
    ]
}

fn apply(replicas: &mut [Offers; 3], step: Step) {
    match step {
        Step::Offer { replica, id, terms } => {
            replicas[replica].offer(id, terms).unwrap();
            assert_eq!(replicas[replica].entry(&id).unwrap().listing, Listing::Offered(terms));
        }
        Step::Withdraw { replica, id } => match replicas[replica].withdraw(&id) {
            Ok(_) => assert_eq!(replicas[replica].entry(&id).unwrap().listing, Listing::Withdrawn),
            Err(error) => assert_eq!(error, PoolError::NeverOffered { id }),
        },
        Step::Merge { from, into } => {
            let other = replicas[from].clone();
            replicas[into].merge(&other);
        }
    }
}

proptest! {
    #[test]
    fn laws_hold_anywhere(samples in prop::array::uniform3(arbitrary_pool())) {
        laws::join_semilattice(&samples)?;
        laws::lower_bounded(&samples)?;
        laws::delivery_is_irrelevant(&samples)?;
    }

    #[test]
    fn replicas_only_go_up_and_converge(steps in prop::collection::vec(step(), 0..40)) {
        let mut replicas = [Offers::new(), Offers::new(), Offers::new()];
        for step in steps {
            let before = replicas.clone();
            apply(&mut replicas, step);
            for (before, after) in before.iter().zip(&replicas) {
                laws::update_is_inflationary(before, after)?;
            }
        }
        laws::join_semilattice(&replicas)?;
        laws::delivery_is_irrelevant(&replicas)?;
        let forwards = replicas[0].join(&replicas[1]).join(&replicas[2]);
        let backwards = replicas[2].join(&replicas[1]).join(&replicas[0]);
        prop_assert_eq!(forwards.snapshot(), backwards.snapshot());
    }

    #[test]
    fn receiving_entries_is_merging(a in arbitrary_pool(), b in arbitrary_pool()) {
        let mut heard = a.clone();
        for (id, entry) in b.entries() {
            heard.receive(*id, entry.clone());
        }
        prop_assert_eq!(heard, a.join(&b));
    }
}

#[test]
fn a_withdrawal_survives_older_versions() {
    let mut seller = Pool::new();
    seller.offer("gpu", 10).unwrap();
    let old = seller.clone();
    assert_eq!(seller.withdraw(&"gpu"), Ok(Version::new(2)));
    seller.merge(&old);
    assert!(seller.snapshot().is_empty());
    let mut broker = old;
    broker.merge(&seller);
    assert!(broker.snapshot().is_empty());
    assert_eq!(broker, seller);
}

#[test]
fn an_offer_may_return_after_its_withdrawal() {
    let mut seller = Pool::new();
    seller.offer("gpu", 10).unwrap();
    seller.withdraw(&"gpu").unwrap();
    let withdrawn = seller.clone();
    assert_eq!(seller.offer("gpu", 10), Ok(Version::new(3)));
    seller.merge(&withdrawn);
    assert_eq!(seller.snapshot(), [10]);
}

#[test]
fn one_version_with_two_contents_converges() {
    let mut here = Pool::new();
    let mut there = Pool::new();
    here.offer("gpu", 10).unwrap();
    there.offer("gpu", 20).unwrap();
    assert_eq!(here.join(&there), there.join(&here));
    assert_eq!(here.join(&there).snapshot(), [20]);
    // A withdrawal wins against terms of its own version.
    here.withdraw(&"gpu").unwrap();
    there.offer("gpu", 30).unwrap();
    assert_eq!(here.entry("gpu").unwrap().version, there.entry("gpu").unwrap().version);
    assert!(here.join(&there).snapshot().is_empty());
}

#[test]
fn what_changes_nothing_takes_no_version() {
    let mut pool = Pool::new();
    assert_eq!(pool.offer("gpu", 10), Ok(Version::FIRST));
    assert_eq!(pool.offer("gpu", 10), Ok(Version::FIRST));
    assert_eq!(pool.withdraw(&"gpu"), Ok(Version::new(2)));
    assert_eq!(pool.withdraw(&"gpu"), Ok(Version::new(2)));
}

#[test]
fn updates_that_cannot_be_made_are_refused_and_change_nothing() {
    let mut pool: Pool<&str, u8> = Pool::new();
    assert_eq!(pool.withdraw(&"gpu"), Err(PoolError::NeverOffered { id: "gpu" }));
    let last = Entry { version: Version::LAST, listing: Listing::Offered(1) };
    pool.receive("gpu", last.clone());
    assert_eq!(pool.offer("gpu", 2), Err(PoolError::VersionsExhausted { id: "gpu" }));
    assert_eq!(pool.withdraw(&"gpu"), Err(PoolError::VersionsExhausted { id: "gpu" }));
    assert_eq!(pool.entry("gpu"), Some(&last));
}

#[test]
fn a_snapshot_is_in_the_order_of_ids() {
    let mut pool = Pool::new();
    for (id, terms) in [("c", 3), ("a", 1), ("b", 2), ("d", 4)] {
        pool.offer(id, terms).unwrap();
    }
    pool.withdraw(&"b").unwrap();
    assert_eq!(pool.snapshot(), [1, 3, 4]);
    assert_eq!(pool.entries().len(), 4);
    assert!(Pool::new().leq(&pool));
}
