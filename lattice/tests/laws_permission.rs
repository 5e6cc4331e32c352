//! Permissions, against the words of the market format.

use apportion_lattice::laws;
use apportion_lattice::order::{JoinSemilattice, LowerBounded, MeetSemilattice, Poset, Restriction, UpperBounded};
use apportion_lattice::permission::{Labels, Permit, Principals, Scope, Scopes};
use proptest::prelude::*;

/// Nested, disjoint, and with neighbours of '/' in byte order; no segment is special.
const PATHS: [&str; 15] =
    ["", "a", "a/b", "a/b/c", "a/b/d", "a/c", "a!", "a!/b", "a0", "ab", "b", "/", "/a", "a/", "a//b"];

/// "p lies under q iff q is "" or p = q or p starts with q/".
fn lies_under(p: &str, q: &str) -> bool {
    q.is_empty() || p == q || p.starts_with(&format!("{q}/"))
}

fn scopes_of(bits: u16) -> Scopes {
    PATHS.into_iter().enumerate().filter(|(bit, _)| bits >> bit & 1 == 1).map(|(_, path)| path).collect()
}

fn names(bits: u8) -> Vec<&'static str> {
    ["x", "y", "z"].into_iter().enumerate().filter(|(bit, _)| bits >> bit & 1 == 1).map(|(_, name)| name).collect()
}

#[test]
fn scopes_are_a_tree() {
    let all = PATHS.map(Scope::new);
    laws::join_semilattice(&all).unwrap();
    laws::upper_bounded(&all).unwrap();
    assert!(laws::chain(&all).is_err());
    for p in &all {
        for q in &all {
            assert_eq!(p.lies_under(q), lies_under(p.as_str(), q.as_str()), "{p} under {q}");
            // What lies above a node is a chain, and the join its first element that also lies above the other.
            let above: Vec<_> = all.iter().filter(|r| p.leq(r) && q.leq(r)).cloned().collect();
            laws::chain(&above).unwrap();
            assert!(above.iter().all(|r| p.join(q).leq(r)), "{p} join {q}");
        }
    }
}

#[test]
fn a_subtree_is_an_interval_that_starts_at_its_root() {
    let mut all = PATHS.map(Scope::new);
    all.sort();
    for root in &all {
        let inside: Vec<bool> = all.iter().skip_while(|scope| *scope != root).map(|scope| scope.leq(root)).collect();
        assert!(inside.is_sorted_by(|a, b| a >= b), "{root}");
        assert!(all.iter().all(|scope| !scope.leq(root) || root <= scope), "{root}");
    }
}

#[test]
fn a_sibling_with_the_same_prefix_is_not_below() {
    assert!(!Scope::new("ab").lies_under(&Scope::new("a")));
    assert!(!Scope::new("a").lies_under(&Scope::new("a/b")));
    assert!(Scope::new("a/").lies_under(&Scope::new("a")));
    assert_eq!(Scope::new("a/b/c").join(&Scope::new("a/bc")), Scope::new("a"));
    assert_eq!(Scope::new("a/b/c").join(&Scope::new("a/b/d/e")), Scope::new("a/b"));
    assert_eq!(Scope::new("/a").join(&Scope::new("/b")), Scope::root());
    assert_eq!(Scope::default(), Scope::root());
}

#[test]
fn sets_of_subtrees_are_a_distributive_lattice() {
    let few: Vec<Scopes> = (0..1u16 << PATHS.len()).step_by(1217).map(scopes_of).collect();
    // All sets of the first five paths below the root, and the root.
    let small: Vec<Scopes> = (0..1 << 5).map(|bits| scopes_of(bits << 1)).chain([Scopes::everywhere()]).collect();
    for samples in [few, small] {
        laws::bounded_lattice(&samples).unwrap();
        laws::distributive_lattice(&samples).unwrap();
        assert!(laws::chain(&samples).is_err());
    }
}

#[test]
fn sets_of_subtrees_are_antichains() {
    assert_eq!(Scopes::new(["a", "a/b", "a!", "a"]), Scopes::new(["a!", "a"]));
    assert_eq!(Scopes::new(["a", "", "b/c"]), Scopes::everywhere());
    assert_eq!(Scopes::new(["a", "b/c"]).meet(&Scopes::new(["a/b", "b", "d"])), Scopes::new(["a/b", "b/c"]));
    assert_eq!(Scopes::new(["a/b"]).meet(&Scopes::new(["a/c"])), Scopes::nowhere());
    assert_eq!(Scopes::new(["a/b"]).join(&Scopes::new(["a"])), Scopes::new(["a"]));
    assert_eq!((Scopes::bottom(), Scopes::top()), (Scopes::nowhere(), Scopes::everywhere()));
}

proptest! {
    /// A set of subtrees is what it allows.
    #[test]
    fn operations_on_subtrees_are_boolean(a in 0..1u16 << PATHS.len(), b in 0..1u16 << PATHS.len()) {
        let declared = |bits: u16, p: &str| {
            PATHS.iter().enumerate().any(|(bit, q)| bits >> bit & 1 == 1 && lies_under(p, q))
        };
        let (left, right) = (scopes_of(a), scopes_of(b));
        let (join, meet) = (left.join(&right), left.meet(&right));
        for p in PATHS.map(Scope::new).iter().chain(&["a/b/c/d", "a/d", "c", "//"].map(Scope::new)) {
            prop_assert_eq!(left.allows(p), declared(a, p.as_str()));
            prop_assert_eq!(join.allows(p), declared(a, p.as_str()) || declared(b, p.as_str()));
            prop_assert_eq!(meet.allows(p), declared(a, p.as_str()) && declared(b, p.as_str()));
        }
        for scopes in [&left, &join, &meet] {
            let roots: Vec<_> = scopes.iter().collect();
            prop_assert!(roots.iter().all(|p| roots.iter().all(|q| p == q || !p.lies_under(q))));
        }
    }

    #[test]
    fn laws_hold_on_any_subtrees(paths in prop::array::uniform3(prop::collection::vec("[ab/!]{0,5}", 0..5))) {
        let samples: Vec<Scopes> = paths.into_iter().map(Scopes::new::<Vec<String>>).collect();
        laws::bounded_lattice(&samples)?;
        laws::distributive_lattice(&samples)?;
    }

    #[test]
    fn laws_hold_on_any_paths(paths in prop::array::uniform3("[ab/!é]{0,6}")) {
        let scopes = paths.map(Scope::new);
        laws::join_semilattice(&scopes)?;
        laws::upper_bounded(&scopes)?;
    }
}

#[test]
fn names_are_sets() {
    let labels: Vec<Labels> = (0..8).map(|bits| Labels::new(names(bits))).collect();
    laws::distributive_lattice(&labels).unwrap();
    laws::lower_bounded(&labels).unwrap();
    let principals: Vec<Principals> = (0..8).map(|bits| Principals::new(names(bits))).collect();
    laws::distributive_lattice(&principals).unwrap();
    laws::lower_bounded(&principals).unwrap();
    assert_eq!(Labels::new(["y", "x", "y"]), Labels::new(["x", "y"]));
    assert_eq!(Labels::new(["y", "x"]).iter().collect::<Vec<_>>(), ["x", "y"]);
    assert_eq!(Labels::new(["x", "z"]).first_missing(&Labels::new(["x", "y"])), Some("z"));
    assert_eq!(Labels::new(["x"]).first_missing(&Labels::new(["x", "y"])), None);
}

#[test]
fn an_absent_restriction_allows_all_and_an_empty_one_nobody() {
    let (plain, tagged) = (Labels::default(), Labels::new(["x"]));
    let nobody = Restriction::Only(Principals::default());
    assert!(Restriction::<Principals>::Unrestricted.allows("alice") && !nobody.allows("alice"));
    assert!(Restriction::Only(Principals::new(["alice"])).allows("alice"));
    assert!(!Restriction::Only(Principals::new(["alice"])).allows("alic"));
    let untagged = Restriction::Only(Labels::default());
    assert!(untagged.allows(&plain) && !untagged.allows(&tagged));
    assert!(Restriction::<Labels>::Unrestricted.allows(&tagged));
    assert!(!Scopes::nowhere().allows(&Scope::root()) && Scopes::everywhere().allows(&Scope::new("a/b")));
    assert!(Permit::default().allows(&tagged, "alice", &Scope::new("a")));
    assert_eq!(Permit::default(), Permit::top());
}

#[test]
fn every_component_of_a_permit_can_refuse() {
    let permit = Permit {
        labels: Restriction::Only(Labels::new(["x", "y"])),
        principals: Restriction::Only(Principals::new(["alice", "bob"])),
        scopes: Scopes::new(["a", "b/c"]),
    };
    let (labels, inside) = (Labels::new(["x"]), Scope::new("a/b"));
    assert!(permit.allows(&labels, "alice", &inside));
    assert!(!permit.allows(&Labels::new(["x", "z"]), "alice", &inside));
    assert!(!permit.allows(&labels, "carol", &inside));
    assert!(!permit.allows(&labels, "alice", &Scope::new("b")));
    assert!(!Permit::bottom().allows(&Labels::default(), "alice", &Scope::root()));
}

fn permits() -> Vec<Permit> {
    let labels = [Restriction::Unrestricted, Restriction::Only(Labels::new(["x"])), Restriction::bottom()];
    let principals = [Restriction::Unrestricted, Restriction::Only(Principals::new(["x"])), Restriction::bottom()];
    let scopes = [Scopes::everywhere(), Scopes::new(["a"]), Scopes::new(["b"])];
    let pairs = labels.iter().flat_map(|labels| principals.iter().map(move |principals| (labels, principals)));
    pairs
        .flat_map(|(labels, principals)| {
            let (labels, principals) = (labels.clone(), principals.clone());
            scopes.clone().map(|scopes| Permit { labels: labels.clone(), principals: principals.clone(), scopes })
        })
        .collect()
}

#[test]
fn permits_are_a_bounded_distributive_lattice() {
    laws::bounded_lattice(&permits()).unwrap();
    laws::distributive_lattice(&permits()).unwrap();
    assert!(laws::chain(&permits()).is_err());
}

fn restriction<T>(of: fn(Vec<&'static str>) -> T) -> impl Strategy<Value = Restriction<T>> + 'static
where
    T: std::fmt::Debug + 'static,
{
    prop::option::weighted(0.7, 0..8u8).prop_map(move |bits| bits.map(|bits| of(names(bits))).into())
}

fn permit() -> impl Strategy<Value = Permit> {
    let parts = (restriction(Labels::new), restriction(Principals::new), 0..1u16 << PATHS.len());
    parts.prop_map(|(labels, principals, bits)| Permit { labels, principals, scopes: scopes_of(bits) })
}

proptest! {
    #[test]
    fn laws_hold_on_any_permits(samples in prop::array::uniform3(permit())) {
        laws::bounded_lattice(&samples)?;
        laws::distributive_lattice(&samples)?;
    }

    /// The meet allows what both allow; the join at least what either does; the order is at least implication.
    #[test]
    fn meet_is_conjunction(
        a in permit(), b in permit(), carried in 0..8u8,
        payer in prop::sample::select(vec!["x", "y", "w"]), path in prop::sample::select(PATHS.to_vec()),
    ) {
        let (labels, scope) = (Labels::new(names(carried)), Scope::new(path));
        let allows = |permit: &Permit| permit.allows(&labels, payer, &scope);
        prop_assert_eq!(allows(&a.meet(&b)), allows(&a) && allows(&b));
        prop_assert!(allows(&a.join(&b)) || !(allows(&a) || allows(&b)));
        prop_assert!(!a.leq(&b) || !allows(&a) || allows(&b));
    }
}
