use super::{Backend, Groth16, NAME, OtherStatement, PUBLIC_INPUTS, ProvingBackend, parameters, statement};
use crate::Randomness;
use crate::format::zkey::{self, ZkeyError};
use crate::groth16::{
    Constraints, Description, Manifest, ManifestMismatch, ProveError, Prover, ProvingKey, ProvingKeyError, SetupError,
    SynthesisFailure, VerifyingKey, setup,
};
use crate::r1cs::Circuit;
use crate::statement::ParameterError;
use crate::statement::compliance::{Compliance, NOT_COVERED, Shape};
use apportion_certs::program::Program;
use apportion_lattice::Market;
use ark_bn254::Fr;

/// Keys of `compliance` for every market of a size, with the circuit that they belong to.
#[derive(Clone, Debug)]
pub struct Keys<B: ProvingBackend = Groth16> {
    pub(super) manifest: B::Manifest,
    pub(super) statement: Compliance<B::Field>,
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
    /// Makes keys as a single party, sized for a market and padded to the next tier. Whoever sees the randomness can forge proofs.
    ///
    /// # Errors
    /// [`KeysError`].
    pub fn setup(market: &Market, randomness: &mut impl Randomness) -> Result<Self, KeysError> {
        let statement = statement_for::<Groth16>(market)?;
        let key = setup(Circuit::blank(&statement), randomness)?;
        let constraints = Constraints::of(Circuit::blank(&statement))?;
        Self::new(statement, key, constraints)
    }

    /// Takes the key that a ceremony made for the circuit of markets of this size, from its `.zkey` file.
    ///
    /// # Errors
    /// [`KeysError`]; [`ZkeyError::Circuit`] if the ceremony was held for another circuit.
    pub fn import(market: &Market, zkey: &[u8]) -> Result<Self, KeysError> {
        let statement = statement_for::<Groth16>(market)?;
        let constraints = Constraints::of(Circuit::blank(&statement))?;
        let imported = zkey::read(zkey, &constraints)?;
        Self::new(statement, imported.key, constraints)
    }

    fn new(statement: Compliance<Fr>, key: ProvingKey, constraints: Constraints<Fr>) -> Result<Self, KeysError> {
        let stored = ProvingKey::hash_of(&key.to_bytes());
        let manifest = Manifest::describe(describe(statement.shape()), &constraints, &key, stored)?;
        let found = manifest.to_json().len();
        if found > Manifest::BYTES_MAX {
            return Err(KeysError::TooManyLimits { found });
        }
        Ok(Self { manifest, statement, prover: Prover::new(key, constraints)? })
    }

    /// Loads keys that were stored, and checks that they belong together and to the circuit that this version builds.
    ///
    /// # Errors
    /// [`KeysError`].
    pub fn load(manifest: Manifest, proving_key: &[u8]) -> Result<Self, KeysError> {
        let statement = statement::<Groth16>(&manifest)?;
        let key = ProvingKey::from_bytes(proving_key, &manifest.proving_key)?;
        let constraints = Constraints::of(Circuit::blank(&statement))?;
        manifest.check(&constraints, &key)?;
        Ok(Self { manifest, statement, prover: Prover::new(key, constraints)? })
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
}

/// The circuit that a manifest's keys belong to.
///
/// # Errors
/// [`KeysError`]; [`KeysError::Mismatch`] if this version builds another circuit from the same parameters.
pub fn circuit(manifest: &Manifest) -> Result<Constraints<Fr>, KeysError> {
    let constraints = Constraints::of(Circuit::blank(&statement::<Groth16>(manifest)?))?;
    let (found, stated) = (constraints.hash(), manifest.circuit);
    if found == stated { Ok(constraints) } else { Err(ManifestMismatch::Circuit { found, stated }.into()) }
}

pub(super) fn statement_for<B: Backend>(market: &Market) -> Result<Compliance<B::Field>, ParameterError> {
    Compliance::new(B::poseidon(), Shape::of(&Program::new(market)))
}

/// What keys of a shape are for.
pub(super) fn describe(shape: &Shape) -> Description {
    Description {
        made_by: concat!("apportion-circuits ", env!("CARGO_PKG_VERSION")).to_owned(),
        statement: NAME.to_owned(),
        parameters: parameters::write(shape),
        public_inputs: PUBLIC_INPUTS.map(str::to_owned).to_vec(),
        not_covered: NOT_COVERED.iter().map(|&sentence| sentence.to_owned()).collect(),
    }
}
