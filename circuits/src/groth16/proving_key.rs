use super::engine::Key;
use super::setup::checked;
use super::{Constraints, Element, ProvingKeyHash, Reason, Setup, VerifyingKey};
use crate::format::montgomery::{Reader, push_g1, push_g2};
use alloc::vec::Vec;
use ark_bn254::{Bn254, Fr, G1Affine, G2Affine};
use ark_ec::AffineRepr;
use ark_ec::pairing::Pairing;

type Inner = ark_groth16::ProvingKey<Bn254>;

/// What a prover needs of a setup, stamped with who made it.
#[derive(Clone, Debug, PartialEq)]
pub struct ProvingKey {
    pub(crate) inner: Inner,
    setup: Setup,
    verifying: VerifyingKey,
}

/// Why a proving key's bytes are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProvingKeyError {
    /// Other bytes than the pinned ones.
    #[error("the proving key has SHA-256 {found}, but {pinned} is pinned")]
    Hash {
        /// SHA-256 of the bytes given.
        found: ProvingKeyHash,
        /// The pinned one.
        pinned: ProvingKeyHash,
    },
    /// Not a proving key of this version.
    #[error("not a proving key of version 1")]
    Header,
    /// Lengths that contradict each other or the length of the file.
    #[error("the proving key's sections do not fit together or into its {found} bytes")]
    Sections {
        /// Bytes given.
        found: usize,
    },
    /// A coordinate that is not below the field's order.
    #[error("the proving key has a coordinate that is not below the field's order")]
    Coordinate,
    /// The verifying key inside would be refused.
    #[error("the proving key's verifying key: {0}")]
    Verifying(#[from] Reason),
    /// The key was made for a circuit of other size.
    #[error(
        "the proving key is for a circuit of other size: {found} variables, {inputs} public inputs, domain {domain}"
    )]
    Circuit {
        /// Variables in the key.
        found: usize,
        /// Public inputs of the key.
        inputs: usize,
        /// Domain size of the key.
        domain: usize,
    },
}

const MAGIC: &[u8; 8] = b"APGROTH1";
/// Input constants, variables, domain size.
const COUNTS: usize = 3;

impl ProvingKey {
    pub(crate) fn new(inner: Inner, setup: Setup) -> Result<Self, Reason> {
        let verifying = checked(&inner.vk)?;
        check_hiding(&inner)?;
        Ok(Self { inner, setup, verifying })
    }

    /// The key that verifies.
    pub fn verifying_key(&self) -> &VerifyingKey {
        &self.verifying
    }

    /// Who made the key.
    pub fn setup(&self) -> Setup {
        self.setup
    }

    /// Whether the key's sizes are those of a circuit. That it is this circuit's key only the manifest's hashes say, or a proof that verifies.
    ///
    /// # Errors
    /// [`ProvingKeyError::Circuit`].
    pub fn check_size(&self, constraints: &Constraints<Fr>) -> Result<(), ProvingKeyError> {
        let (found, inputs, domain) = (self.inner.a_query.len(), self.verifying.inputs(), self.inner.h_query.len());
        if (found, inputs, domain) == (constraints.variables(), constraints.inputs(), constraints.domain_size()) {
            Ok(())
        } else {
            Err(ProvingKeyError::Circuit { found, inputs, domain })
        }
    }

    /// The key as a file: `APGROTH1`, who made it, counts, and points uncompressed in Montgomery form, as they lie in memory, so that loading is
    /// copying.
    pub fn to_bytes(&self) -> Vec<u8> {
        let Inner { vk, beta_g1, delta_g1, a_query, b_g1_query, b_g2_query, h_query, l_query } = &self.inner;
        let mut bytes = Vec::with_capacity(length(a_query.len(), h_query.len()).unwrap_or_default());
        bytes.extend(MAGIC);
        bytes.extend(u64::from(self.setup as u8).to_le_bytes());
        for count in [vk.gamma_abc_g1.len(), a_query.len(), h_query.len()] {
            bytes.extend((count as u64).to_le_bytes());
        }
        for point in [&vk.alpha_g1, beta_g1, delta_g1] {
            push_g1(point, &mut bytes);
        }
        for point in [&vk.beta_g2, &vk.gamma_g2, &vk.delta_g2] {
            push_g2(point, &mut bytes);
        }
        for points in [&vk.gamma_abc_g1, a_query, b_g1_query, l_query, h_query] {
            points.iter().for_each(|point| push_g1(point, &mut bytes));
        }
        b_g2_query.iter().for_each(|point| push_g2(point, &mut bytes));
        bytes
    }

    /// SHA-256 of [`to_bytes`](Self::to_bytes).
    pub fn hash_of(bytes: &[u8]) -> ProvingKeyHash {
        ProvingKeyHash::of(&[bytes])
    }

    /// Loads a key whose bytes the caller trusts by their hash. Coordinates are checked to be reduced; that the points are on the curve follows
    /// from the hash. A key whose maker could read the witness off a proof is refused, whatever its hash. Time: one pass of SHA-256 and one copy.
    ///
    /// # Errors
    /// [`ProvingKeyError`].
    pub fn from_bytes(bytes: &[u8], pinned: &ProvingKeyHash) -> Result<Self, ProvingKeyError> {
        let found = Self::hash_of(bytes);
        if found != *pinned {
            return Err(ProvingKeyError::Hash { found, pinned: *pinned });
        }
        Self::parse(bytes)
    }

    fn parse(bytes: &[u8]) -> Result<Self, ProvingKeyError> {
        let sections = ProvingKeyError::Sections { found: bytes.len() };
        let mut reader = Reader::new(bytes);
        if reader.take(MAGIC.len()) != Some(MAGIC) {
            return Err(ProvingKeyError::Header);
        }
        let setup = match reader.u64() {
            Some(0) => Setup::DevInsecure,
            Some(1) => Setup::SingleParty,
            Some(2) => Setup::Ceremony,
            _ => return Err(ProvingKeyError::Header),
        };
        let mut counts = [0usize; COUNTS];
        for count in &mut counts {
            *count = reader.u64().and_then(|count| count.try_into().ok()).ok_or_else(|| sections.clone())?;
        }
        let [constants, variables, domain] = counts;
        let witness = variables.checked_sub(constants).ok_or_else(|| sections.clone())?;
        if length(variables, domain) != Some(bytes.len()) || !domain.is_power_of_two() {
            return Err(sections);
        }
        let mut g1 = |count| reader.g1s(count).ok_or(ProvingKeyError::Coordinate);
        let head: [G1Affine; 3] = g1(3)?.try_into().map_err(|_| sections.clone())?;
        let [alpha_g1, beta_g1, delta_g1] = head;
        let secrets = reader.g2s(3).ok_or(ProvingKeyError::Coordinate)?;
        let [beta_g2, gamma_g2, delta_g2] = secrets.try_into().map_err(|_| sections)?;
        let mut g1 = |count| reader.g1s(count).ok_or(ProvingKeyError::Coordinate);
        let vk = ark_groth16::VerifyingKey { alpha_g1, beta_g2, gamma_g2, delta_g2, gamma_abc_g1: g1(constants)? };
        let (a_query, b_g1_query, l_query, h_query) = (g1(variables)?, g1(variables)?, g1(witness)?, g1(domain)?);
        let b_g2_query = reader.g2s(variables).ok_or(ProvingKeyError::Coordinate)?;
        let inner = Inner { vk, beta_g1, delta_g1, a_query, b_g1_query, b_g2_query, h_query, l_query };
        Ok(Self::new(inner, setup)?)
    }

    pub(crate) fn key(&self) -> &Key<Bn254> {
        self.verifying.key()
    }
}

/// Refuses a key under which a proof would tell its maker what the witness is (subversion zero knowledge: Fuchsbauer, PKC 2018). If delta is the
/// same secret in both groups and not zero, A and B of a proof are uniform whatever the other points are, and C follows from them, as the prover
/// verifies the proof before it gives it away.
fn check_hiding(inner: &Inner) -> Result<(), Reason> {
    let secrets =
        [(Element::Delta, inner.delta_g1, inner.vk.delta_g2), (Element::Beta, inner.beta_g1, inner.vk.beta_g2)];
    for (element, in_g1, in_g2) in secrets {
        if in_g1.is_zero() {
            return Err(Reason::Identity(element));
        }
        if !in_g1.is_on_curve() {
            return Err(Reason::NotOnCurve(element));
        }
        if Bn254::pairing(in_g1, G2Affine::generator()) != Bn254::pairing(G1Affine::generator(), in_g2) {
            return Err(Reason::SecretsDiffer(element));
        }
    }
    Ok(())
}

/// Bytes of a key's file. The input constants and the points of the witness are together as many as the variables.
fn length(variables: usize, domain: usize) -> Option<usize> {
    let header = MAGIC.len() + 8 * (1 + COUNTS) + 3 * 64 + 3 * 128;
    let g1 = variables.checked_mul(3)?.checked_add(domain)?.checked_mul(64)?;
    header.checked_add(g1)?.checked_add(variables.checked_mul(128)?)
}
