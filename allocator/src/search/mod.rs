//! Branch and bound at one objective level.
//!
//! Work goes in synchronous rounds: a round takes a fixed number of open nodes, expands each by a function of the node and of the state
//! before the round alone, and merges the results in order. How many threads expand them changes nothing.

mod branch;
mod concurrent;
mod decision;
mod expand;
mod fixed;
mod incumbent;
mod job;
mod knapsack;
mod level;
mod merge;
mod neighbourhood;
mod relaxation;
mod relaxed;
mod tighten;
mod tree;
mod workspace;

pub(crate) use decision::{End, Refutation};
pub(crate) use incumbent::Incumbent;
pub(crate) use level::{Ended, LevelSearch, Setting};
pub(crate) use tree::{Closure, Part, Status, Tree};
pub(crate) use workspace::Workspaces;
