//! Markets of which the kept rows are all that binds: sequences of decision problems, against brute force and against proofs in core style.

mod common;

use apportion_allocator::{ProofStyle, Solver};
use apportion_certs::{Node, Status};
use apportion_lattice::document::{Document, Objective, Quote};
use apportion_lattice::testing::generate::{GapKind, gap};
use apportion_lattice::testing::oracle::optimum;
use apportion_lattice::{Market, ppm};
use common::{assert_optimal, solve};

const KINDS: [GapKind; 3] = [GapKind::C, GapKind::D, GapKind::E];

fn changed(market: &Market, change: impl FnOnce(&mut Document)) -> Market {
    let mut document = market.to_document();
    change(&mut document);
    Market::from_document(document).expect("valid")
}

/// Levels of a single term each.
fn levels(terms: &[&str]) -> Objective {
    Objective::Levels(terms.iter().map(|&term| [(term.to_owned(), 1)].into_iter().collect()).collect())
}

#[test]
fn both_styles_of_proof_agree() {
    let mut reductions = 0;
    for kind in KINDS {
        for seed in 0..3 {
            let market = gap(kind, seed, 4, 16);
            let compact = solve(&market, Solver::new());
            let core = solve(&market, Solver::new().proof(ProofStyle::Core));
            assert_eq!(compact.certificate.claim.status(), Status::Optimal);
            assert_eq!(compact.certificate.claim.values(), core.certificate.claim.values(), "{kind:?} {seed}");
            let reduces = |node: &&Node| matches!(node, Node::KnapsackReduce(_));
            reductions += compact.certificate.proofs.iter().flatten().filter(reduces).count();
        }
    }
    assert!(reductions > 20, "{reductions}");
}

#[test]
fn several_levels() {
    let objectives = [["price", "use:unit"], ["use:unit", "price"], ["penalty", "price"], ["value_lost", "price"]];
    for kind in KINDS {
        for (seed, terms) in (0..).zip(&objectives) {
            let market = changed(&gap(kind, seed, 3, 8), |document| {
                document.objective = levels(terms);
                for (at, task) in document.tasks.iter_mut().enumerate() {
                    task.required = at % 3 == 0;
                    task.penalty = 20 + at as u64;
                }
            });
            let expected = optimum(&market).expect("small");
            let answer = solve(&market, Solver::new());
            assert_optimal(&market, &answer, expected.map(|found| found.value), &format!("{kind:?} {seed}"));
        }
    }
}

#[test]
fn rows_that_hardly_bind_are_kept_to() {
    // A budget just below what the cheapest allocation spends.
    for kind in KINDS {
        for seed in 0..6 {
            let market = gap(kind, seed, 3, 8);
            let Some(free) = optimum(&market).expect("small") else { continue };
            let spent = free.value[0] as u64;
            let market = changed(&market, |document| {
                document.payers[0].budget = Some(spent - 1);
                document.tasks.iter_mut().for_each(|task| (task.required, task.penalty) = (false, 300));
            });
            let expected = optimum(&market).expect("small");
            let answer = solve(&market, Solver::new());
            assert_optimal(&market, &answer, expected.map(|found| found.value), &format!("{kind:?} {seed}"));
        }
    }
}

#[test]
fn money_of_every_magnitude() {
    for kind in KINDS {
        for factor in [1_000_003, 1_000_000_007, 1_000_000_000_039, 1_000_000_000_000_037] {
            let market = gap(kind, factor, 3, 9);
            let Some(plain) = optimum(&market).expect("small") else { continue };
            let market = changed(&market, |document| {
                for task in &mut document.tasks {
                    let dearer = |quote: Quote| Quote { price: quote.price.map(|price| price * factor), ..quote };
                    task.quotes = task.quotes.iter().map(dearer).collect();
                }
            });
            let expected = plain.value.iter().map(|value| value * u128::from(factor)).collect();
            assert_optimal(&market, &solve(&market, Solver::new()), Some(expected), &format!("{kind:?} {factor}"));
        }
    }
}

#[test]
fn a_gap_is_enough() {
    let market = gap(GapKind::E, 1, 4, 20);
    let exact = solve(&market, Solver::new());
    let rough = solve(&market, Solver::new().gap(ppm(20_000)));
    let gaps = rough.certificate.claim.gaps_ppm().expect("an allocation");
    assert!(gaps[0] <= 20_000, "{gaps:?}");
    assert!(rough.statistics.work < exact.statistics.work);
}
