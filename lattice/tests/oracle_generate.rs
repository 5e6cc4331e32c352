//! The generators: the same market for ever, every feature often, every condition violated often, and files that survive a round trip.

use apportion_lattice::market::Market;
use apportion_lattice::testing::generate::{
    AllocationKind, Feature, Features, GapKind, Profile, allocation_market, exact_money, gap, market, market_json,
    mrgap, timed_market,
};
use apportion_lattice::testing::oracle::{Violation, eligible, feasible, optimum, options};
use std::collections::BTreeMap;

const SEEDS: u64 = 1_000;

#[test]
fn every_feature_is_used_often() {
    let mut counts = BTreeMap::new();
    for seed in 0..SEEDS {
        let used = Features::used_by(&market(seed, &Profile::small()));
        for &feature in Feature::ALL {
            *counts.entry(feature).or_insert(0u32) += u32::from(used.contains(feature));
        }
    }
    let rare = counts.iter().filter(|(_, count)| **count < 60).collect::<Vec<_>>();
    assert!(rare.is_empty(), "of {SEEDS} markets: {rare:?}");
    // None is in all markets either, so that absence is tried too.
    let everywhere = counts.iter().filter(|(_, count)| u64::from(**count) > SEEDS * 95 / 100).collect::<Vec<_>>();
    assert!(everywhere.is_empty(), "of {SEEDS} markets: {everywhere:?}");
}

#[test]
fn a_feature_that_is_off_is_not_used() {
    let by_chance = Features::of(&[Feature::Ties, Feature::AbsentCapacity, Feature::TaskSlots, Feature::ZeroDemand]);
    for seed in 0..200 {
        for off in [
            Feature::After,
            Feature::Window,
            Feature::Required,
            Feature::QuotePrice,
            Feature::PermitScopes,
            Feature::Budget,
        ] {
            let mut features = Features::all().without(Features::of(&[off]));
            if off == Feature::After {
                features = features.without(Features::of(&[Feature::AfterChain]));
            }
            let used = Features::used_by(&market(seed, &Profile { features, ..Profile::small() }));
            assert!(!used.contains(off), "seed {seed}: {off:?}");
        }
        let profile = Profile::assignment();
        let used = Features::used_by(&market(seed, &profile)).without(by_chance);
        let default_objective = Features::of(&[Feature::TermPrice, Feature::TermPenalty]);
        let unasked = used.without(profile.features).without(default_objective);
        assert_eq!(unasked, Features::NONE, "seed {seed}");
    }
}

/// Which definition is broken.
fn kind(violation: &Violation) -> &'static str {
    match violation {
        Violation::Length { .. } => "length",
        Violation::UnknownOffer { .. } => "offer",
        Violation::Ineligible { .. } => "ineligible",
        Violation::Start { .. } => "start",
        Violation::Capacity { .. } => "capacity",
        Violation::Total { .. } => "total",
        Violation::Horizon { .. } => "horizon",
        Violation::Interval { .. } => "interval",
        Violation::Window { .. } => "window",
        Violation::Budget { .. } => "budget",
        Violation::Needs { .. } => "needs",
        Violation::After { .. } => "after",
        Violation::Required { .. } => "required",
    }
}

#[test]
fn every_condition_decides_often() {
    let mut counts = BTreeMap::new();
    for seed in 0..SEEDS {
        let market = market(seed, &Profile::small());
        let choices = market.task_indices().map(|task| options(&market, task)).collect::<Vec<_>>();
        // Ten assignments in the manner of a simple congruential generator; the last ones assign all that they can.
        let mut state = seed;
        for round in 0..10 {
            let assignment = choices.iter().map(|options| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let choices = options.len() + usize::from(round < 5);
                let drawn = (state >> 33) as usize % choices.max(1);
                options.get(drawn).copied()
            });
            let verdict = feasible(&market, &assignment.collect::<Vec<_>>());
            *counts.entry(verdict.as_ref().map_or_else(kind, |()| "feasible")).or_insert(0) += 1;
        }
    }
    for (verdict, least) in [
        ("feasible", 1_000),
        ("capacity", 300),
        ("total", 100),
        ("horizon", 100),
        ("interval", 100),
        ("window", 100),
        ("budget", 100),
        ("needs", 100),
        ("after", 100),
        ("required", 100),
    ] {
        let count = counts.get(verdict).copied().unwrap_or(0);
        assert!(count >= least, "{verdict} decides {count} times: {counts:?}");
    }
}

#[test]
fn brute_force_suits_every_profile() {
    for (name, profile) in Profile::presets() {
        let (mut infeasible, mut assigned, mut left_out) = (0, 0, 0);
        for seed in 0..300 {
            let market = market(seed, &profile);
            for task in market.task_indices() {
                let most = profile.options_max.max(u32::try_from(market.offers().len()).unwrap());
                assert!(options(&market, task).len() <= most as usize, "{name}, seed {seed}");
            }
            match optimum(&market).unwrap_or_else(|error| panic!("{name}, seed {seed}: {error}")) {
                None => infeasible += 1,
                Some(best) => {
                    assert_eq!(feasible(&market, &best.assignment), Ok(()), "{name}, seed {seed}");
                    assigned += u32::from(best.assignment.iter().any(Option::is_some));
                    left_out += u32::from(best.assignment.iter().any(Option::is_none));
                }
            }
        }
        assert!(infeasible >= if name == "assignment" { 0 } else { 10 }, "{name}: {infeasible} infeasible");
        assert!(assigned >= 90 && left_out >= 30, "{name}: {assigned} with a run, {left_out} with a task left out");
    }
}

#[test]
fn files_survive_the_round_trip_with_their_hash() {
    for (name, profile) in Profile::presets() {
        for seed in 0..200 {
            let first = market(seed, &profile);
            assert_eq!(Market::from_json(&market_json(seed, &profile)).unwrap(), first, "{name}, seed {seed}");
            let canonical = first.canonical_json();
            let again = Market::from_json(core::str::from_utf8(&canonical).unwrap()).unwrap();
            assert_eq!((again.hash(), again.canonical_json()), (first.hash(), canonical), "{name}, seed {seed}");
            let rebuilt = Market::from_document(first.to_document()).unwrap();
            assert_eq!(rebuilt.hash(), first.hash(), "{name}, seed {seed}");
        }
    }
}

/// Recorded results name markets by seed: a change here makes every one of them speak of another market.
#[test]
fn a_seed_names_the_same_market_for_ever() {
    for (market, hash) in [
        (market(0, &Profile::small()), "c3f7b6a886a2f1e7990d5c06b91df88a04f1dc33df320c43da192f4a3c5e2a82"),
        (market(1, &Profile::large_numbers()), "5d4c94d747dfc1edc476b738eb987dd112488e673123a812194b56d5feca64f5"),
        (exact_money(0, 1_000_000_000), "96340ca9aec719d6b54e43d6c365d075bf49af87e7f9c1f59515bee3268304b9"),
        (gap(GapKind::A, 0, 4, 20), "c0ed65c3593a4f391a0e43bb1a0a549d1cea05384f882ba167c16ed559b12390"),
        (gap(GapKind::B, 0, 4, 20), "434e810e03db7486ba193bd54cdb368e1f609e3b996ad1fd00ffeb4428269bd2"),
        (gap(GapKind::E, 0, 5, 20), "77c858364856db7188428459621305a218fc13014390fcd51484b5bb49d4a5cf"),
        (mrgap(GapKind::D, 0, 5, 20, 4), "02d79b1f72df2d7023a158b7c69092b5f78d0311faf3afb3afe033f87f9d4d1f"),
        (
            timed_market(0, 50, 5, 24, AllocationKind::Base),
            "b315b7c61459df6f8647016a43bbc37732c47f5fa6df0aaad4ed9f64988f19fb",
        ),
        (
            allocation_market(0, 50, 5, AllocationKind::Base),
            "3c1d57911def5daa3ac589a62e207f24c91f24185ea2c3e42d97120477f2e011",
        ),
    ] {
        assert_eq!(market.hash().to_string(), hash);
    }
}

#[test]
fn other_seeds_make_other_markets() {
    let mut hashes = (0..200).map(|seed| market(seed, &Profile::small()).hash()).collect::<Vec<_>>();
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), 200);
}

#[test]
fn large_numbers_reach_far_beyond_what_a_double_holds() {
    let mut beyond = 0;
    for seed in 0..100 {
        let market = market(seed, &Profile::large_numbers());
        let prices = market.task_indices().flat_map(|task| market.runs(task).map(|(_, run)| run.price));
        beyond += u32::from(prices.into_iter().any(|price| price > 1 << 58));
    }
    assert!(beyond >= 50, "{beyond}");
}

#[test]
fn exact_money_keeps_its_magnitude() {
    for magnitude in [1_000_000, 1_000_000_000, 1_000_000_000_000, 1_000_000_000_000_000] {
        let market = exact_money(3, magnitude);
        assert_eq!((market.tasks().len(), market.offers().len()), (10, 3));
        let budget = market.payers()[0].budget.unwrap().nmic();
        assert!((10 * magnitude..90 * magnitude).contains(&budget));
        for task in market.task_indices() {
            let prices = market.runs(task).map(|(_, run)| run.price).collect::<Vec<_>>();
            assert_eq!(prices.len(), 3);
            assert!(
                prices
                    .iter()
                    .chain([&market.task(task).penalty])
                    .all(|price| (magnitude..=9 * magnitude).contains(price))
            );
        }
        let best = optimum(&market).unwrap().unwrap();
        // The budget decides: some task is left out although one of its prices is below its penalty.
        let left_out = market.task_indices().filter(|task| best.assignment[task.usize()].is_none());
        assert!(
            left_out.into_iter().any(|task| market.runs(task).any(|(_, run)| run.price < market.task(task).penalty))
        );
    }
}

#[test]
fn gap_markets_have_one_capacity_per_agent_and_a_quote_on_each() {
    for kind in [GapKind::A, GapKind::B, GapKind::C, GapKind::D, GapKind::E] {
        let market = gap(kind, 1, 3, 8);
        assert_eq!((market.tasks().len(), market.offers().len()), (8, 3));
        assert!(market.tasks().iter().all(|task| task.required && task.quotes.len() == 3));
        assert!(market.offers().iter().all(|offer| offer.capacity[0].as_finite().is_some_and(|amount| amount > 0)));
    }
    let best = optimum(&gap(GapKind::C, 1, 3, 8)).unwrap().unwrap();
    assert!(best.assignment.iter().all(Option::is_some));
}

#[test]
fn allocation_markets_are_about_two_thirds_eligible() {
    let kinds = [AllocationKind::Loose, AllocationKind::Base, AllocationKind::Tight, AllocationKind::Correlated];
    for kind in kinds {
        let market = allocation_market(1, 200, 20, kind);
        assert_eq!((market.tasks().len(), market.offers().len(), market.resources().len()), (200, 20, 4));
        let pairs = market.task_indices().flat_map(|task| market.offer_indices().map(move |offer| (task, offer)));
        let eligible = pairs.filter(|&(task, offer)| eligible(&market, task, offer)).count();
        assert!((2_400..=2_800).contains(&eligible), "{kind:?}: {eligible} of 4000");
        assert!(market.tasks().iter().filter(|task| !task.needs.is_empty() || !task.after.is_empty()).count() >= 20);
    }
}

#[test]
fn agents_of_several_resources_have_a_capacity_of_each() {
    for kind in [GapKind::C, GapKind::D, GapKind::E] {
        let market = mrgap(kind, 1, 3, 8, 4);
        assert_eq!((market.tasks().len(), market.offers().len(), market.resources().len()), (8, 3, 4));
        for (offer, agent) in market.offers().iter().zip(market.offer_indices()) {
            for (at, capacity) in offer.capacity.iter().enumerate() {
                let quotes = market.tasks().iter().filter_map(|task| task.find_quote(agent));
                let weights = quotes.map(|quote| {
                    let demand = quote.demand.as_ref().expect("every quote has one");
                    demand.iter().find(|(resource, _)| resource.usize() == at).expect("weights are positive").1
                });
                assert_eq!(capacity.as_finite(), Some(weights.sum::<u64>() * 8 / 30), "{kind:?}");
            }
        }
    }
}

#[test]
fn timed_markets_have_windows_and_starts_to_choose_from() {
    for slots in [24, 168] {
        let market = timed_market(1, 200, 20, slots, AllocationKind::Base);
        assert_eq!((market.tasks().len(), market.offers().len(), market.horizon().slot_count), (200, 20, slots));
        let runs = market.task_indices().map(|task| market.runs(task).count());
        let share = runs.sum::<usize>() as f64 / 4_000.0;
        assert!((0.6..=0.7).contains(&share), "{share}");
        let starts = market.tasks().iter().map(|task| task.slots.last + 2 - task.slots.first - task.duration_slots);
        let starts = starts.sum::<u32>();
        assert!(starts > 200 * slots / 6, "{starts}");
        assert!(market.offers().iter().all(|offer| !offer.limits.is_empty()));
        assert!(market.payers().iter().all(|payer| !payer.limits.is_empty() && payer.budget.is_some()));
        let after = market.tasks().iter().filter(|task| !task.after.is_empty()).count();
        assert!((20..=40).contains(&after), "{after}");
    }
}
