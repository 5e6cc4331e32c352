//! The table of laws: one entry is a variant of [`Law`] and the function that checks it.

use core::fmt::Debug;

use super::Violation;
use crate::order::{
    DistributiveLattice, JoinSemilattice, Lattice, LowerBounded, MeetSemilattice, OrderedMonoid, Poset, Residuated,
    UpperBounded,
};

macro_rules! laws {
    ($($law:ident, $function:ident [$($bound:tt)+] ($($operand:ident),+) $statement:literal => $holds:expr;)+) => {
        /// Every law that this module can check.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Law {
            $(#[doc = concat!("`", $statement, "`")] $law,)+
            /// `joining states in any order, any number of times, gives one result`
            DeliveryIsIrrelevant,
        }

        impl Law {
            /// All laws, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$law,)+ Self::DeliveryIsIrrelevant];

            /// The name of the function in [`laws`](crate::laws) that checks it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$law => stringify!($function),)+
                    Self::DeliveryIsIrrelevant => "delivery_is_irrelevant",
                }
            }

            /// The law as a formula; `∧` is meet, `∨` join, `⊖` the truncated difference.
            #[must_use]
            pub const fn statement(self) -> &'static str {
                match self {
                    $(Self::$law => $statement,)+
                    Self::DeliveryIsIrrelevant => "joining states in any order, any number of times, gives one result",
                }
            }
        }

        $(
            #[doc = concat!("`", $statement, "`")]
            ///
            /// # Errors
            /// The law and these operands, if it fails on them.
            pub fn $function<T: $($bound)+ + Debug>($($operand: &T),+) -> Result<(), Violation> {
                if $holds { Ok(()) } else { Err(Violation::new(Law::$law, &[$($operand),+])) }
            }
        )+
    };
}

laws! {
    OrderIsReflexive, order_is_reflexive [Poset] (a) "a <= a" => a.leq(a);
    OrderIsAntisymmetric, order_is_antisymmetric [Poset] (a, b) "a <= b and b <= a iff a = b" =>
        (a.leq(b) && b.leq(a)) == (a == b);
    OrderIsTransitive, order_is_transitive [Poset] (a, b, c) "if a <= b and b <= c then a <= c" =>
        !(a.leq(b) && b.leq(c)) || a.leq(c);
    OrderIsTotal, order_is_total [Poset] (a, b) "a <= b or b <= a" => a.leq(b) || b.leq(a);
    UpdateIsInflationary, update_is_inflationary [Poset] (a, b) "a <= b, the state after an update of a" => a.leq(b);

    JoinIsIdempotent, join_is_idempotent [JoinSemilattice] (a) "a ∨ a = a" => a.join(a) == *a;
    JoinIsCommutative, join_is_commutative [JoinSemilattice] (a, b) "a ∨ b = b ∨ a" => a.join(b) == b.join(a);
    JoinIsAssociative, join_is_associative [JoinSemilattice] (a, b, c) "(a ∨ b) ∨ c = a ∨ (b ∨ c)" =>
        a.join(b).join(c) == a.join(&b.join(c));
    JoinAgreesWithOrder, join_agrees_with_order [JoinSemilattice] (a, b) "a <= b iff a ∨ b = b" =>
        a.leq(b) == (a.join(b) == *b);

    MeetIsIdempotent, meet_is_idempotent [MeetSemilattice] (a) "a ∧ a = a" => a.meet(a) == *a;
    MeetIsCommutative, meet_is_commutative [MeetSemilattice] (a, b) "a ∧ b = b ∧ a" => a.meet(b) == b.meet(a);
    MeetIsAssociative, meet_is_associative [MeetSemilattice] (a, b, c) "(a ∧ b) ∧ c = a ∧ (b ∧ c)" =>
        a.meet(b).meet(c) == a.meet(&b.meet(c));
    MeetAgreesWithOrder, meet_agrees_with_order [MeetSemilattice] (a, b) "a <= b iff a ∧ b = a" =>
        a.leq(b) == (a.meet(b) == *a);

    JoinAbsorbsMeet, join_absorbs_meet [Lattice] (a, b) "a ∨ (a ∧ b) = a" => a.join(&a.meet(b)) == *a;
    MeetAbsorbsJoin, meet_absorbs_join [Lattice] (a, b) "a ∧ (a ∨ b) = a" => a.meet(&a.join(b)) == *a;
    BottomIsLeast, bottom_is_least [LowerBounded] (a) "bottom <= a" => T::bottom().leq(a);
    TopIsGreatest, top_is_greatest [UpperBounded] (a) "a <= top" => a.leq(&T::top());
    MeetDistributesOverJoin, meet_distributes_over_join [DistributiveLattice] (a, b, c)
        "a ∧ (b ∨ c) = (a ∧ b) ∨ (a ∧ c)" => a.meet(&b.join(c)) == a.meet(b).join(&a.meet(c));
    JoinDistributesOverMeet, join_distributes_over_meet [DistributiveLattice] (a, b, c)
        "a ∨ (b ∧ c) = (a ∨ b) ∧ (a ∨ c)" => a.join(&b.meet(c)) == a.join(b).meet(&a.join(c));

    AddIsCommutative, add_is_commutative [OrderedMonoid] (a, b) "a + b = b + a, or neither exists" =>
        a.checked_add(b) == b.checked_add(a);
    AddIsAssociative, add_is_associative [OrderedMonoid] (a, b, c) "(a + b) + c = a + (b + c), where both exist" =>
        agree(
            a.checked_add(b).and_then(|sum| sum.checked_add(c)),
            b.checked_add(c).and_then(|sum| a.checked_add(&sum)),
            T::eq,
        );
    AddIsMonotone, add_is_monotone [OrderedMonoid] (a, b, c) "if a <= b then a + c <= b + c, where both exist" =>
        !a.leq(b) || agree(a.checked_add(c), b.checked_add(c), T::leq);
    ZeroIsNeutral, zero_is_neutral [OrderedMonoid] (a) "a + 0 = a" => a.checked_add(&T::zero()).as_ref() == Some(a);
    ZeroIsLeast, zero_is_least [Residuated] (a) "0 <= a" => T::zero().leq(a);
    MonusIsAdjoint, monus_is_adjoint [Residuated] (a, b, c) "a ⊖ b <= c iff a <= b + c, where b + c exists" =>
        b.checked_add(c).is_none_or(|sum| a.monus(b).leq(c) == a.leq(&sum));
    MonusIsAttained, monus_is_attained [Residuated] (a, b) "b + (a ⊖ b) exists and a <= b + (a ⊖ b)" =>
        b.checked_add(&a.monus(b)).is_some_and(|sum| a.leq(&sum));
    AddPreservesMeets, add_preserves_meets [Residuated] (a, b, c)
        "a + (b ∧ c) = (a + b) ∧ (a + c), where all exist" =>
        agree(a.checked_add(&b.meet(c)), a.checked_add(b).zip(a.checked_add(c)), |left, (b, c)| *left == b.meet(c));
    MonusPreservesJoins, monus_preserves_joins [Residuated] (a, b, c) "(a ∨ b) ⊖ c = (a ⊖ c) ∨ (b ⊖ c)" =>
        a.join(b).monus(c) == a.monus(c).join(&b.monus(c));
}

/// Whether the two values are related, if both exist.
fn agree<A, B>(a: Option<A>, b: Option<B>, related: impl Fn(&A, &B) -> bool) -> bool {
    a.zip(b).is_none_or(|(a, b)| related(&a, &b))
}
