use super::{Claim, MarketCommitment, OtherStatement, Stated};
use crate::commitment::Context;
use crate::groth16::{
    self, ConstraintsHash, Manifest, Proof, PublicInputs, Reason, Setup, VerifyingKey, VerifyingKeyHash,
};
use crate::poseidon::Poseidon;
use ark_bn254::Fr;
use ark_ff::PrimeField as _;

/// What a prover hands to a verifier: a proof, its public inputs, and the key it claims to be under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The key. It is used only if its hash is the one that the verifier pinned.
    pub key: VerifyingKey,
    /// The proof.
    pub proof: Proof,
    /// Context, allocation, market and, for near-optimality, epsilon.
    pub inputs: PublicInputs,
}

impl Evidence {
    /// The commitment of the allocation in decimal, as it stands in public.json; none if there are too few public inputs.
    pub fn allocation(&self) -> Option<String> {
        self.inputs.0.get(1).map(ToString::to_string)
    }

    /// By how many millionths the cost may exceed the bound; none if that is not what is claimed, or not below 2^32.
    pub fn epsilon_ppm(&self) -> Option<u32> {
        let [low, high @ ..] = self.inputs.0.get(3)?.into_bigint().0;
        u32::try_from(low).ok().filter(|_| high.iter().all(|&limb| limb == 0))
    }
}

/// What the verifier knew before it saw the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// What the proof must be for.
    pub context: Context,
    /// The market that it must be about.
    pub market: MarketCommitment,
}

/// Why evidence is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The key, the inputs or the proof are refused.
    #[error(transparent)]
    Proof(#[from] Reason),
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
        commitment: ConstraintsHash,
        /// Circuit of the key.
        key: ConstraintsHash,
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
pub struct Verifier {
    key: groth16::Verifier,
    circuit: Option<ConstraintsHash>,
    epsilon_ppm: Option<u32>,
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
    /// [`Refusal::Manifest`] for keys of another statement, [`Reason::InsecureSetup`].
    pub fn of_manifest(manifest: &Manifest, demanded: Setup) -> Result<Self, Refusal> {
        Stated::of_manifest(manifest)?;
        let key = groth16::Verifier::of_manifest(manifest, demanded)?;
        Ok(Self { key, circuit: Some(manifest.circuit), epsilon_ppm: None })
    }

    /// The same verifier for evidence of near-optimality: the cost exceeds the bound by at most so many millionths of it.
    #[must_use]
    pub const fn within(self, epsilon_ppm: u32) -> Self {
        Self { epsilon_ppm: Some(epsilon_ppm), ..self }
    }

    /// Accepts iff the evidence proves, under the pinned key, that an allocation of the committed market keeps its rules, for this context; after
    /// [`Verifier::within`], also that it is so near the bound. Evidence of near-optimality is refused by a verifier that does not say how near.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn verify(&self, evidence: &Evidence, expected: &Expected) -> Result<(), Refusal> {
        let commitment = expected.market.circuit();
        if let Some(key) = self.circuit.filter(|&key| key != commitment) {
            return Err(Refusal::Circuit { commitment, key });
        }
        let prepared = self.key.prepare(&evidence.key)?;
        let claim = if self.epsilon_ppm.is_some() { Claim::NearOptimality } else { Claim::Compliance };
        let (found, expected_inputs) = (evidence.inputs.len(), claim.public_inputs().len());
        let [context, _, market, ..] = evidence.inputs.0[..] else {
            return Err(Reason::InputCount { found, expected: expected_inputs }.into());
        };
        if found != expected_inputs {
            return Err(Reason::InputCount { found, expected: expected_inputs }.into());
        }
        if let Some(demanded) = self.epsilon_ppm {
            let found = evidence.epsilon_ppm();
            if found.is_none_or(|found| found > demanded) {
                return Err(Refusal::Epsilon { found, demanded });
            }
        }
        if context != expected.context.element::<Fr>(&Poseidon::default()) {
            return Err(Refusal::Context(expected.context.clone()));
        }
        if market != expected.market.element {
            return Err(Refusal::Market { found: market.to_string(), expected: expected.market.decimal() });
        }
        Ok(prepared.verify(&evidence.proof, &evidence.inputs)?)
    }
}
