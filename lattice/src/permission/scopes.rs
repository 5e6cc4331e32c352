//! Sets of subtrees.

use crate::order::{
    DistributiveLattice, FiniteSet, JoinSemilattice, LowerBounded, MeetSemilattice, Poset, UpperBounded,
};

use super::Scope;

/// A finite union of subtrees of the tree of scopes, held as the antichain of their roots.
///
/// These are the finitely generated down-sets of the tree. Two subtrees are nested or disjoint, so intersections
/// of such unions are again such unions, and with union and intersection they form a distributive lattice, a
/// sublattice of the power set. Bottom is nowhere, top is the subtree of the root.
///
/// A scope below another one of the same list adds nothing and is dropped: `["a", "a/b"]` equals `["a"]`. A format
/// that has to reproduce the list as it was declared must keep that list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scopes(FiniteSet<Scope>); // no member lies under another

impl Scopes {
    /// The union of the subtrees below these scopes.
    #[must_use]
    pub fn new<I: IntoIterator<Item: Into<Scope>>>(scopes: I) -> Self {
        let all: FiniteSet<Scope> = scopes.into_iter().map(Into::into).collect();
        let mut topmost: Option<&Scope> = None;
        let roots = all.iter().filter(|scope| {
            // Whatever lies under a scope follows it at once.
            let inside = topmost.is_some_and(|root| scope.lies_under(root));
            if !inside {
                topmost = Some(scope);
            }
            !inside
        });
        Self(roots.cloned().collect())
    }

    /// Every scope: the top.
    #[must_use]
    pub fn everywhere() -> Self {
        Self::new([Scope::root()])
    }

    /// No scope: the bottom.
    #[must_use]
    pub fn nowhere() -> Self {
        Self(FiniteSet::default())
    }

    /// Whether `scope` lies under one of the roots; O(log n) comparisons, no allocation.
    #[must_use]
    pub fn allows(&self, scope: &Scope) -> bool {
        // Between a root and the scope in its subtree there are only members of that subtree, so no other root.
        self.0.last_up_to(scope).is_some_and(|root| scope.lies_under(root))
    }

    /// The roots of the subtrees in the order of [`Scope`]'s [`Ord`], none of which lies under another.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Scope> {
        self.0.iter()
    }
}

impl Default for Scopes {
    /// No restriction.
    fn default() -> Self {
        Self::everywhere()
    }
}

impl<S: Into<Scope>> FromIterator<S> for Scopes {
    fn from_iter<I: IntoIterator<Item = S>>(scopes: I) -> Self {
        Self::new(scopes)
    }
}

impl Poset for Scopes {
    fn leq(&self, other: &Self) -> bool {
        self.iter().all(|root| other.allows(root))
    }
}

impl JoinSemilattice for Scopes {
    fn join(&self, other: &Self) -> Self {
        self.iter().chain(other.iter()).cloned().collect()
    }
}

impl MeetSemilattice for Scopes {
    fn meet(&self, other: &Self) -> Self {
        // Of two nested subtrees the inner one: the roots on either side that the other side allows. They form an
        // antichain, since a root of one side below a root of the other would lie below a second root of its own.
        let own = self.iter().filter(|root| other.allows(root));
        let others = other.iter().filter(|root| self.allows(root));
        Self(own.chain(others).cloned().collect())
    }
}

impl LowerBounded for Scopes {
    fn bottom() -> Self {
        Self::nowhere()
    }
}

impl UpperBounded for Scopes {
    fn top() -> Self {
        Self::everywhere()
    }
}

impl DistributiveLattice for Scopes {}
