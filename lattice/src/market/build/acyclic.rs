//! No task waits for itself.

use crate::error::{At, MarketError, Problem};
use crate::market::{Task, TaskIndex};
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

/// How far a walk along `needs` and `after` has come with a task.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    OnPath,
    Done,
}

/// Refuses a market in which `needs` and `after` together have a cycle. Depth-first with an explicit stack; linear in tasks and references.
pub(super) fn check(tasks: &[Task]) -> Result<(), MarketError> {
    let mut marks = vec![Mark::New; tasks.len()];
    for root in (0..).map(TaskIndex::new).take(tasks.len()) {
        if marks.get(root.usize()) == Some(&Mark::New) {
            walk(root, tasks, &mut marks)?;
        }
    }
    Ok(())
}

fn walk(root: TaskIndex, tasks: &[Task], marks: &mut [Mark]) -> Result<(), MarketError> {
    // Each task on the path with how many of the tasks it waits for were visited.
    let mut path = vec![(root, 0)];
    set(marks, root, Mark::OnPath);
    while let Some((task, visited)) = path.last_mut() {
        let Some(next) = waits_for(tasks, *task, *visited) else {
            set(marks, *task, Mark::Done);
            path.pop();
            continue;
        };
        *visited += 1;
        match marks.get(next.usize()) {
            Some(Mark::New) => {
                set(marks, next, Mark::OnPath);
                path.push((next, 0));
            }
            Some(Mark::OnPath) => return Err(cycle(next, &path, tasks)),
            Some(Mark::Done) | None => {}
        }
    }
    Ok(())
}

fn set(marks: &mut [Mark], task: TaskIndex, mark: Mark) {
    if let Some(old) = marks.get_mut(task.usize()) {
        *old = mark;
    }
}

/// The tasks that one waits for, counted through `needs` and then `after`.
fn waits_for(tasks: &[Task], task: TaskIndex, position: usize) -> Option<TaskIndex> {
    let task = tasks.get(task.usize())?;
    task.needs.iter().chain(&task.after).nth(position).copied()
}

/// The cycle from `start` along the path and back to it.
fn cycle(start: TaskIndex, path: &[(TaskIndex, usize)], tasks: &[Task]) -> MarketError {
    let on_cycle = path.iter().map(|&(task, _)| task).skip_while(|&task| task != start);
    let id = |task: TaskIndex| tasks.get(task.usize()).map(|task| task.id.clone()).unwrap_or_default();
    let tasks: Vec<Box<str>> = on_cycle.map(id).collect();
    At::ROOT.key("tasks").index(start.usize()).fail(Problem::Cycle { tasks: tasks.into() })
}
