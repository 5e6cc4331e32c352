//! The signatures. Every trait names the laws that its implementations must obey.

/// A set with a partial order `<=`.
///
/// Laws: [reflexive](crate::laws::order_is_reflexive), [antisymmetric](crate::laws::order_is_antisymmetric),
/// [transitive](crate::laws::order_is_transitive). Equality is semantic: values that lie below each other are
/// equal, so representations have to be normalised.
pub trait Poset: PartialEq + Sized {
    /// Whether `self <= other`.
    fn leq(&self, other: &Self) -> bool;
}

/// A partial order in which every two elements have a least upper bound.
///
/// Laws: idempotent, commutative, associative, and
/// [`a <= b` iff `a ∨ b = b`](crate::laws::join_agrees_with_order).
pub trait JoinSemilattice: Poset {
    /// The least upper bound `self ∨ other`.
    #[must_use]
    fn join(&self, other: &Self) -> Self;
}

/// A partial order in which every two elements have a greatest lower bound.
///
/// Laws: idempotent, commutative, associative, and
/// [`a <= b` iff `a ∧ b = a`](crate::laws::meet_agrees_with_order).
pub trait MeetSemilattice: Poset {
    /// The greatest lower bound `self ∧ other`.
    #[must_use]
    fn meet(&self, other: &Self) -> Self;
}

/// A partial order with joins and meets.
///
/// Laws: the two semilattices', and absorption [`a ∨ (a ∧ b) = a`](crate::laws::join_absorbs_meet),
/// [`a ∧ (a ∨ b) = a`](crate::laws::meet_absorbs_join).
pub trait Lattice: JoinSemilattice + MeetSemilattice {}

impl<T: JoinSemilattice + MeetSemilattice> Lattice for T {}

/// A partial order with a least element.
///
/// Law: [`bottom <= a`](crate::laws::bottom_is_least).
pub trait LowerBounded: Poset {
    /// The least element.
    #[must_use]
    fn bottom() -> Self;
}

/// A partial order with a greatest element.
///
/// Law: [`a <= top`](crate::laws::top_is_greatest).
pub trait UpperBounded: Poset {
    /// The greatest element.
    #[must_use]
    fn top() -> Self;
}

/// A lattice with a least and a greatest element.
pub trait BoundedLattice: Lattice + LowerBounded + UpperBounded {}

impl<T: Lattice + LowerBounded + UpperBounded> BoundedLattice for T {}

/// A promise that meet and join distribute over each other.
///
/// Laws: [`a ∧ (b ∨ c) = (a ∧ b) ∨ (a ∧ c)`](crate::laws::meet_distributes_over_join) and
/// [its dual](crate::laws::join_distributes_over_meet). Each follows from the other (Birkhoff, II §6, theorem 9).
pub trait DistributiveLattice: Lattice {}

/// A partial order with a commutative, monotone, *partial* addition whose neutral element is [`zero`].
///
/// A missing sum is a finite one too large to be written down, never an element. Hence the equations hold
/// wherever both sides exist: [commutative](crate::laws::add_is_commutative) (with equal domains),
/// [associative](crate::laws::add_is_associative), [monotone](crate::laws::add_is_monotone),
/// [neutral](crate::laws::zero_is_neutral).
///
/// [`zero`]: OrderedMonoid::zero
pub trait OrderedMonoid: Poset {
    /// The neutral element.
    #[must_use]
    fn zero() -> Self;

    /// The sum, or `None` if it cannot be represented.
    #[must_use]
    fn checked_add(&self, other: &Self) -> Option<Self>;
}

/// A lattice with an addition whose zero is its bottom and which has an adjoint, the truncated difference `⊖`:
///
/// ```text
///     a ⊖ b <= c   iff   a <= b + c
/// ```
///
/// so `a ⊖ b` is the least element that, added to `b`, reaches `a`. In the reversed order this is an integral
/// commutative residuated lattice whose residual is `⊖`. Laws: [integral](crate::laws::zero_is_least),
/// [adjoint](crate::laws::monus_is_adjoint) and [attained](crate::laws::monus_is_attained); so `b + _`
/// [preserves meets](crate::laws::add_preserves_meets) and `_ ⊖ b`
/// [preserves joins](crate::laws::monus_preserves_joins).
pub trait Residuated: OrderedMonoid + Lattice {
    /// The truncated difference `self ⊖ subtrahend`.
    #[must_use]
    fn monus(&self, subtrahend: &Self) -> Self;
}
