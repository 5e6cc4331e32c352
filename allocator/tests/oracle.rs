//! Against brute force: value and status equal, certificates accepted.

mod common;

use apportion_allocator::{ProofStyle, Solver};
use apportion_lattice::testing::generate::{GapKind, Profile, exact_money, gap, market};
use apportion_lattice::testing::oracle::optimum;
use common::{assert_optimal, solve};

#[test]
fn small_markets_of_every_profile() {
    for (name, profile) in Profile::presets() {
        for seed in 0..1_500 {
            let market = market(seed, &profile);
            let Ok(expected) = optimum(&market) else { continue };
            let answer = solve(&market, Solver::new());
            assert_optimal(&market, &answer, expected.map(|found| found.value), &format!("{name} {seed}"));
        }
    }
}

#[test]
fn proofs_in_core_style() {
    for (name, profile) in Profile::presets() {
        for seed in 1_000..1_100 {
            let market = market(seed, &profile);
            let Ok(expected) = optimum(&market) else { continue };
            let answer = solve(&market, Solver::new().proof(ProofStyle::Core));
            assert_optimal(&market, &answer, expected.map(|found| found.value), &format!("{name} {seed}"));
        }
    }
}

#[test]
fn exact_money_of_every_magnitude() {
    for magnitude in [1_000_000, 1_000_000_000, 1_000_000_000_000, 1_000_000_000_000_000] {
        for seed in 0..150 {
            let market = exact_money(seed, magnitude);
            let Ok(expected) = optimum(&market) else { continue };
            let answer = solve(&market, Solver::new());
            assert_optimal(&market, &answer, expected.map(|found| found.value), &format!("{magnitude} {seed}"));
        }
    }
}

#[test]
fn assignment_problems_with_knapsacks() {
    for kind in [GapKind::C, GapKind::D, GapKind::E] {
        for seed in 0..12 {
            let market = gap(kind, seed, 3, 9);
            let Ok(expected) = optimum(&market) else { continue };
            let answer = solve(&market, Solver::new());
            assert_optimal(&market, &answer, expected.map(|found| found.value), &format!("{kind:?} {seed}"));
        }
    }
}
