//! The tree of scopes.

use alloc::boxed::Box;
use core::{borrow::Borrow, fmt};

use crate::order::{JoinSemilattice, Poset, UpperBounded};

/// A node in the tree of scopes, written as a path: `a/b` lies under `a`, and everything under the root `""`.
///
/// `p <= q` iff `q` is the root, or `p = q`, or `p` starts with `q` followed by `/`. Every text is a path; no
/// segment is special. What lies above a node is a chain, so any two nodes have a join, their last common ancestor,
/// but nodes on different branches have nothing below both. The derived [`Ord`] is the order of the bytes, useful as a
/// key only.
///
/// ```
/// use apportion_lattice::{order::{JoinSemilattice, Poset}, permission::Scope};
/// let (lab, team) = (Scope::new("uni/lab"), Scope::new("uni/lab/team"));
/// assert!(team.lies_under(&lab) && team.leq(&Scope::root()));
/// assert!(!Scope::new("uni/labs").lies_under(&lab));
/// assert_eq!(team.join(&Scope::new("uni/hall")), Scope::new("uni"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

    /// Whether `self <= other`.
    #[must_use]
    pub fn lies_under(&self, other: &Self) -> bool {
        lies_under(&self.0, &other.0)
    }

    /// The paths of all `q` with `self <= q`, from the root down to the scope itself; no allocation.
    pub fn ancestors(&self) -> impl Iterator<Item = &str> {
        let path = &*self.0;
        // A slash at the very start would name the root a second time.
        let inner = path.match_indices('/').map(|(slash, _)| slash).filter(|&slash| slash > 0);
        let root = (!path.is_empty()).then_some("");
        root.into_iter().chain(inner.filter_map(|slash| path.get(..slash))).chain([path])
    }
}

fn lies_under(path: &str, above: &str) -> bool {
    above.is_empty() || path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Default for Scope {
    fn default() -> Self {
        Self::root()
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Scopes order, hash and compare as their paths do.
impl Borrow<str> for Scope {
    fn borrow(&self) -> &str {
        &self.0
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
        // Ancestors come from the root down, those of `other` among them first: the last is the nearest.
        let common = self.ancestors().take_while(|above| lies_under(&other.0, above)).last();
        common.map_or_else(Self::root, Self::new)
    }
}

impl UpperBounded for Scope {
    fn top() -> Self {
        Self::root()
    }
}
