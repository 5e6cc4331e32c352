//! Who may use what: labels, principals and a tree of scopes.
//!
//! Each component is a distributive lattice, and a [`Permit`] is their product: the meet of two permits allows
//! exactly what both of them allow.

mod names;
mod permit;
mod scope;
mod scopes;

pub use names::{Labels, Principals};
pub use permit::Permit;
pub use scope::Scope;
pub use scopes::Scopes;
