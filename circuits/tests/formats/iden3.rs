//! The binary files, read back by a reader that knows the format's description alone.

use apportion_circuits::format::iden3::{r1cs, wtns};
use apportion_circuits::groth16::{Assignment, Constraints};
use apportion_circuits::testing::{Total, constraints};
use ark_bn254::Fr;
use ark_ff::{Field, PrimeField, Zero};
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystemRef, LinearCombination, SynthesisError, Variable};
use sha2::{Digest, Sha256};

struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (head, tail) = self.0.split_at(count);
        self.0 = tail;
        head
    }

    fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.take(4).try_into().expect("four bytes"))
    }

    fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.take(8).try_into().expect("eight bytes"))
    }

    fn section(&mut self, kind: u32) -> Bytes<'a> {
        assert_eq!(self.u32(), kind);
        let length = self.u64();
        Bytes(self.take(length as usize))
    }

    fn field(&mut self) -> Fr {
        Fr::from_le_bytes_mod_order(self.take(32))
    }

    /// The value of a linear combination, in which no variable stands twice and no coefficient is zero.
    fn combination(&mut self, witness: &[Fr]) -> Fr {
        let (mut sum, mut last) = (Fr::zero(), None);
        for _ in 0..self.u32() {
            let variable = self.u32();
            assert!(last < Some(variable), "variables ascend");
            last = Some(variable);
            let coefficient = self.field();
            assert!(!coefficient.is_zero());
            sum += witness[variable as usize] * coefficient;
        }
        sum
    }
}

fn prime() -> Vec<u8> {
    use ark_ff::BigInteger;
    Fr::MODULUS.to_bytes_le()
}

fn witness(file: &[u8]) -> Vec<Fr> {
    let mut file = Bytes(file);
    assert_eq!((file.take(4), file.u32(), file.u32()), (&b"wtns"[..], 2, 2));
    let mut header = file.section(1);
    assert_eq!((header.u32(), header.take(32)), (32, &prime()[..]));
    let count = header.u32();
    assert!(header.0.is_empty());
    let mut body = file.section(2);
    let values = (0..count).map(|_| body.field()).collect();
    assert!(body.0.is_empty() && file.0.is_empty());
    values
}

/// Reads a circuit and says which of its constraints hold.
fn holds(file: &[u8], witness: &[Fr], inputs: u32) -> Vec<bool> {
    let mut file = Bytes(file);
    assert_eq!((file.take(4), file.u32(), file.u32()), (&b"r1cs"[..], 1, 3));
    let mut header = file.section(1);
    assert_eq!((header.u32(), header.take(32)), (32, &prime()[..]));
    assert_eq!(header.u32() as usize, witness.len());
    assert_eq!((header.u32(), header.u32(), header.u32()), (0, inputs, 0));
    assert_eq!(header.u64() as usize, witness.len());
    let count = header.u32();
    assert!(header.0.is_empty());
    let mut body = file.section(2);
    let held = (0..count)
        .map(|_| body.combination(witness) * body.combination(witness) == body.combination(witness))
        .collect();
    assert!(body.0.is_empty());
    let mut labels = file.section(3);
    (0..witness.len() as u64).for_each(|label| assert_eq!(labels.u64(), label));
    assert!(labels.0.is_empty() && file.0.is_empty());
    held
}

#[test]
fn circuit_and_witness_say_the_same_to_another_reader() {
    let assignment = Assignment::of(Total::of(3, 7)).expect("values");
    let mut values = witness(&wtns(&assignment));
    assert_eq!(values, assignment.values());
    assert_eq!((values[0], values[2]), (Fr::ONE, Fr::from(7)));
    let file = r1cs(&constraints(3));
    assert!(holds(&file, &values, 2).iter().all(|held| *held));
    values[3] += Fr::ONE;
    let violated = holds(&file, &values, 2).iter().filter(|held| !**held).count();
    assert_eq!(violated, 2, "its decomposition and the total");
}

#[test]
fn the_circuits_hash_is_that_of_its_file() {
    let circuit = constraints(3);
    assert_eq!(circuit.hash().to_bytes()[..], Sha256::digest(r1cs(&circuit))[..]);
}

/// x x = x, with terms that stand twice or vanish.
struct Repeated;

impl ConstraintSynthesizer<Fr> for Repeated {
    fn generate_constraints(self, system: ConstraintSystemRef<Fr>) -> Result<(), SynthesisError> {
        let x = system.new_witness_variable(|| Ok(Fr::ONE))?;
        let y = system.new_witness_variable(|| Ok(Fr::from(5)))?;
        let half = Fr::from(2).inverse().expect("not zero");
        let twice = LinearCombination(vec![(half, x), (Fr::ONE, y), (half, x), (-Fr::ONE, y)]);
        system.enforce_r1cs_constraint(|| twice.clone(), || x.into(), || twice.clone())?;
        system.enforce_r1cs_constraint(|| y.into(), || Variable::One.into(), || y.into())
    }
}

#[test]
fn terms_that_stand_twice_are_merged() {
    let circuit = Constraints::of(Repeated).expect("constraints");
    let values = Assignment::of(Repeated).expect("values");
    assert_eq!(circuit.check(&values), Ok(()));
    assert_eq!(holds(&r1cs(&circuit), values.values(), 0), [true, true]);
}
