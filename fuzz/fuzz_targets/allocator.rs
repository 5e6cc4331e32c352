//! On small markets the allocator's answer, at any work limit, is accepted by the checker and agrees with brute force.
#![no_main]

use apportion_allocator::Solver;
use apportion_certs::{Certificate, Status, check};
use apportion_lattice::testing::{generate, oracle};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u64, u8, Option<u16>)| {
    let (seed, preset, work) = input;
    let presets = generate::Profile::presets();
    let market = generate::market(seed, &presets[usize::from(preset) % presets.len()].1);
    let mut solver = Solver::new();
    if let Some(work) = work {
        solver = solver.work_limit(work.into());
    }
    let answer = solver.solve(&market).expect("a valid market is solved");
    let stored = Certificate::from_bytes(&answer.certificate.to_bytes()).expect("written canonically");
    let checked = check(&market, &answer.allocation, &stored).expect("the allocator proves what it says");
    let Ok(optimum) = oracle::optimum(&market) else { return };
    match checked.status() {
        Status::Optimal => assert_eq!(checked.values(), optimum.as_ref().map(|optimum| &optimum.value[..])),
        Status::Infeasible => assert!(optimum.is_none()),
        Status::Feasible | Status::Unknown => {
            assert!(work.is_some(), "only a limit stops the allocator early");
            let (bound, least) =
                (checked.bounds().and_then(|bounds| bounds.first()), optimum.map(|optimum| optimum.value[0]));
            assert!(least.is_none_or(|least| bound.is_some_and(|&bound| bound <= least)));
        }
    }
});
