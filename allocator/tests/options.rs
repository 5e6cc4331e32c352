//! Every option does what it says: each test fails if the option is ignored.

mod common;

use apportion_allocator::{Answer, Cancellation, Control, ExitReason, Progress, ProofStyle, Solver};
use apportion_certs::{Node, Status, check};
use apportion_lattice::testing::generate::{AllocationKind, GapKind, allocation_market, gap};
use apportion_lattice::{Market, ppm};
use common::{accept, solve};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// A market that is not closed at the root, and is closed in some hundred nodes.
fn market() -> Market {
    allocation_market(1, 60, 6, AllocationKind::Tight)
}

fn bound(answer: &Answer) -> u128 {
    answer.certificate.claim.bounds().map_or(0, |bounds| bounds[0])
}

fn value(answer: &Answer) -> u128 {
    answer.certificate.claim.values().expect("nothing is required")[0]
}

#[test]
fn a_gap_ends_the_search_early() {
    let market = market();
    let exact = solve(&market, Solver::new());
    let rough = solve(&market, Solver::new().gap(ppm(100_000)));
    assert_eq!(exact.certificate.claim.status(), Status::Optimal);
    assert_eq!(rough.exit_reason, ExitReason::Done);
    assert!(rough.statistics.work < exact.statistics.work / 2);
    let gaps = rough.certificate.claim.gaps_ppm().expect("an allocation");
    assert!(gaps[0] > 0 && gaps[0] <= 100_000, "{gaps:?}");
}

#[test]
fn stopping_at_any_work_limit_leaves_a_certificate_and_bounds_rise_with_the_limit() {
    for market in [market(), gap(GapKind::C, 3, 4, 16)] {
        let exact = solve(&market, Solver::new());
        let optimum = value(&exact);
        let mut last = 0;
        let mut limit = 500;
        let mut reached = 0;
        while limit < exact.statistics.work {
            let answer = solve(&market, Solver::new().work_limit(limit));
            assert!(last <= bound(&answer) && bound(&answer) <= optimum, "{limit}");
            last = bound(&answer);
            reached += u32::from(answer.exit_reason == ExitReason::WorkLimit);
            limit = limit * 3 / 2;
        }
        assert!(reached > 5);
        assert_eq!(bound(&exact), optimum);
    }
}

#[test]
fn more_work_raises_the_bound_above_the_root() {
    for kind in [AllocationKind::Base, AllocationKind::Tight] {
        let market = allocation_market(2, 30, 4, kind);
        let bounds: Vec<u128> =
            [30_000, 300_000, 3_000_000].map(|limit| bound(&solve(&market, Solver::new().work_limit(limit)))).to_vec();
        assert!(bounds[0] <= bounds[1] && bounds[1] <= bounds[2] && bounds[0] < bounds[2], "{kind:?} {bounds:?}");
    }
}

#[test]
fn a_memory_limit_ends_the_search() {
    let answer = solve(&market(), Solver::new().memory_limit(100_000));
    assert_eq!(answer.exit_reason, ExitReason::MemoryLimit);
    assert!(bound(&answer) < value(&answer));
}

/// Stops after a number of questions, in one of two ways.
#[derive(Default)]
struct After {
    asked: AtomicU64,
    time: Option<u64>,
    cancel: Option<u64>,
}

impl Control for After {
    fn time_is_up(&self) -> bool {
        self.time.is_some_and(|time| self.asked.fetch_add(1, Ordering::Relaxed) >= time)
    }
    fn is_cancelled(&self) -> bool {
        self.cancel.is_some_and(|cancel| self.asked.fetch_add(1, Ordering::Relaxed) >= cancel)
    }
}

#[test]
fn time_and_cancellation_end_the_search_wherever_they_come() {
    let market = market();
    for questions in [0, 1, 10, 100, 1_000] {
        let time = After { time: Some(questions), ..After::default() };
        let answer = solve(&market, Solver::new().control(&time));
        assert_eq!(answer.exit_reason, ExitReason::TimeLimit);
        let cancel = After { cancel: Some(questions), ..After::default() };
        let answer = solve(&market, Solver::new().control(&cancel));
        assert_eq!(answer.exit_reason, ExitReason::Cancelled);
        // Hardly anything is done once the answer is known.
        assert!(cancel.asked.load(Ordering::Relaxed) < questions + 40);
    }
}

#[test]
fn a_switch_thrown_beforehand_cancels() {
    let switch = Cancellation::default();
    switch.clone().cancel();
    let answer = solve(&market(), Solver::new().control(&switch));
    assert_eq!(answer.exit_reason, ExitReason::Cancelled);
}

#[test]
fn building_a_large_model_is_cancelled_with_nothing_known() {
    let market = allocation_market(1, 300, 200, AllocationKind::Loose);
    for questions in [0, 1, 200, 500, 800, 1_100] {
        let cancel = After { cancel: Some(questions), ..After::default() };
        let answer = solve(&market, Solver::new().control(&cancel));
        assert_eq!(answer.exit_reason, ExitReason::Cancelled);
        assert_eq!((answer.allocation.objective.as_ref(), bound(&answer)), (None, 0), "{questions}");
        assert_eq!(cancel.asked.load(Ordering::Relaxed), questions + 1);
    }
}

/// Level, values, bound, nodes, work.
type Event = (usize, Option<Vec<u128>>, u128, u64, u64);

#[derive(Default)]
struct Listener(Mutex<Vec<Event>>);

impl Control for Listener {
    fn report(&self, progress: &Progress<'_>) {
        let values = progress.values.map(<[u128]>::to_vec);
        let event = (progress.level, values, progress.bound, progress.nodes, progress.work);
        self.0.lock().expect("not poisoned").push(event);
    }
}

#[test]
fn progress_only_gets_better() {
    let listener = Listener::default();
    let answer = solve(&market(), Solver::new().control(&listener));
    let events = listener.0.into_inner().expect("not poisoned");
    assert!(events.len() > 10);
    for pair in events.windows(2) {
        let (earlier, later) = (&pair[0], &pair[1]);
        assert!(later.0 >= earlier.0);
        if let Some(values) = &earlier.1 {
            assert!(later.1.as_ref().is_some_and(|later| later <= values));
        }
        assert!(later.0 > earlier.0 || later.2 >= earlier.2, "{earlier:?} {later:?}");
        assert!(later.3 >= earlier.3 && later.4 >= earlier.4);
    }
    let last = events.last().expect("many");
    assert_eq!((last.2, last.1.as_ref().map(|values| values[0])), (bound(&answer), Some(value(&answer))));
}

#[test]
fn core_proofs_have_no_removals_and_no_knapsacks() {
    let market = allocation_market(3, 12, 3, AllocationKind::Base);
    let is_short = |node: &Node| matches!(node, Node::Reduce(_) | Node::Knapsack(_));
    let compact = solve(&market, Solver::new());
    let core = solve(&market, Solver::new().proof(ProofStyle::Core));
    assert!(compact.certificate.proofs.iter().flatten().any(is_short));
    assert!(!core.certificate.proofs.iter().flatten().any(is_short));
    assert_eq!(value(&compact), value(&core));
}

#[test]
fn the_next_solve_starts_where_the_last_one_ended() {
    let market = market();
    let first = solve(&market, Solver::new());
    let again = first.next(&market).expect("small");
    accept(&market, &again);
    assert_eq!(value(&again), value(&first));
    assert!(again.statistics.work < first.statistics.work, "{} {}", again.statistics.work, first.statistics.work);

    // With hardly any work, the earlier allocation stands; from nothing, it is not reached.
    let limited = Solver::new().work_limit(1);
    let warm = solve(&market, limited.clone().warm(first.warm()));
    let cold = solve(&market, limited);
    assert_eq!(value(&warm), value(&first));
    assert!(value(&cold) > value(&first));
}

#[test]
fn an_earlier_answer_is_carried_over_to_a_changed_market() {
    let market = market();
    let first = solve(&market, Solver::new());
    let mut changed = market.to_document();
    let gone = changed.tasks.remove(3).id;
    let changed = Market::from_document(changed);
    // The task that left may have been needed by another; then the change is not a valid market, and another one is tried.
    let changed = changed.unwrap_or_else(|_| {
        let mut changed = market.to_document();
        changed.tasks.pop();
        Market::from_document(changed).expect("the last task is needed by none")
    });
    let warm = solve(&changed, Solver::new().work_limit(1).warm(first.warm()));
    let kept = |answer: &Answer| answer.allocation.assignments.iter().map(|run| run.task.clone()).collect::<Vec<_>>();
    let before = kept(&first);
    let missing = before.iter().filter(|task| **task != gone && !kept(&warm).contains(task)).count();
    assert!(missing <= 2, "{before:?} {:?}", kept(&warm));
    let next = first.next(&changed).expect("small");
    assert!(check(&changed, &next.allocation, &next.certificate).is_ok());
    assert_eq!(value(&next), value(&solve(&changed, Solver::new())));
}
