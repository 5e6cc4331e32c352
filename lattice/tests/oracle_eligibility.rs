//! The product's comparison and terms against those that the oracle reads off D8 to D11 and D23, on markets of every profile.

use apportion_lattice::market::Market;
use apportion_lattice::testing::generate::{Profile, market};
use apportion_lattice::testing::oracle::{demand, eligible, options, price, score, starts, value};

const SEEDS: u64 = 400;

fn each_market(mut check: impl FnMut(&Market)) {
    for (name, profile) in Profile::presets() {
        for seed in 0..SEEDS {
            let market = market(seed, &profile);
            let context = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&market)));
            assert!(context.is_ok(), "profile {name}, seed {seed}");
        }
    }
}

#[test]
fn a_run_exists_exactly_for_eligible_pairs_with_the_defined_terms() {
    let (mut pairs, mut runs) = (0, 0);
    each_market(|market| {
        for task in market.task_indices() {
            let mut eligible_offers = Vec::new();
            for offer in market.offer_indices() {
                let run = market.run(task, offer);
                let expected = eligible(market, task, offer);
                assert_eq!(run.is_ok(), expected, "{task:?} on {offer:?}");
                assert_eq!(market.refusals(task, offer).is_empty(), expected, "{task:?} on {offer:?}");
                pairs += 1;
                let Ok(run) = run else { continue };
                runs += 1;
                eligible_offers.push(offer);
                assert_eq!(run.offer, offer);
                assert_eq!(u128::from(run.price), price(market, task, offer));
                assert_eq!(run.score, score(market, task, offer));
                assert_eq!(run.duration_slots, market.task(task).duration_slots);
                assert_eq!(Some((run.start_first, run.start_last)), starts(market, task, offer));
                for resource in market.resource_indices() {
                    assert_eq!(run.demand.get(resource), demand(market, task, offer, resource));
                }
                assert!(run.demand.iter().all(|(_, amount)| amount > 0));
            }
            let listed = market.runs(task).map(|(offer, run)| {
                assert_eq!(Ok(run), market.run(task, offer));
                offer
            });
            assert_eq!(listed.collect::<Vec<_>>(), eligible_offers);
        }
    });
    // Neither answer is rare.
    assert!(runs * 5 > pairs && (pairs - runs) * 5 > pairs, "{runs} runs in {pairs} pairs");
}

#[test]
fn costs_are_the_defined_ones() {
    each_market(|market| {
        let mut alone = vec![None; market.tasks().len()];
        let empty = value(market, &alone);
        for task in market.task_indices() {
            for (offer, start) in options(market, task) {
                let run = market.run(task, offer).unwrap();
                alone[task.usize()] = Some((offer, start));
                for (level, total) in value(market, &alone).into_iter().enumerate() {
                    let end = u64::from(start) + u64::from(run.duration_slots);
                    let cost = market.cost_assigned(level, task, &run).at_end(end);
                    assert_eq!(total + market.cost_unassigned(level, task), empty[level] + cost);
                }
                alone[task.usize()] = None;
            }
        }
        for (level, total) in empty.into_iter().enumerate() {
            assert_eq!(total, market.task_indices().map(|task| market.cost_unassigned(level, task)).sum::<u128>());
        }
    });
}
