//! Helpers of the circuit tests.
use apportion_circuits::commitment::{Batch, Blinding, Table};
use apportion_circuits::layout::{BitWidth, Item};
use apportion_circuits::r1cs::{Arithmetize, Circuit};
use apportion_circuits::statement::Unsatisfied;
use ark_bn254::Fr;
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystem, ConstraintSystemRef};

pub(crate) fn bits(count: u32) -> BitWidth {
    BitWidth::new(count).unwrap()
}

/// Blindings that no other value of a test equals.
pub(crate) fn blinding(number: u64) -> Blinding<Fr> {
    Blinding::from_element(-Fr::from(number))
}

/// The values that are free by design: the context, and every blinding in use.
pub(crate) fn fixed() -> Vec<Fr> {
    core::iter::once(context()).chain((1..=9).map(|number| blinding(number).element())).collect()
}

pub(crate) fn batch(items: Vec<Item>) -> Batch<Fr> {
    Batch { items, blinding: blinding(1) }
}

pub(crate) fn table(rows: Vec<Vec<u64>>) -> Table<Fr> {
    Table { rows, blinding: blinding(2) }
}

/// The constraint system of a statement under any public inputs and witness, honest or not.
pub(crate) fn system<S: Arithmetize<Fr>>(
    statement: &S,
    public: S::Public,
    witness: S::Witness,
) -> ConstraintSystemRef<Fr> {
    let system = ConstraintSystem::new_ref();
    Circuit::new(statement, public, witness).generate_constraints(system.clone()).unwrap();
    system.finalize();
    system
}

/// Whether the constraints hold.
pub(crate) fn satisfied<S: Arithmetize<Fr>>(statement: &S, public: S::Public, witness: S::Witness) -> bool {
    system(statement, public, witness).is_satisfied().unwrap()
}

/// The verdict of the native relation about a witness, after the circuit was seen to agree.
pub(crate) fn verdict<S: Arithmetize<Fr>>(statement: &S, witness: S::Witness) -> Result<(), Unsatisfied> {
    let public = statement.public(context(), &witness);
    against(statement, public, witness)
}

/// The verdict about a witness under public inputs that need not be its own, after the circuit was seen to agree.
pub(crate) fn against<S: Arithmetize<Fr>>(
    statement: &S,
    public: S::Public,
    witness: S::Witness,
) -> Result<(), Unsatisfied> {
    let verdict = statement.holds(&public, &witness);
    assert_eq!(satisfied(statement, public, witness), verdict.is_ok(), "{verdict:?}");
    verdict
}

/// Constraints of the statement.
pub(crate) fn constraints<S: Arithmetize<Fr>>(statement: &S) -> usize {
    let system = ConstraintSystem::new_ref();
    Circuit::blank(statement).generate_constraints(system.clone()).unwrap();
    system.num_constraints()
}

/// A context for tests.
pub(crate) fn context() -> Fr {
    -Fr::from(1000u64)
}
