//! Core proofs as theorems: one for each derived row and each node of the tree.

mod cut;
mod derived;
mod meaning;
mod path;
mod table;
mod walk;

pub(crate) use meaning::Meaning;
pub(crate) use walk::{Level, refute};
