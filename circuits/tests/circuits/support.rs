//! Helpers of the circuit tests: the same tests run on every backend, each over its own field.
use apportion_circuits::commitment::{Batch, Blinding, Table};
use apportion_circuits::gadgets::Arithmetize;
use apportion_circuits::layout::{BitWidth, Item};
use apportion_circuits::poseidon::Poseidon;
use apportion_circuits::r1cs::Circuit;
use apportion_circuits::statement::Unsatisfied;
use ark_bn254::Fr;
use ark_ff::PrimeField;
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystem, ConstraintSystemRef};

/// A field, and the backend that proves statements over it.
pub(crate) trait Backend: PrimeField {
    /// The hash of its statements.
    fn poseidon() -> Poseidon<Self>;

    /// Whether the circuit of a statement is satisfied by public inputs and a witness, honest or not.
    fn satisfied<S: Arithmetize<Self>>(statement: &S, public: S::Public, witness: S::Witness) -> bool;
}

/// Rank-1 constraints, for Groth16.
impl Backend for Fr {
    fn poseidon() -> Poseidon<Self> {
        Poseidon::default()
    }

    fn satisfied<S: Arithmetize<Self>>(statement: &S, public: S::Public, witness: S::Witness) -> bool {
        system(statement, public, witness).is_satisfied().unwrap()
    }
}

#[cfg(feature = "halo2")]
impl Backend for apportion_circuits::halo2::Element {
    fn poseidon() -> Poseidon<Self> {
        apportion_circuits::halo2::poseidon().clone()
    }

    fn satisfied<S: Arithmetize<Self>>(statement: &S, public: S::Public, witness: S::Witness) -> bool {
        let circuit = apportion_circuits::halo2::Circuit::new(statement, &public, &witness).unwrap();
        let mock = halo2_proofs::dev::MockProver::run(circuit.k(), &circuit, vec![circuit.instance()]).unwrap();
        mock.verify().is_ok()
    }
}

/// Runs tests that are generic over the backend on every one.
macro_rules! on_every_backend {
    ($($test:ident,)*) => {
        mod groth16 {
            $(#[test] fn $test() { super::$test::<ark_bn254::Fr>(); })*
        }
        #[cfg(feature = "halo2")]
        mod halo2 {
            $(#[test] fn $test() { super::$test::<apportion_circuits::halo2::Element>(); })*
        }
    };
}
pub(crate) use on_every_backend;

pub(crate) fn bits(count: u32) -> BitWidth {
    BitWidth::new(count).unwrap()
}

/// Blindings that no other value of a test equals.
pub(crate) fn blinding<F: PrimeField>(number: u64) -> Blinding<F> {
    Blinding::from_element(-F::from(number))
}

/// The values that are free by design: the context, and every blinding in use.
pub(crate) fn fixed() -> Vec<Fr> {
    core::iter::once(context()).chain((1..=9).map(|number| blinding(number).element())).collect()
}

pub(crate) fn batch<F: PrimeField>(items: Vec<Item>) -> Batch<F> {
    Batch { items, blinding: blinding(1) }
}

pub(crate) fn table<F: PrimeField>(rows: Vec<Vec<u64>>) -> Table<F> {
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

/// Whether the circuit is satisfied.
pub(crate) fn satisfied<F: Backend, S: Arithmetize<F>>(statement: &S, public: S::Public, witness: S::Witness) -> bool {
    F::satisfied(statement, public, witness)
}

/// The verdict of the native relation about a witness, after the circuit was seen to agree.
pub(crate) fn verdict<F: Backend, S: Arithmetize<F>>(statement: &S, witness: S::Witness) -> Result<(), Unsatisfied> {
    let public = statement.public(context(), &witness);
    against(statement, public, witness)
}

/// The verdict about a witness under public inputs that need not be its own, after the circuit was seen to agree.
pub(crate) fn against<F: Backend, S: Arithmetize<F>>(
    statement: &S,
    public: S::Public,
    witness: S::Witness,
) -> Result<(), Unsatisfied> {
    let verdict = statement.holds(&public, &witness);
    assert_eq!(F::satisfied(statement, public, witness), verdict.is_ok(), "{verdict:?}");
    verdict
}

/// Constraints of the statement.
pub(crate) fn constraints<S: Arithmetize<Fr>>(statement: &S) -> usize {
    let system = ConstraintSystem::new_ref();
    Circuit::blank(statement).generate_constraints(system.clone()).unwrap();
    system.num_constraints()
}

/// A context for tests.
pub(crate) fn context<F: PrimeField>() -> F {
    -F::from(1000u64)
}
