//! Task states: a chain, and transitions that go up it.

use apportion_lattice::laws;
use apportion_lattice::order::{JoinSemilattice, LowerBounded, Poset, UpperBounded};
use apportion_lattice::state::{Backwards, TaskState};
use proptest::prelude::*;

fn state() -> impl Strategy<Value = TaskState> {
    prop::sample::select(TaskState::ALL.to_vec())
}

#[test]
fn laws_hold_on_all_states() {
    laws::chain(&TaskState::ALL).unwrap();
    laws::bounded_lattice(&TaskState::ALL).unwrap();
    laws::distributive_lattice(&TaskState::ALL).unwrap();
    laws::delivery_is_irrelevant(&TaskState::ALL).unwrap();
}

#[test]
fn every_transition_goes_up() {
    for from in TaskState::ALL {
        for to in TaskState::ALL {
            match from.advance(to) {
                Ok(reached) => {
                    assert_eq!(reached, to);
                    laws::update_is_inflationary(&from, &reached).unwrap();
                }
                Err(refused) => assert_eq!(refused, Backwards { from, to }),
            }
        }
    }
}

#[test]
fn terminal_states_absorb() {
    let terminal: Vec<_> = TaskState::ALL.into_iter().filter(|state| state.is_terminal()).collect();
    assert_eq!(terminal, [TaskState::Cancelled, TaskState::Failed, TaskState::Completed]);
    for end in terminal {
        for other in TaskState::ALL {
            assert_eq!(end.advance(other).is_ok(), end == other, "{end:?} to {other:?}");
            assert!(other.is_terminal() || end.join(&other) == end);
        }
    }
}

#[test]
fn a_task_that_is_under_way_can_reach_every_end() {
    for from in TaskState::ALL.into_iter().filter(|state| !state.is_terminal()) {
        for end in [TaskState::Cancelled, TaskState::Failed, TaskState::Completed] {
            assert_eq!(from.advance(end), Ok(end));
        }
    }
    let refused = TaskState::Completed.advance(TaskState::Pending).unwrap_err();
    assert_eq!(refused.to_string(), "a task cannot go from Completed to Pending; give a new attempt an id of its own");
}

#[test]
fn ends_converge_by_precedence() {
    assert_eq!(TaskState::Cancelled.join(&TaskState::Failed), TaskState::Failed);
    assert_eq!(TaskState::Failed.join(&TaskState::Completed), TaskState::Completed);
    assert_eq!(TaskState::Completed.join(&TaskState::Cancelled), TaskState::Completed);
    assert_eq!((TaskState::bottom(), TaskState::top()), (TaskState::Pending, TaskState::Completed));
    assert_eq!(TaskState::default(), TaskState::Pending);
}

proptest! {
    /// Replicas that follow different histories of one task agree once they have merged, and never fall behind.
    #[test]
    fn replicas_converge(histories in prop::collection::vec(prop::collection::vec(state(), 0..6), 1..5)) {
        let replicas: Vec<TaskState> = histories
            .iter()
            .map(|history| history.iter().fold(TaskState::Pending, |at, &next| at.advance(next).unwrap_or(at)))
            .collect();
        laws::delivery_is_irrelevant(&replicas)?;
        let merged = replicas.iter().fold(TaskState::bottom(), |merged, replica| merged.join(replica));
        prop_assert!(replicas.iter().all(|replica| replica.leq(&merged)));
    }
}
