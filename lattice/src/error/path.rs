//! Places in a document.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

/// A place in a document, such as `tasks[3].quotes[0].offer`; the root shows as nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Path(Vec<Segment>);

/// One step into a document.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Segment {
    /// To the member of an object or a map with this key.
    Key(Box<str>),
    /// To the element of a list at this position, counted from 0.
    Index(usize),
}

impl Path {
    pub(crate) fn new(segments: Vec<Segment>) -> Self {
        Self(segments)
    }

    /// The steps from the root to the place.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// Whether this is the document itself.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Index(index) => write!(formatter, "[{index}]")?,
                Segment::Key(key) if !is_plain(key) => write!(formatter, "[\"{}\"]", key.escape_debug())?,
                Segment::Key(key) if position == 0 => write!(formatter, "{key}")?,
                Segment::Key(key) => write!(formatter, ".{key}")?,
            }
        }
        Ok(())
    }
}

/// Whether a key can stand in a path without quotation marks.
fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | ':'))
}

/// A place on the way through a document: a list of steps that lives on the stack and is written out only when something is wrong there.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    parent: Option<&'a At<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> At<'a> {
    pub(crate) const ROOT: At<'static> = At { parent: None, step: Step::Root };

    /// The member with this key.
    pub(crate) fn key(&'a self, key: &'a str) -> Self {
        Self { parent: Some(self), step: Step::Key(key) }
    }

    /// The element at this position.
    pub(crate) fn index(&'a self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }

    /// The error that `problem` is here.
    pub(crate) fn fail(&self, problem: super::Problem) -> super::MarketError {
        super::MarketError::new(self.to_path(), problem)
    }

    fn to_path(self) -> Path {
        let mut segments = Vec::new();
        let mut at = Some(&self);
        while let Some(here) = at {
            match here.step {
                Step::Root => {}
                Step::Key(key) => segments.push(Segment::Key(key.into())),
                Step::Index(index) => segments.push(Segment::Index(index)),
            }
            at = here.parent;
        }
        segments.reverse();
        Path::new(segments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn paths_read_like_the_file() {
        let tasks = At::ROOT.key("tasks");
        let task = tasks.index(3);
        let demand = task.key("demand");
        assert_eq!(demand.key("gpu").to_path().to_string(), "tasks[3].demand.gpu");
        assert_eq!(demand.key("a.b").to_path().to_string(), "tasks[3].demand[\"a.b\"]");
        assert_eq!(demand.key("").to_path().to_string(), "tasks[3].demand[\"\"]");
        assert!(At::ROOT.to_path().is_root());
    }
}
