use super::claim::with_statement;
use super::{Claim, Groth16, OtherStatement, ProvingBackend, Purpose, Stated};
use crate::Randomness;
use crate::format::zkey::{self, ZkeyError};
use crate::gadgets::Arithmetize;
use crate::groth16::{
    Constraints, Description, Manifest, ManifestMismatch, ProveError, Prover, ProvingKey, ProvingKeyError, SetupError,
    SynthesisFailure, VerifyingKey, setup,
};
use crate::r1cs::Circuit;
use crate::statement::ParameterError;
use apportion_lattice::Market;
use ark_bn254::Fr;
use std::collections::BTreeMap;

/// Keys of a [`Claim`] for every market of a size, with the circuit that they belong to.
#[derive(Clone, Debug)]
pub struct Keys<B: ProvingBackend = Groth16> {
    pub(super) manifest: B::Manifest,
    pub(super) stated: Stated<B::Field>,
    pub(super) prover: B::Prover,
}

/// Why there are no keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// No circuit can have the sizes of this market.
    #[error(transparent)]
    Shape(#[from] ParameterError),
    /// The circuit cannot be written down.
    #[error(transparent)]
    Circuit(#[from] SynthesisFailure),
    /// The setup failed.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// The key of a ceremony is refused.
    #[error(transparent)]
    Zkey(#[from] ZkeyError),
    /// The manifest is that of other keys.
    #[error(transparent)]
    Manifest(#[from] OtherStatement),
    /// The proving key is refused.
    #[error(transparent)]
    ProvingKey(#[from] ProvingKeyError),
    /// The proving key does not belong to the circuit.
    #[error(transparent)]
    Prover(#[from] ProveError),
    /// The market has more limits than a manifest can list.
    #[error(
        "a manifest of {found} bytes would be needed, {} are read at most: the market has too many limits",
        Manifest::BYTES_MAX
    )]
    TooManyLimits {
        /// Bytes that the manifest would have.
        found: usize,
    },
    /// The manifest is not that of the proving key, or of the circuit that this version builds from its parameters.
    #[error("{0}: make the keys again")]
    Mismatch(#[from] ManifestMismatch),
}

impl Keys {
    /// Makes keys of `compliance` as a single party, sized for a market and padded to the next tier. Whoever sees the randomness can forge proofs.
    ///
    /// # Errors
    /// [`KeysError`].
    pub fn setup(market: &Market, randomness: &mut impl Randomness) -> Result<Self, KeysError> {
        Self::setup_for(Claim::Compliance, market, randomness)
    }

    /// Makes keys for a purpose, as [`Keys::setup`] does for compliance.
    ///
    /// # Errors
    /// [`KeysError`]; [`KeysError::Shape`] for near-optimality of markets whose costs or amounts are too large for its bound.
    pub fn setup_for(
        purpose: impl Into<Purpose>,
        market: &Market,
        randomness: &mut impl Randomness,
    ) -> Result<Self, KeysError> {
        let stated = Stated::of_market::<Groth16>(purpose.into(), market)?;
        let key = with_statement!(&stated, statement => setup(Circuit::blank(statement), randomness))?;
        let constraints = constraints(&stated)?;
        Self::new(stated, key, constraints)
    }

    /// Takes the key that a ceremony made for the circuit of markets of this size, from its `.zkey` file.
    ///
    /// # Errors
    /// [`KeysError`]; [`ZkeyError::Circuit`] if the ceremony was held for another circuit.
    pub fn import(market: &Market, zkey: &[u8]) -> Result<Self, KeysError> {
        Self::import_for(Claim::Compliance, market, zkey)
    }

    /// Takes the key of a ceremony for a purpose, as [`Keys::import`] does for compliance.
    ///
    /// # Errors
    /// [`KeysError`].
    pub fn import_for(purpose: impl Into<Purpose>, market: &Market, zkey: &[u8]) -> Result<Self, KeysError> {
        let stated = Stated::of_market::<Groth16>(purpose.into(), market)?;
        let constraints = constraints(&stated)?;
        let imported = zkey::read(zkey, &constraints)?;
        Self::new(stated, imported.key, constraints)
    }

    fn new(stated: Stated<Fr>, key: ProvingKey, constraints: Constraints<Fr>) -> Result<Self, KeysError> {
        let (manifest, prover) = manifested(stated.describe(), key, constraints)?;
        Ok(Self { manifest, stated, prover })
    }

    /// Loads keys that were stored, and checks that they belong together and to the circuit that this version builds.
    ///
    /// # Errors
    /// [`KeysError`].
    pub fn load(manifest: Manifest, proving_key: &[u8]) -> Result<Self, KeysError> {
        let stated = Stated::of_manifest::<Groth16>(&manifest)?;
        let prover = with_statement!(&stated, statement => stored(statement, &manifest, proving_key))?;
        Ok(Self { manifest, stated, prover })
    }

    /// The key that verifies: `verification_key.json`.
    pub fn verifying_key(&self) -> &VerifyingKey {
        self.prover.key().verifying_key()
    }

    /// The key that proves, as a file.
    pub fn proving_key(&self) -> Vec<u8> {
        self.prover.key().to_bytes()
    }
}

impl<B: ProvingBackend> Keys<B> {
    /// What the keys are for: `manifest.json`.
    pub fn manifest(&self) -> &B::Manifest {
        &self.manifest
    }

    /// What is proved with the keys.
    pub fn claim(&self) -> Claim {
        self.stated.claim()
    }
}

/// The circuit that a manifest's keys belong to.
///
/// # Errors
/// [`KeysError`]; [`KeysError::Mismatch`] if this version builds another circuit from the same parameters.
pub fn circuit(manifest: &Manifest) -> Result<Constraints<Fr>, KeysError> {
    with_statement!(&Stated::of_manifest::<Groth16>(manifest)?, statement => circuit_of(statement, manifest))
}

fn constraints(stated: &Stated<Fr>) -> Result<Constraints<Fr>, SynthesisFailure> {
    with_statement!(stated, statement => Constraints::of(Circuit::blank(statement)))
}

/// What the keys of a statement are for.
pub(crate) fn describe(
    statement: &str,
    parameters: BTreeMap<String, u64>,
    public_inputs: &[&str],
    not_covered: &[&str],
) -> Description {
    let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    Description {
        made_by: concat!("apportion-circuits ", env!("CARGO_PKG_VERSION")).to_owned(),
        statement: statement.to_owned(),
        parameters,
        public_inputs: owned(public_inputs),
        not_covered: owned(not_covered),
    }
}

/// New keys with their manifest.
pub(crate) fn manifested(
    description: Description,
    key: ProvingKey,
    constraints: Constraints<Fr>,
) -> Result<(Manifest, Prover), KeysError> {
    let manifest = Manifest::describe(description, &constraints, &key, ProvingKey::hash_of(&key.to_bytes()))?;
    let found = manifest.to_json().len();
    if found > Manifest::BYTES_MAX {
        return Err(KeysError::TooManyLimits { found });
    }
    Ok((manifest, Prover::new(key, constraints)?))
}

/// Stored keys, which belong to their manifest and to the circuit that this version builds.
pub(crate) fn stored<S: Arithmetize<Fr>>(
    statement: &S,
    manifest: &Manifest,
    proving_key: &[u8],
) -> Result<Prover, KeysError> {
    let key = ProvingKey::from_bytes(proving_key, &manifest.proving_key)?;
    let constraints = Constraints::of(Circuit::blank(statement))?;
    manifest.check(&constraints, &key)?;
    Ok(Prover::new(key, constraints)?)
}

/// The circuit of a statement, if it is the manifest's.
pub(crate) fn circuit_of<S: Arithmetize<Fr>>(statement: &S, manifest: &Manifest) -> Result<Constraints<Fr>, KeysError> {
    let constraints = Constraints::of(Circuit::blank(statement))?;
    let (found, stated) = (constraints.hash(), manifest.circuit);
    if found == stated { Ok(constraints) } else { Err(ManifestMismatch::Circuit { found, stated }.into()) }
}
