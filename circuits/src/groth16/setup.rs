use super::engine::{Key, scalar};
use super::reduction::OddCoset;
use super::{ProvingKey, Reason, Setup, SynthesisFailure, VerifyingKey};
use crate::Randomness;
use ark_bn254::{Bn254, Fr};
use ark_ec::AffineRepr;
use ark_ec::pairing::Pairing;
use ark_ff::Zero;
use ark_groth16::Groth16;
use ark_relations::gr1cs::ConstraintSynthesizer;
use ark_std::rand::{self, RngCore};

/// Why no keys were made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// The circuit gives no constraints.
    #[error(transparent)]
    Synthesis(#[from] SynthesisFailure),
    /// The randomness gave zero for a secret: it is broken.
    #[error("the source of randomness is broken: it gave zeros")]
    Randomness,
    /// The circuit makes a key that verifiers refuse, such as one with a public input that no constraint uses.
    #[error("verifiers would refuse the key: {0}")]
    Key(#[from] Reason),
}

/// Makes keys for a circuit as a single party. Whoever sees the randomness can forge proofs: pass the operating system's, and let nobody keep it.
/// The secrets live in memory during the call and are not erased from it by us alone; a ceremony removes the need to trust this.
///
/// # Errors
/// [`SetupError`].
pub fn setup<C: ConstraintSynthesizer<Fr>>(
    circuit: C,
    randomness: &mut impl Randomness,
) -> Result<ProvingKey, SetupError> {
    ProvingKey::new(generate::<Bn254, C>(circuit, randomness)?, Setup::SingleParty).map_err(SetupError::Key)
}

/// Makes the same keys from the same seed, for tests: whoever knows the seed can forge proofs. The keys are stamped [`Setup::DevInsecure`].
///
/// # Errors
/// [`SetupError`].
#[cfg(feature = "dev-insecure")]
pub fn setup_seeded<C: ConstraintSynthesizer<Fr>>(circuit: C, seed: [u8; 32]) -> Result<ProvingKey, SetupError> {
    let key = generate::<Bn254, C>(circuit, &mut Seeded { seed, counter: 0 })?;
    ProvingKey::new(key, Setup::DevInsecure).map_err(SetupError::Key)
}

pub(crate) fn generate<E: Pairing, C: ConstraintSynthesizer<E::ScalarField>>(
    circuit: C,
    randomness: &mut dyn Randomness,
) -> Result<ark_groth16::ProvingKey<E>, SetupError> {
    let [alpha, beta, gamma, delta]: [E::ScalarField; 4] = core::array::from_fn(|_| scalar(randomness));
    if [alpha, beta, gamma, delta].iter().any(Zero::is_zero) {
        return Err(SetupError::Randomness);
    }
    Groth16::<E, OddCoset>::generate_parameters_with_qap(
        circuit,
        alpha,
        beta,
        gamma,
        delta,
        E::G1Affine::generator().into_group(),
        E::G2Affine::generator().into_group(),
        &mut Adapter(randomness),
    )
    .map_err(|error| SetupError::Synthesis(SynthesisFailure::Circuit(error)))
}

/// The caller's randomness as arkworks wants it.
struct Adapter<'a>(&'a mut dyn Randomness);

impl RngCore for Adapter<'_> {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand::Error> {
        self.0.fill(bytes);
        Ok(())
    }
}

/// SHA-256 in counter mode.
#[cfg(feature = "dev-insecure")]
struct Seeded {
    seed: [u8; 32],
    counter: u64,
}

#[cfg(feature = "dev-insecure")]
impl Randomness for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) {
        use sha2::{Digest, Sha256};
        for chunk in bytes.chunks_mut(32) {
            let block = Sha256::new()
                .chain_update(crate::labels::SEEDED_SETUP.bytes())
                .chain_update(self.seed)
                .chain_update(self.counter.to_le_bytes());
            self.counter += 1;
            chunk.iter_mut().zip(block.finalize()).for_each(|(to, from)| *to = from);
        }
    }
}

pub(crate) fn verifying_key<E: Pairing>(key: &ark_groth16::VerifyingKey<E>) -> Key<E> {
    Key {
        alpha: key.alpha_g1,
        beta: key.beta_g2,
        gamma: key.gamma_g2,
        delta: key.delta_g2,
        constants: key.gamma_abc_g1.clone(),
    }
}

/// Refuses what a verifier refuses when it reads the key: points of our own making are on the curve.
pub(crate) fn checked(key: &ark_groth16::VerifyingKey<Bn254>) -> Result<VerifyingKey, Reason> {
    VerifyingKey::from_bytes(&VerifyingKey::new(verifying_key(key))?.to_bytes())
}
