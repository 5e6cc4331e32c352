use crate::support::{NUMBERS, fixture, stream};
use apportion_circuits::groth16::{
    Assignment, Constraints, ProveError, Prover, Reason, UnsatisfiedConstraint, setup_seeded,
};
use apportion_circuits::testing::{Total, constraints};
use ark_bn254::Fr;
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystemRef, LinearCombination, SynthesisError, Variable};

fn assignment() -> Assignment<Fr> {
    Assignment::of(Total::of(NUMBERS, 7)).expect("values")
}

#[test]
fn the_first_violated_constraint_is_named() {
    let good = assignment();
    assert_eq!(constraints(NUMBERS).check(&good), Ok(()));
    // After 1 and two inputs comes the first number, then its bits. Its last bit is first used by constraint 63, its boolean check.
    for (variable, index) in [(3, 64), (3 + 1, 0), (3 + 64, 63), (1, 195), (2, 196)] {
        let mut values = good.values().to_vec();
        values[variable] += Fr::from(5);
        let bad = Assignment::from_values(values, 2);
        let error = UnsatisfiedConstraint { index, total: 197 };
        assert_eq!(constraints(NUMBERS).check(&bad), Err(error));
        let refused = fixture().prover.prove_assignment(&bad, &mut stream(1));
        assert_eq!(refused, Err(ProveError::Unsatisfied(error)));
    }
}

#[test]
fn assignments_of_another_shape_are_refused() {
    let values = assignment().values().to_vec();
    for (values, inputs) in [(values[1..].to_vec(), 2), (values.clone(), 1), (values, 3)] {
        let found = values.len();
        let refused = fixture().prover.prove_assignment(&Assignment::from_values(values, inputs), &mut stream(1));
        assert_eq!(refused, Err(ProveError::Shape { found, inputs }));
    }
}

/// As large as the circuit of the tests, with one coefficient changed.
struct Other(Total);

impl ConstraintSynthesizer<Fr> for Other {
    fn generate_constraints(self, system: ConstraintSystemRef<Fr>) -> Result<(), SynthesisError> {
        let mut smaller = self.0;
        let last = smaller.numbers.pop().expect("a number");
        smaller.generate_constraints(system.clone())?;
        let value = system.new_witness_variable(|| Ok(Fr::from(last)))?;
        for _ in 0..64 {
            let copy = system.new_witness_variable(|| Ok(Fr::from(last)))?;
            system.enforce_r1cs_constraint(|| value.into(), || Variable::One.into(), || copy.into())?;
        }
        let zero = LinearCombination::from(value) - value;
        system.enforce_r1cs_constraint(|| zero, || Variable::One.into(), LinearCombination::zero)
    }
}

#[test]
fn a_proof_under_the_key_of_another_circuit_is_never_handed_out() {
    let total = || Total::of(NUMBERS, 7);
    let other = Constraints::of(Other(total())).expect("constraints");
    let prover = Prover::new(fixture().key.clone(), other).expect("of the same size");
    assert_eq!(prover.prove(Other(total()), &mut stream(1)), Err(ProveError::Refused(Reason::Equation)));
}

#[test]
fn a_damaged_key_gives_no_proof() {
    let key = setup_seeded(Total::of(NUMBERS, 0), [3; 32]).expect("a setup");
    let mut bytes = key.to_bytes();
    let end = bytes.len();
    // B's last point, which is some point of the curve still.
    let (head, tail) = bytes.split_at_mut(end - 128);
    tail.copy_from_slice(&head[head.len() - 128..]);
    let hash = apportion_circuits::groth16::ProvingKey::hash_of(&bytes);
    let damaged = apportion_circuits::groth16::ProvingKey::from_bytes(&bytes, &hash).expect("reduced coordinates");
    let prover = Prover::new(damaged, constraints(NUMBERS)).expect("of the right size");
    assert_eq!(prover.prove(Total::of(NUMBERS, 7), &mut stream(1)), Err(ProveError::Refused(Reason::Equation)));
}

#[test]
fn proofs_of_one_statement_differ() {
    let (first, _) = fixture().proof_of(7, 100);
    let (second, _) = fixture().proof_of(7, 101);
    assert_ne!(first, second);
}

#[test]
fn the_circuits_hash_tells_circuits_apart() {
    let hash = constraints(NUMBERS).hash();
    assert_eq!(hash, constraints(NUMBERS).hash());
    assert_ne!(hash, constraints(NUMBERS + 1).hash());
    assert_ne!(hash, Constraints::of(Other(Total::of(NUMBERS, 7))).expect("constraints").hash());
}
