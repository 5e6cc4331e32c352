use super::{Backend, Claim, Groth16, MarketCommitment, OtherStatement, Stated};
use crate::commitment::Context;
use crate::groth16::{self, Manifest, Setup, VerifyingKeyHash};
use ark_ff::{BigInteger as _, PrimeField as _};

/// What a prover hands to a verifier: a proof, its public inputs, and the key it claims to be under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence<B: Backend = Groth16> {
    /// The key, or its hash. It is used only if it is the one that the verifier knew.
    pub key: B::Key,
    /// The proof.
    pub proof: B::Proof,
    /// Context, allocation, market and, for near-optimality, epsilon.
    pub inputs: B::Inputs,
}

impl<B: Backend> Evidence<B> {
    /// The commitment of the allocation in decimal, as it stands in public.json; none if there are too few public inputs.
    pub fn allocation(&self) -> Option<String> {
        B::elements(&self.inputs).get(1).map(ToString::to_string)
    }

    /// By how many millionths the cost may exceed the bound; none if that is not what is claimed, or not below 2^32.
    pub fn epsilon_ppm(&self) -> Option<u32> {
        let stated = B::elements(&self.inputs).get(3)?.into_bigint();
        let low = stated.as_ref().first().copied().filter(|_| stated.num_bits() <= u32::BITS)?;
        u32::try_from(low).ok()
    }
}

/// What the verifier knew before it saw the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected<B: Backend = Groth16> {
    /// What the proof must be for.
    pub context: Context,
    /// The market that it must be about.
    pub market: MarketCommitment<B>,
}

/// Why evidence is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal<B: Backend = Groth16> {
    /// The key, the inputs or the proof are refused.
    #[error(transparent)]
    Proof(B::Reason),
    /// Another number of public inputs than the statement has.
    #[error("{found} public inputs where the statement has {expected}")]
    InputCount {
        /// Public inputs given.
        found: usize,
        /// Those of what the verifier asks for.
        expected: usize,
    },
    /// The proof was made for another context.
    #[error(
        "the proof is for another context than policy {:?}, epoch {}, application {:?}",
        .0.policy_id, .0.epoch, .0.application_id
    )]
    Context(Context),
    /// The proof is about another market, or about this one under another blinding.
    #[error("the proof is about another commitment: it states {found}, but {expected} was published")]
    Market {
        /// The commitment that the proof states.
        found: String,
        /// The commitment that the verifier knew.
        expected: String,
    },
    /// The commitment was made for another circuit than the key.
    #[error("the commitment is for the circuit {commitment}, the key for the circuit {key}")]
    Circuit {
        /// Circuit of the commitment.
        commitment: B::Circuit,
        /// Circuit of the key.
        key: B::Circuit,
    },
    /// The proof allows the cost to exceed the bound by more than is accepted.
    #[error("the proof states an epsilon of {} ppm, at most {demanded} ppm is accepted", stated(*.found))]
    Epsilon {
        /// What the proof states; none if it states nothing or no number below 2^32.
        found: Option<u32>,
        /// What the verifier accepts.
        demanded: u32,
    },
    /// The manifest does not describe keys of this statement.
    #[error(transparent)]
    Manifest(#[from] OtherStatement),
}

fn stated(epsilon_ppm: Option<u32>) -> String {
    epsilon_ppm.map_or_else(|| "no".to_owned(), |epsilon| epsilon.to_string())
}

/// Accepts evidence of a [`Claim`] under the one key whose hash the caller knew beforehand.
///
/// ```
/// # use apportion_circuits::{Evidence, Expected, Refusal, Verifier};
/// # use apportion_circuits::groth16::VerifyingKeyHash;
/// # fn example(pinned: VerifyingKeyHash, evidence: &Evidence, expected: &Expected) -> Result<(), Refusal> {
/// Verifier::pinned(pinned).verify(evidence, expected)
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Verifier<B: Backend = Groth16> {
    pub(super) key: B::KnownKey,
    pub(super) circuit: Option<B::Circuit>,
    pub(super) epsilon_ppm: Option<u32>,
}

impl Verifier {
    /// A verifier that accepts evidence under the key with this hash only. The hash must not come from whoever sends the evidence.
    pub const fn pinned(hash: VerifyingKeyHash) -> Self {
        Self { key: groth16::Verifier::pinned(hash), circuit: None, epsilon_ppm: None }
    }

    /// A verifier of the key that a manifest describes, unless its setup is worse than `demanded`. The manifest must not come from whoever sends
    /// the evidence.
    ///
    /// # Errors
    /// [`Refusal::Manifest`] for keys of another statement, [`Reason::InsecureSetup`](groth16::Reason::InsecureSetup).
    pub fn of_manifest(manifest: &Manifest, demanded: Setup) -> Result<Self, Refusal> {
        Stated::of_manifest::<Groth16>(manifest)?;
        let key = groth16::Verifier::of_manifest(manifest, demanded).map_err(Refusal::Proof)?;
        Ok(Self { key, circuit: Some(manifest.circuit), epsilon_ppm: None })
    }
}

impl<B: Backend> Verifier<B> {
    /// The same verifier for evidence of near-optimality: the cost exceeds the bound by at most so many millionths of it.
    #[must_use]
    pub fn within(self, epsilon_ppm: u32) -> Self {
        Self { epsilon_ppm: Some(epsilon_ppm), ..self }
    }

    /// Accepts iff the evidence proves, under the known key, that an allocation of the committed market keeps its rules, for this context; after
    /// [`Verifier::within`], also that it is so near the bound. Evidence of near-optimality is refused by a verifier that does not say how near.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn verify(&self, evidence: &Evidence<B>, expected: &Expected<B>) -> Result<(), Refusal<B>> {
        let commitment = expected.market.circuit();
        if let Some(key) = self.circuit.filter(|&key| key != commitment) {
            return Err(Refusal::Circuit { commitment, key });
        }
        let claim = if self.epsilon_ppm.is_some() { Claim::NearOptimality } else { Claim::Compliance };
        let (inputs, expected_inputs) = (B::elements(&evidence.inputs), claim.public_inputs().len());
        let [context, _, market, ..] = inputs[..] else {
            return Err(Refusal::InputCount { found: inputs.len(), expected: expected_inputs });
        };
        if inputs.len() != expected_inputs {
            return Err(Refusal::InputCount { found: inputs.len(), expected: expected_inputs });
        }
        if let Some(demanded) = self.epsilon_ppm {
            let found = evidence.epsilon_ppm();
            if found.is_none_or(|found| found > demanded) {
                return Err(Refusal::Epsilon { found, demanded });
            }
        }
        if context != expected.context.element(&B::poseidon()) {
            return Err(Refusal::Context(expected.context.clone()));
        }
        if market != expected.market.element {
            return Err(Refusal::Market { found: market.to_string(), expected: expected.market.decimal() });
        }
        let key = B::prepare(&self.key, &evidence.key).map_err(Refusal::Proof)?;
        B::verify(&key, &evidence.proof, &evidence.inputs).map_err(Refusal::Proof)
    }
}
