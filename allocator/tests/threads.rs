//! The same bytes for any number of threads.

mod common;

use apportion_allocator::Solver;
use apportion_lattice::testing::generate::{AllocationKind, GapKind, Profile, allocation_market, gap, market};
use rayon::ThreadPoolBuilder;

#[test]
fn the_number_of_threads_changes_nothing() {
    let mut markets = vec![
        allocation_market(5, 20, 4, AllocationKind::Tight),
        allocation_market(6, 30, 4, AllocationKind::Base),
        // Large enough for a tree and for neighbourhoods; and one for the sequence of decision problems.
        allocation_market(1, 60, 6, AllocationKind::Tight),
        gap(GapKind::D, 1, 5, 40),
    ];
    markets.extend((0..20).map(|seed| market(seed, &Profile::tight())));
    for market in &markets {
        let solver = Solver::new().work_limit(6_000_000);
        let answers: Vec<_> = [1, 2, 4]
            .map(|threads| {
                let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
                pool.install(|| common::solve(market, solver.clone()))
            })
            .into();
        for answer in &answers[1..] {
            assert_eq!(answer.certificate.to_bytes(), answers[0].certificate.to_bytes());
            assert_eq!(answer.statistics, answers[0].statistics);
        }
    }
}
