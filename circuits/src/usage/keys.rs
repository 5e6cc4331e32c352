use super::{ChunkSize, describe, size, statement};
use crate::Randomness;
use crate::compliance::keys::{circuit_of, manifested, stored};
use crate::compliance::{Groth16, KeysError, ProvingBackend};
use crate::format::zkey;
use crate::groth16::{Constraints, Manifest, ProvingKey, VerifyingKey, setup};
use crate::r1cs::Circuit;
use crate::statement::Usage;
use crate::statement::usage::Policing;
use apportion_lattice::Market;
use ark_bn254::Fr;

/// Keys of `usage` for every market of a size, with the circuit that they belong to.
#[derive(Clone, Debug)]
pub struct Keys<B: ProvingBackend = Groth16> {
    pub(super) manifest: B::Manifest,
    pub(super) statement: Usage<B::Field>,
    pub(super) prover: B::Prover,
}

impl Keys {
    /// Makes keys as a single party, sized for a market and padded to the next tier. They police windows in one way. Whoever sees the randomness can forge proofs.
    ///
    /// # Errors
    /// [`KeysError`].
    pub fn setup(
        market: &Market,
        size: ChunkSize,
        policing: Policing,
        randomness: &mut impl Randomness,
    ) -> Result<Self, KeysError> {
        let statement = size::sized::<Groth16>(market, size, policing)?;
        let key = setup(Circuit::blank(&statement), randomness)?;
        let constraints = Constraints::of(Circuit::blank(&statement))?;
        Self::new(statement, key, constraints)
    }

    /// Takes the key that a ceremony made for the circuit of markets and chunks of this size and this policing, from its `.zkey` file.
    ///
    /// # Errors
    /// [`KeysError`].
    pub fn import(market: &Market, size: ChunkSize, policing: Policing, zkey: &[u8]) -> Result<Self, KeysError> {
        let statement = size::sized::<Groth16>(market, size, policing)?;
        let constraints = Constraints::of(Circuit::blank(&statement))?;
        let imported = zkey::read(zkey, &constraints)?;
        Self::new(statement, imported.key, constraints)
    }

    fn new(statement: Usage<Fr>, key: ProvingKey, constraints: Constraints<Fr>) -> Result<Self, KeysError> {
        let (manifest, prover) = manifested(describe(&statement), key, constraints)?;
        Ok(Self { manifest, statement, prover })
    }

    /// Loads keys that were stored, and checks that they belong together and to the circuit that this version builds.
    ///
    /// # Errors
    /// [`KeysError`].
    pub fn load(manifest: Manifest, proving_key: &[u8]) -> Result<Self, KeysError> {
        let statement = statement::<Groth16>(&manifest)?;
        let prover = stored(&statement, &manifest, proving_key)?;
        Ok(Self { manifest, statement, prover })
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
    /// How limits over windows are policed.
    pub fn policing(&self) -> Policing {
        self.statement.shape().policing
    }

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
    circuit_of(&statement::<Groth16>(manifest)?, manifest)
}
