use super::{ManifestMismatch, PUBLIC_INPUTS, parameters, statement};
use crate::Randomness;
use crate::format::zkey::{self, ZkeyError};
use crate::groth16::{
    Constraints, Curve, Manifest, ManifestVersion, ProveError, Prover, ProvingKey, ProvingKeyError, Setup, SetupError,
    SynthesisFailure, VerifyingKey, setup,
};
use crate::poseidon::Poseidon;
use crate::r1cs::Circuit;
use crate::statement::compliance::{Compliance, NOT_COVERED, Shape};
use crate::statement::{ParameterError, Statement};
use apportion_certs::program::Program;
use apportion_lattice::Market;
use ark_bn254::Fr;

/// Keys of `compliance` for every market of a size, with the circuit that they belong to.
#[derive(Clone, Debug)]
pub struct Keys {
    manifest: Manifest,
    pub(super) statement: Compliance<Fr>,
    pub(super) prover: Prover,
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
    Manifest(#[from] ManifestMismatch),
    /// The proving key is refused.
    #[error(transparent)]
    ProvingKey(#[from] ProvingKeyError),
    /// The proving key does not belong to the circuit.
    #[error(transparent)]
    Prover(#[from] ProveError),
    /// The manifest and the proving key, or the circuit that this version builds, contradict each other.
    #[error("the manifest and the proving key disagree about the {0}: make the keys again")]
    Contradiction(&'static str),
}

impl Keys {
    /// Makes keys as a single party, sized for a market and padded to the next tier. Whoever sees the randomness can forge proofs.
    ///
    /// # Errors
    /// [`KeysError`].
    pub fn setup(market: &Market, randomness: &mut impl Randomness) -> Result<Self, KeysError> {
        let statement = statement_for(market)?;
        let key = setup(Circuit::blank(&statement), randomness)?;
        let constraints = Constraints::of(Circuit::blank(&statement))?;
        Self::new(statement, key, constraints)
    }

    /// Takes the key that a ceremony made for the circuit of markets of this size, from its `.zkey` file.
    ///
    /// # Errors
    /// [`KeysError`]; [`ZkeyError::Circuit`] if the ceremony was held for another circuit.
    pub fn import(market: &Market, zkey: &[u8]) -> Result<Self, KeysError> {
        let statement = statement_for(market)?;
        let constraints = Constraints::of(Circuit::blank(&statement))?;
        let imported = zkey::read(zkey, &constraints)?;
        Self::new(statement, imported.key, constraints)
    }

    fn new(statement: Compliance<Fr>, key: ProvingKey, constraints: Constraints<Fr>) -> Result<Self, KeysError> {
        let manifest = Manifest {
            version: ManifestVersion,
            made_by: concat!("apportion-circuits ", env!("CARGO_PKG_VERSION")).to_owned(),
            curve: Curve::Bn254,
            statement: <Compliance<Fr> as Statement<Fr>>::NAME.to_owned(),
            parameters: parameters::write(statement.shape()),
            public_inputs: PUBLIC_INPUTS.map(str::to_owned).to_vec(),
            constraints: constraints.len() as u64,
            circuit: constraints.hash(),
            verifying_key: key.verifying_key().hash(),
            proving_key: ProvingKey::hash_of(&key.to_bytes()),
            setup: key.setup(),
            not_covered: NOT_COVERED.iter().map(|&sentence| sentence.to_owned()).collect(),
        };
        Ok(Self { manifest, statement, prover: Prover::new(key, constraints)? })
    }

    /// Loads keys that were stored, and checks that they belong together and to the circuit that this version builds.
    ///
    /// # Errors
    /// [`KeysError`].
    pub fn load(manifest: Manifest, proving_key: &[u8]) -> Result<Self, KeysError> {
        let statement = statement(&manifest)?;
        let key = ProvingKey::from_bytes(proving_key, &manifest.proving_key)?;
        let constraints = circuit(&manifest)?;
        if key.setup() != manifest.setup {
            return Err(KeysError::Contradiction("setup"));
        }
        if key.verifying_key().hash() != manifest.verifying_key {
            return Err(KeysError::Contradiction("verifying key"));
        }
        Ok(Self { manifest, statement, prover: Prover::new(key, constraints)? })
    }

    /// What the keys are for: `manifest.json`.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The key that verifies: `verification_key.json`.
    pub fn verifying_key(&self) -> &VerifyingKey {
        self.prover.key().verifying_key()
    }

    /// The key that proves, as a file.
    pub fn proving_key(&self) -> Vec<u8> {
        self.prover.key().to_bytes()
    }

    /// Who made the keys.
    pub fn setup_by(&self) -> Setup {
        self.manifest.setup
    }
}

/// The circuit that a manifest's keys belong to.
///
/// # Errors
/// [`KeysError`]; [`KeysError::Contradiction`] if this version builds another circuit from the same parameters.
pub fn circuit(manifest: &Manifest) -> Result<Constraints<Fr>, KeysError> {
    let statement = statement(manifest)?;
    let constraints = Constraints::of(Circuit::blank(&statement))?;
    if constraints.hash() != manifest.circuit { Err(KeysError::Contradiction("circuit")) } else { Ok(constraints) }
}

fn statement_for(market: &Market) -> Result<Compliance<Fr>, ParameterError> {
    Compliance::new(Poseidon::default(), Shape::of(&Program::new(market)))
}
