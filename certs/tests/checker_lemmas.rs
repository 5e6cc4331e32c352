//! Lemmas: what the checker accepts holds for every feasible allocation, and bounds that hold for every selection are accepted.

mod vectors_support;

use apportion_certs::check::{LemmaFault, Limits, check_within};
use apportion_certs::program::{Lemma, LevelCosts, Multipliers, ObjectiveWeight, Program, RowIndex};
use apportion_certs::{Allocation, Certificate, Claim, Node, Reject, check};
use apportion_lattice::testing::generate::{self, Profile};
use apportion_lattice::{Market, TaskIndex};
use proptest::prelude::*;
use vectors_support::lemmas;
use vectors_support::mutation::{Change, lemma_change};

/// A certificate that proves a weak bound by the objective alone, and names every lemma on the way; `None` if every bound is 0.
fn naming(market: &Market, lemmas: Vec<Lemma>) -> Option<Certificate> {
    let program = Program::new(market);
    let least = LevelCosts::new(&program, 0).granularity.base;
    // The weight makes up for the bounds of lemmas, which are small here.
    let rows = (0..lemmas.len() as u32).map(|lemma| (program.lemma_row(lemma), 1)).collect();
    let entry = Multipliers { objective: ObjectiveWeight::PowerOfTwo(40), rows };
    let levels = market.levels().len();
    let bounds = [vec![least], vec![0; levels - 1]].concat();
    let proofs = [vec![vec![Node::Bound(0)]], vec![vec![]; levels - 1]].concat();
    let claim = Claim::Unknown { bounds };
    let certificate =
        Certificate { market: market.hash(), claim, pool: vec![entry], lemmas, knapsacks: vec![], proofs };
    (least > 0).then_some(certificate)
}

fn verdict(market: &Market, certificate: &Certificate) -> Result<(), Reject> {
    check(market, &Allocation::render(market, certificate), certificate).map(drop)
}

fn drawn() -> impl Strategy<Value = (Market, Vec<Lemma>)> {
    let profile = prop::sample::select(vec![Profile::small(), Profile::required(), Profile::tight()]);
    (any::<u64>(), profile, any::<u64>()).prop_map(|(seed, profile, mut state)| {
        let market = generate::market(seed, &Profile { tasks: 2..=4, options_max: 4, ..profile });
        let lemmas = lemmas::draw(&Program::new(&market), &mut |below| {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            (state >> 33) as usize % below
        });
        (market, lemmas)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, max_global_rejects: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lemmas_that_hold_for_every_selection_are_accepted((market, lemmas) in drawn()) {
        let program = Program::new(&market);
        prop_assert!(lemmas.iter().all(|lemma| lemmas::holds(&program, lemma)));
        let Some(certificate) = naming(&market, lemmas) else { return Ok(()) };
        prop_assert_eq!(verdict(&market, &certificate), Ok(()));
    }

    #[test]
    fn a_bound_below_the_largest_selection_is_refused((market, mut lemmas) in drawn(), at in any::<prop::sample::Index>()) {
        let program = Program::new(&market);
        prop_assume!(!lemmas.is_empty());
        let at = at.index(lemmas.len());
        let largest = lemmas::largest(&program, &lemmas[..at], &lemmas[at]);
        prop_assume!(largest > 0);
        lemmas[at].bound = largest - 1;
        prop_assume!(!lemmas[..at].contains(&lemmas[at]));
        let Some(certificate) = naming(&market, lemmas) else { return Ok(()) };
        prop_assert_eq!(verdict(&market, &certificate), Err(Reject::Lemma { lemma: at as u32, fault: LemmaFault::Search }));
    }

    #[test]
    fn changed_lemmas_are_refused_or_hold((market, lemmas) in drawn(), changes in prop::collection::vec(lemma_change(), 1..3)) {
        let Some(mut certificate) = naming(&market, lemmas) else { return Ok(()) };
        let made = changes.into_iter().filter_map(|change: Change| change.apply(&mut certificate)).count();
        prop_assume!(made > 0);
        if verdict(&market, &certificate).is_ok() {
            let program = Program::new(&market);
            prop_assert!(certificate.lemmas.iter().all(|lemma| lemmas::holds(&program, lemma)), "{:?}", certificate);
        }
    }
}

/// Three tasks on one offer with room for two of them.
fn crowded(demands: [u64; 3], room: u64) -> Market {
    let task = |(at, demand): (usize, &u64)| {
        format!(r#"{{"id":"t{at}","payer":"a","demand":{{"cpu":{demand}}},"penalty":1,"required":true}}"#)
    };
    let tasks: Vec<String> = demands.iter().enumerate().map(task).collect();
    let file = format!(
        r#"{{"version":1,"resources":[{{"name":"cpu","unit":"core"}}],"payers":[{{"id":"a"}}],
        "offers":[{{"id":"o","capacity":{{"cpu":{room}}},"price_fixed":1}}],"tasks":[{}]}}"#,
        tasks.join(",")
    );
    Market::from_json(&file).expect("a valid market")
}

/// "At most two of three", with the largest multiplier that keeps the price test exact: it holds in 256 bits, and fails with one more.
#[test]
fn wide_numbers_are_exact() {
    let large = (1u64 << 62) + 1;
    let market = crowded([large; 3], (1 << 63) - 1);
    let lemma = |exponent, multiplier, coefficient, bound| Lemma {
        multipliers: Multipliers {
            objective: ObjectiveWeight::PowerOfTwo(exponent),
            rows: vec![(RowIndex(0), multiplier)],
        },
        tasks: (0..3).map(|task| (TaskIndex::new(task), vec![(0, coefficient)])).collect(),
        bound,
    };
    let coefficient = (1u64 << 63) - 1;
    for (exponent, multiplier) in [(0, 1), (62, (1 << 120) - 1), (62, 1), (0, (1 << 120) - 1)] {
        let certificate =
            |bound| naming(&market, vec![lemma(exponent, multiplier, coefficient, bound)]).expect("costs");
        // One of the three fits, two do not.
        assert_eq!(lemma_verdict(&market, &certificate(coefficient.into())), None);
        let refused = lemma_verdict(&market, &certificate(u128::from(coefficient) - 1));
        assert_eq!(refused, Some(LemmaFault::Search), "{exponent} {multiplier}");
    }
}

/// What is wrong with lemma 0. The bounds here are too large for [`naming`] to close its node.
fn lemma_verdict(market: &Market, certificate: &Certificate) -> Option<LemmaFault> {
    match verdict(market, certificate) {
        Err(Reject::Lemma { lemma: 0, fault }) => Some(fault),
        Ok(()) | Err(Reject::Node { .. }) => None,
        Err(other) => panic!("{other}"),
    }
}

/// A lemma whose search visits every selection stops at the limit, and one whose table is too large is not begun.
#[test]
fn limits_of_searches_are_kept_and_named() {
    let market = crowded([3, 4, 5], 8);
    let lemma = Lemma {
        multipliers: Multipliers { objective: ObjectiveWeight::PowerOfTwo(0), rows: vec![(RowIndex(0), 1)] },
        tasks: (0..3).map(|task| (TaskIndex::new(task), vec![(0, 1 << 20)])).collect(),
        bound: 2 << 20,
    };
    let certificate = naming(&market, vec![lemma]).expect("costs");
    let allocation = Allocation::render(&market, &certificate);
    let within = |limits| check_within(&market, &allocation, &certificate, limits).map(drop);
    let defaults = Limits::default();
    assert_eq!(within(defaults), Ok(()));
    assert_eq!(within(Limits { evaluations_max: 4, ..defaults }), Err(Reject::Limit(4)));
    assert_eq!(within(Limits { table_bytes_max: 40, ..defaults }), Err(Reject::Memory(40)));
}
