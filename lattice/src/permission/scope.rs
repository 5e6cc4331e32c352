//! The tree of scopes.

use alloc::boxed::Box;
use core::{cmp::Ordering, fmt};

use crate::order::{JoinSemilattice, Poset, UpperBounded};

/// A node in the tree of scopes, written as a path: `a/b` lies under `a`, and everything under the root `""`.
///
/// A node `p` lies under `q` iff `q` is the root, or `p = q`, or `p` starts with `q` followed by `/`. Every text is a
/// path; no segment is special. What lies above a node is a chain, so any two nodes have a join, their last common
/// ancestor, but nodes on different branches have nothing below both.
///
/// [`Ord`], hence `<`, is another order: that of the bytes with `/` first, in which every subtree is an interval that
/// starts at its root (a preorder walk).
///
/// ```
/// use apportion_lattice::{order::{JoinSemilattice, Poset}, permission::Scope};
/// let (lab, team) = (Scope::new("uni/lab"), Scope::new("uni/lab/team"));
/// assert!(team.lies_under(&lab) && team.leq(&Scope::root()));
/// assert!(!Scope::new("uni/labs").lies_under(&lab));
/// assert_eq!(team.join(&Scope::new("uni/hall")), Scope::new("uni"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scope(Box<str>);

impl Scope {
    /// The node with this path.
    #[must_use]
    pub fn new(path: impl Into<Box<str>>) -> Self {
        Self(path.into())
    }

    /// The root `""`, above every scope.
    #[must_use]
    pub fn root() -> Self {
        Self(Box::default())
    }

    /// The path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this node is `other` or lies below it.
    #[must_use]
    pub fn lies_under(&self, other: &Self) -> bool {
        let is_end = |rest: &str| rest.is_empty() || rest.starts_with('/');
        other.0.is_empty() || self.0.strip_prefix(&*other.0).is_some_and(is_end)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A preorder walk through the tree, children by their bytes.
impl Ord for Scope {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |byte: u8| (byte != b'/', byte);
        self.0.bytes().map(key).cmp(other.0.bytes().map(key))
    }
}

impl PartialOrd for Scope {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<S: Into<Box<str>>> From<S> for Scope {
    fn from(path: S) -> Self {
        Self::new(path)
    }
}

impl Poset for Scope {
    fn leq(&self, other: &Self) -> bool {
        self.lies_under(other)
    }
}

impl JoinSemilattice for Scope {
    fn join(&self, other: &Self) -> Self {
        if self.lies_under(other) {
            return other.clone();
        }
        if other.lies_under(self) {
            return self.clone();
        }
        // Neither is an ancestor of the other, so the paths part after the slash that ends their common ancestor.
        let common = self.0.bytes().zip(other.0.bytes()).take_while(|(a, b)| a == b);
        let slash = common.enumerate().filter(|(_, (byte, _))| *byte == b'/').last();
        let ancestor = slash.and_then(|(place, _)| self.0.get(..place));
        ancestor.map_or_else(Self::root, Self::new)
    }
}

impl UpperBounded for Scope {
    fn top() -> Self {
        Self::root()
    }
}
