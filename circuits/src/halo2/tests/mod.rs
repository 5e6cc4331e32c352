//! Laid-out circuits, cell by cell; keys and proofs.

mod cells;
mod forgery;
mod keys;
mod pieces;
mod pinned;
mod samples;
