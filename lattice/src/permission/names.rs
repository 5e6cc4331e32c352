//! Finite sets of names. The universe of names is infinite, so they have no top of their own;
//! [`Restriction`](crate::order::Restriction) adds it.

use alloc::boxed::Box;

use crate::order::{
    DistributiveLattice, FiniteSet, JoinSemilattice, LowerBounded, MeetSemilattice, Poset, Restriction,
};

macro_rules! names {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(FiniteSet<Box<str>>);

        impl $name {
            /// The set of these names, sorted by their bytes, duplicates removed.
            #[must_use]
            pub fn new<I: IntoIterator<Item: Into<Box<str>>>>(names: I) -> Self {
                Self(names.into_iter().map(Into::into).collect())
            }

            /// Whether `name` is a member; O(log n) comparisons.
            #[must_use]
            pub fn contains(&self, name: &str) -> bool {
                self.0.contains(name)
            }

            /// Whether every member is one of `other`; allocates nothing.
            #[must_use]
            pub fn is_subset(&self, other: &Self) -> bool {
                self.0.is_subset(&other.0)
            }

            /// The first member, in byte order, that `other` lacks; `None` iff this is a subset.
            #[must_use]
            pub fn first_missing<'a>(&'a self, other: &Self) -> Option<&'a str> {
                self.iter().find(|name| !other.contains(name))
            }

            /// The members in byte order.
            pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
                self.0.iter().map(|name| &**name)
            }

            /// The number of members.
            #[must_use]
            pub fn len(&self) -> usize {
                self.0.len()
            }

            /// Whether this is the empty set, the bottom.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl<N: Into<Box<str>>> FromIterator<N> for $name {
            fn from_iter<I: IntoIterator<Item = N>>(names: I) -> Self {
                Self::new(names)
            }
        }

        impl Poset for $name {
            fn leq(&self, other: &Self) -> bool {
                self.0.leq(&other.0)
            }
        }

        impl JoinSemilattice for $name {
            fn join(&self, other: &Self) -> Self {
                Self(self.0.join(&other.0))
            }
        }

        impl MeetSemilattice for $name {
            fn meet(&self, other: &Self) -> Self {
                Self(self.0.meet(&other.0))
            }
        }

        impl LowerBounded for $name {
            fn bottom() -> Self {
                Self(FiniteSet::bottom())
            }
        }

        impl DistributiveLattice for $name {}
    };
}

names! {
    /// A finite set of labels, ordered by inclusion: what a task carries or requires, what an offer provides.
    Labels
}

names! {
    /// A finite set of principals, each the id of a payer, ordered by inclusion.
    Principals
}

impl Restriction<Principals> {
    /// Whether the payer with this id is allowed; O(log n) comparisons, no allocation.
    #[must_use]
    pub fn allows(&self, payer: &str) -> bool {
        self.bound().is_none_or(|principals| principals.contains(payer))
    }
}

impl Restriction<Labels> {
    /// Whether a task with these labels is allowed: all of them are listed. An empty restriction allows exactly the
    /// tasks without labels. No allocation.
    #[must_use]
    pub fn allows(&self, labels: &Labels) -> bool {
        self.covers(labels)
    }
}
