//! The product of the permission lattices.

use crate::order::{Restriction, UpperBounded, product};

use super::{Labels, Principals, Scope, Scopes};

/// Who may use an offer: a bounded distributive lattice, the product of its components.
///
/// The meet allows exactly what both permits allow. The join is the least permit above both; being a product, it
/// may allow a combination that neither allows by itself.
///
/// ```
/// use apportion_lattice::{order::{MeetSemilattice, Restriction}, permission::{Labels, Permit, Scope, Scopes}};
/// let seller = Permit { scopes: Scopes::new(["uni"]), ..Permit::default() };
/// let law = Permit { labels: Restriction::Only(Labels::new(["public"])), ..Permit::default() };
/// let both = seller.meet(&law);
/// assert!(both.allows(&Labels::new(["public"]), "alice", &Scope::new("uni/lab")));
/// assert!(!both.allows(&Labels::new(["medical"]), "alice", &Scope::new("uni/lab")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permit {
    /// The labels that a task may carry; `Only` the empty set: none, so only tasks without labels.
    pub labels: Restriction<Labels>,
    /// The payers that may pay; `Only` the empty set: nobody.
    pub principals: Restriction<Principals>,
    /// The subtrees in which the task's scope must lie. No restriction is [`Scopes::everywhere`].
    pub scopes: Scopes,
}

product!(Permit { labels, principals, scopes });

impl Permit {
    /// Whether a task with these labels, this payer and this scope is allowed; no allocation.
    #[must_use]
    pub fn allows(&self, labels: &Labels, payer: &str, scope: &Scope) -> bool {
        self.labels.allows(labels) && self.principals.allows(payer) && self.scopes.allows(scope)
    }
}

impl Default for Permit {
    /// No restriction: the top.
    fn default() -> Self {
        Self::top()
    }
}
