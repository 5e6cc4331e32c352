//! Every law function accepts a sound type and refuses a type that breaks that law: a match over [`Law`] without a
//! wildcard sees to it that no law is left out.

use std::{fmt, marker::PhantomData};

use apportion_lattice::laws::{self, Law, Violation};
use apportion_lattice::order::{
    DistributiveLattice, JoinSemilattice, LowerBounded, MeetSemilattice, OrderedMonoid, Poset, Residuated, UpperBounded,
};

/// The operations on `0..=4`; the defaults are the chain with addition up to 4, which obeys every law.
trait Rules {
    fn leq(a: u8, b: u8) -> bool {
        a <= b
    }
    fn join(a: u8, b: u8) -> u8 {
        a.max(b)
    }
    fn meet(a: u8, b: u8) -> u8 {
        a.min(b)
    }
    fn bottom() -> u8 {
        0
    }
    fn top() -> u8 {
        4
    }
    fn zero() -> u8 {
        0
    }
    fn add(a: u8, b: u8) -> Option<u8> {
        Some(a + b).filter(|&sum| sum <= 4)
    }
    fn monus(a: u8, b: u8) -> u8 {
        a.saturating_sub(b)
    }
    fn update(a: u8) -> u8 {
        (a + 1).min(4)
    }
}

struct Number<R>(u8, PhantomData<R>);

fn number<R>(value: u8) -> Number<R> {
    Number(value, PhantomData)
}

impl<R> PartialEq for Number<R> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<R> fmt::Debug for Number<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl<R: Rules> Poset for Number<R> {
    fn leq(&self, other: &Self) -> bool {
        R::leq(self.0, other.0)
    }
}

impl<R: Rules> JoinSemilattice for Number<R> {
    fn join(&self, other: &Self) -> Self {
        number(R::join(self.0, other.0))
    }
}

impl<R: Rules> MeetSemilattice for Number<R> {
    fn meet(&self, other: &Self) -> Self {
        number(R::meet(self.0, other.0))
    }
}

impl<R: Rules> LowerBounded for Number<R> {
    fn bottom() -> Self {
        number(R::bottom())
    }
}

impl<R: Rules> UpperBounded for Number<R> {
    fn top() -> Self {
        number(R::top())
    }
}

impl<R: Rules> DistributiveLattice for Number<R> {}

impl<R: Rules> OrderedMonoid for Number<R> {
    fn zero() -> Self {
        number(R::zero())
    }

    fn checked_add(&self, other: &Self) -> Option<Self> {
        R::add(self.0, other.0).map(number)
    }
}

impl<R: Rules> Residuated for Number<R> {
    fn monus(&self, subtrahend: &Self) -> Self {
        number(R::monus(self.0, subtrahend.0))
    }
}

macro_rules! rules {
    ($($name:ident { $($function:item)* })+) => {
        $(
            struct $name;
            impl Rules for $name { $($function)* }
        )+
    };
}

rules! {
    Sound {}
    StrictOrder { fn leq(a: u8, b: u8) -> bool { a < b } }
    Everything { fn leq(_: u8, _: u8) -> bool { true } }
    OneStep { fn leq(a: u8, b: u8) -> bool { a <= b && b <= a + 1 } }
    Discrete { fn leq(a: u8, b: u8) -> bool { a == b } }
    Decay { fn update(a: u8) -> u8 { a / 2 } }
    JoinSteps { fn join(a: u8, b: u8) -> u8 { (a.max(b) + 1).min(4) } }
    JoinIsFirst { fn join(a: u8, _: u8) -> u8 { a } }
    JoinIsLast { fn join(_: u8, b: u8) -> u8 { b } }
    JoinIsMean { fn join(a: u8, b: u8) -> u8 { (a + b).div_ceil(2) } }
    JoinIsMeet { fn join(a: u8, b: u8) -> u8 { a.min(b) } }
    // 1 and 2 lie below 3, but are joined at 4: an upper bound, not the least.
    JoinTooHigh {
        fn leq(a: u8, b: u8) -> bool { a <= b && (a, b) != (1, 2) }
        fn join(a: u8, b: u8) -> u8 { if a.min(b) == 1 && a.max(b) == 2 { 4 } else { a.max(b) } }
    }
    // Its dual: 2 and 3 lie above 1, but meet at 0.
    MeetTooLow {
        fn leq(a: u8, b: u8) -> bool { a <= b && (a, b) != (2, 3) }
        fn meet(a: u8, b: u8) -> u8 { if a.min(b) == 2 && a.max(b) == 3 { 0 } else { a.min(b) } }
    }
    MeetSteps { fn meet(a: u8, b: u8) -> u8 { a.min(b).saturating_sub(1) } }
    MeetIsFirst { fn meet(a: u8, _: u8) -> u8 { a } }
    MeetIsMean { fn meet(a: u8, b: u8) -> u8 { (a + b) / 2 } }
    MeetIsJoin { fn meet(a: u8, b: u8) -> u8 { a.max(b) } }
    HighBottom { fn bottom() -> u8 { 1 } }
    LowTop { fn top() -> u8 { 3 } }
    AddIsFirst { fn add(a: u8, _: u8) -> Option<u8> { Some(a) } }
    AddIsMean { fn add(a: u8, b: u8) -> Option<u8> { Some((a + b) / 2) } }
    AddIsDistance { fn add(a: u8, b: u8) -> Option<u8> { Some(a.abs_diff(b)) } }
    AddIsStep { fn add(a: u8, b: u8) -> Option<u8> { Some(a.max(b) + u8::from(a.min(b) > 0)).map(|sum| sum.min(4)) } }
    AddIsExclusive { fn add(a: u8, b: u8) -> Option<u8> { Some(a ^ b).filter(|&sum| sum <= 4) } }
    // The reversed tropical monoid: a fine ordered monoid, but not an integral one.
    ZeroIsTop {
        fn zero() -> u8 { 4 }
        fn add(a: u8, b: u8) -> Option<u8> { Some(a.min(b)) }
    }
    ZeroIsOne { fn zero() -> u8 { 1 } }
    MonusIsZero { fn monus(_: u8, _: u8) -> u8 { 0 } }
    // Enough, but not the least that is enough.
    MonusIsGenerous { fn monus(a: u8, b: u8) -> u8 { if a <= b { 0 } else { (a - b + 1).min(4 - b) } } }
    MonusIsDistance { fn monus(a: u8, b: u8) -> u8 { a.abs_diff(b) } }
    // The diamond M3: 0 below 1, 2 and 3, which are below 4. A lattice, but not a distributive one.
    Diamond {
        fn leq(a: u8, b: u8) -> bool { a == b || a == 0 || b == 4 }
        fn join(a: u8, b: u8) -> u8 { if Self::leq(a, b) { b } else if Self::leq(b, a) { a } else { 4 } }
        fn meet(a: u8, b: u8) -> u8 { if Self::leq(a, b) { a } else if Self::leq(b, a) { b } else { 0 } }
    }
    // The pentagon N5: 0 < 1 < 2 < 4 and 0 < 3 < 4. Likewise.
    Pentagon {
        fn leq(a: u8, b: u8) -> bool { a == b || a == 0 || b == 4 || (a, b) == (1, 2) }
        fn join(a: u8, b: u8) -> u8 { if Self::leq(a, b) { b } else if Self::leq(b, a) { a } else { 4 } }
        fn meet(a: u8, b: u8) -> u8 { if Self::leq(a, b) { a } else if Self::leq(b, a) { b } else { 0 } }
    }
}

fn samples<R>() -> Vec<Number<R>> {
    (0..=4).map(number).collect()
}

type Unary<R> = fn(&Number<R>) -> Result<(), Violation>;
type Binary<R> = fn(&Number<R>, &Number<R>) -> Result<(), Violation>;
type Ternary<R> = fn(&Number<R>, &Number<R>, &Number<R>) -> Result<(), Violation>;

fn on_all<R>(law: Unary<R>) -> Result<(), Violation> {
    samples().iter().try_for_each(law)
}

fn on_pairs<R>(law: Binary<R>) -> Result<(), Violation> {
    let (left, right) = (samples(), samples());
    left.iter().try_for_each(|a| right.iter().try_for_each(|b| law(a, b)))
}

fn on_triples<R>(law: Ternary<R>) -> Result<(), Violation> {
    let last = samples();
    samples().iter().try_for_each(|a| samples().iter().try_for_each(|b| last.iter().try_for_each(|c| law(a, b, c))))
}

fn verdict<R: Rules>(law: Law) -> Result<(), Violation> {
    match law {
        Law::OrderIsReflexive => on_all::<R>(laws::order_is_reflexive),
        Law::OrderIsAntisymmetric => on_pairs::<R>(laws::order_is_antisymmetric),
        Law::OrderIsTransitive => on_triples::<R>(laws::order_is_transitive),
        Law::OrderIsTotal => on_pairs::<R>(laws::order_is_total),
        Law::UpdateIsInflationary => on_all::<R>(|a| laws::update_is_inflationary(a, &number(R::update(a.0)))),
        Law::JoinIsIdempotent => on_all::<R>(laws::join_is_idempotent),
        Law::JoinIsCommutative => on_pairs::<R>(laws::join_is_commutative),
        Law::JoinIsAssociative => on_triples::<R>(laws::join_is_associative),
        Law::JoinAgreesWithOrder => on_pairs::<R>(laws::join_agrees_with_order),
        Law::MeetIsIdempotent => on_all::<R>(laws::meet_is_idempotent),
        Law::MeetIsCommutative => on_pairs::<R>(laws::meet_is_commutative),
        Law::MeetIsAssociative => on_triples::<R>(laws::meet_is_associative),
        Law::MeetAgreesWithOrder => on_pairs::<R>(laws::meet_agrees_with_order),
        Law::JoinAbsorbsMeet => on_pairs::<R>(laws::join_absorbs_meet),
        Law::MeetAbsorbsJoin => on_pairs::<R>(laws::meet_absorbs_join),
        Law::BottomIsLeast => on_all::<R>(laws::bottom_is_least),
        Law::TopIsGreatest => on_all::<R>(laws::top_is_greatest),
        Law::MeetDistributesOverJoin => on_triples::<R>(laws::meet_distributes_over_join),
        Law::JoinDistributesOverMeet => on_triples::<R>(laws::join_distributes_over_meet),
        Law::AddIsCommutative => on_pairs::<R>(laws::add_is_commutative),
        Law::AddIsAssociative => on_triples::<R>(laws::add_is_associative),
        Law::AddIsMonotone => on_triples::<R>(laws::add_is_monotone),
        Law::ZeroIsNeutral => on_all::<R>(laws::zero_is_neutral),
        Law::ZeroIsLeast => on_all::<R>(laws::zero_is_least),
        Law::MonusIsAdjoint => on_triples::<R>(laws::monus_is_adjoint),
        Law::MonusIsAttained => on_pairs::<R>(laws::monus_is_attained),
        Law::AddPreservesMeets => on_triples::<R>(laws::add_preserves_meets),
        Law::MonusPreservesJoins => on_triples::<R>(laws::monus_preserves_joins),
        Law::DeliveryIsIrrelevant => laws::delivery_is_irrelevant(&samples::<R>()),
    }
}

/// The verdict on a type that breaks the law.
fn verdict_on_breach(law: Law) -> Result<(), Violation> {
    match law {
        Law::OrderIsReflexive => verdict::<StrictOrder>(law),
        Law::OrderIsAntisymmetric => verdict::<Everything>(law),
        Law::OrderIsTransitive => verdict::<OneStep>(law),
        Law::OrderIsTotal => verdict::<Discrete>(law),
        Law::UpdateIsInflationary => verdict::<Decay>(law),
        Law::JoinIsIdempotent => verdict::<JoinSteps>(law),
        Law::JoinIsCommutative => verdict::<JoinIsFirst>(law),
        Law::JoinIsAssociative => verdict::<JoinIsMean>(law),
        Law::JoinAgreesWithOrder | Law::MeetAbsorbsJoin => verdict::<JoinIsMeet>(law),
        Law::MeetIsIdempotent => verdict::<MeetSteps>(law),
        Law::MeetIsCommutative => verdict::<MeetIsFirst>(law),
        Law::MeetIsAssociative => verdict::<MeetIsMean>(law),
        Law::MeetAgreesWithOrder | Law::JoinAbsorbsMeet => verdict::<MeetIsJoin>(law),
        Law::BottomIsLeast => verdict::<HighBottom>(law),
        Law::TopIsGreatest => verdict::<LowTop>(law),
        Law::MeetDistributesOverJoin => verdict::<Diamond>(law),
        Law::JoinDistributesOverMeet => verdict::<Pentagon>(law),
        Law::AddIsCommutative => verdict::<AddIsFirst>(law),
        Law::AddIsAssociative => verdict::<AddIsMean>(law),
        Law::AddIsMonotone | Law::AddPreservesMeets => verdict::<AddIsDistance>(law),
        Law::ZeroIsNeutral | Law::ZeroIsLeast => verdict::<ZeroIsOne>(law),
        Law::MonusIsAdjoint | Law::MonusIsAttained => verdict::<MonusIsZero>(law),
        Law::MonusPreservesJoins => verdict::<MonusIsDistance>(law),
        Law::DeliveryIsIrrelevant => verdict::<JoinIsLast>(law),
    }
}

#[test]
fn every_law_accepts_the_sound_type() {
    for &law in Law::ALL {
        assert_eq!(verdict::<Sound>(law), Ok(()), "{law:?}");
    }
}

#[test]
fn every_law_refuses_a_type_that_breaks_it() {
    for &law in Law::ALL {
        let violation = verdict_on_breach(law).expect_err(law.name());
        assert_eq!(violation.law, law);
        assert!(violation.to_string().starts_with(&format!("{}: {}", law.name(), law.statement())));
    }
}

#[test]
fn names_and_statements_tell_laws_apart() {
    let distinct = |text: fn(Law) -> &'static str| {
        let mut texts: Vec<_> = Law::ALL.iter().map(|&law| text(law)).collect();
        texts.sort_unstable();
        texts.dedup();
        texts.len()
    };
    assert_eq!(distinct(Law::name), Law::ALL.len());
    assert_eq!(distinct(Law::statement), Law::ALL.len());
}

#[test]
fn a_violation_shows_its_operands_in_order() {
    let violation = laws::order_is_total::<Number<Discrete>>(&number(1), &number(3)).unwrap_err();
    assert_eq!(violation.operands.iter().map(|text| &**text).collect::<Vec<_>>(), ["1", "3"]);
    assert_eq!(violation.to_string(), "order_is_total: a <= b or b <= a fails for a = 1, b = 3");
}

/// The two minimal lattices that are not distributive (Birkhoff, II §7, theorem 13): only that law refuses them.
#[test]
fn the_diamond_and_the_pentagon_are_lattices_but_not_distributive() {
    assert_eq!(laws::bounded_lattice(&samples::<Diamond>()), Ok(()));
    assert_eq!(laws::bounded_lattice(&samples::<Pentagon>()), Ok(()));
    for violation in [
        laws::distributive_lattice(&samples::<Diamond>()).unwrap_err(),
        laws::distributive_lattice(&samples::<Pentagon>()).unwrap_err(),
    ] {
        assert!(matches!(violation.law, Law::MeetDistributesOverJoin | Law::JoinDistributesOverMeet));
    }
}

/// Which bundles contain which laws: each bundle accepts the sound type and refuses these.
#[test]
fn bundles_refuse_breaches_of_their_laws() {
    assert_eq!(laws::chain(&samples::<Sound>()), Ok(()));
    assert_eq!(laws::distributive_lattice(&samples::<Sound>()), Ok(()));
    assert_eq!(laws::residuated(&samples::<Sound>()), Ok(()));
    // The first law that fails tells that the bundle asks for it before it asks for stronger ones.
    let broken = [
        (laws::poset(&samples::<StrictOrder>()), Law::OrderIsReflexive),
        (laws::poset(&samples::<Everything>()), Law::OrderIsAntisymmetric),
        (laws::poset(&samples::<OneStep>()), Law::OrderIsTransitive),
        (laws::chain(&samples::<StrictOrder>()), Law::OrderIsReflexive),
        (laws::chain(&samples::<Diamond>()), Law::OrderIsTotal),
        (laws::join_semilattice(&samples::<Everything>()), Law::OrderIsAntisymmetric),
        (laws::join_semilattice(&samples::<JoinSteps>()), Law::JoinIsIdempotent),
        (laws::join_semilattice(&samples::<JoinIsFirst>()), Law::JoinIsCommutative),
        (laws::join_semilattice(&samples::<JoinIsMeet>()), Law::JoinAgreesWithOrder),
        (laws::join_semilattice(&samples::<JoinTooHigh>()), Law::JoinIsAssociative),
        (laws::meet_semilattice(&samples::<MeetTooLow>()), Law::MeetIsAssociative),
        (laws::meet_semilattice(&samples::<Everything>()), Law::OrderIsAntisymmetric),
        (laws::meet_semilattice(&samples::<MeetSteps>()), Law::MeetIsIdempotent),
        (laws::meet_semilattice(&samples::<MeetIsFirst>()), Law::MeetIsCommutative),
        (laws::meet_semilattice(&samples::<MeetIsJoin>()), Law::MeetAgreesWithOrder),
        (laws::lattice(&samples::<JoinIsMeet>()), Law::JoinAgreesWithOrder),
        (laws::lattice(&samples::<MeetIsJoin>()), Law::MeetAgreesWithOrder),
        (laws::lower_bounded(&samples::<HighBottom>()), Law::BottomIsLeast),
        (laws::upper_bounded(&samples::<LowTop>()), Law::TopIsGreatest),
        (laws::bounded_lattice(&samples::<JoinIsMeet>()), Law::JoinAgreesWithOrder),
        (laws::bounded_lattice(&samples::<HighBottom>()), Law::BottomIsLeast),
        (laws::bounded_lattice(&samples::<LowTop>()), Law::TopIsGreatest),
        (laws::distributive_lattice(&samples::<JoinIsMeet>()), Law::JoinAgreesWithOrder),
        (laws::ordered_monoid(&samples::<OneStep>()), Law::OrderIsTransitive),
        (laws::ordered_monoid(&samples::<ZeroIsOne>()), Law::ZeroIsNeutral),
        (laws::ordered_monoid(&samples::<AddIsFirst>()), Law::AddIsCommutative),
        (laws::ordered_monoid(&samples::<AddIsStep>()), Law::AddIsAssociative),
        (laws::ordered_monoid(&samples::<AddIsExclusive>()), Law::AddIsMonotone),
        (laws::residuated(&samples::<JoinIsMeet>()), Law::JoinAgreesWithOrder),
        (laws::residuated(&samples::<AddIsMean>()), Law::ZeroIsNeutral),
        (laws::residuated(&samples::<ZeroIsTop>()), Law::ZeroIsLeast),
        (laws::residuated(&samples::<MonusIsZero>()), Law::MonusIsAttained),
        (laws::residuated(&samples::<MonusIsGenerous>()), Law::MonusIsAdjoint),
    ];
    for (verdict, law) in broken {
        assert_eq!(verdict.expect_err(law.name()).law, law);
    }
}
