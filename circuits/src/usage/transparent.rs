use super::{ChunkSize, Keys, Verifier, size, statement};
use crate::compliance::transparent::{manifested, proving, verifying};
use crate::compliance::{Halo2, TransparentError};
use crate::halo2::{Manifest, Parameters, ParametersError};
use crate::statement::usage::Policing;
use apportion_lattice::Market;

impl Keys<Halo2> {
    /// Computes keys sized for a market and padded to the next tier. They police windows in one way. There is no secret: everybody computes the
    /// same keys.
    ///
    /// `parameters` gives the generators for 2^k rows: [`Parameters::new`], which computes them, or what reads stored ones.
    ///
    /// # Errors
    /// [`TransparentError`].
    pub fn transparent(
        market: &Market,
        size: ChunkSize,
        policing: Policing,
        parameters: impl FnOnce(u32) -> Result<Parameters, ParametersError>,
    ) -> Result<Self, TransparentError> {
        let statement = size::sized::<Halo2>(market, size, policing)?;
        let (manifest, prover) = manifested(&statement, super::describe(&statement), parameters)?;
        Ok(Self { manifest, statement, prover })
    }

    /// Computes the keys that a manifest describes.
    ///
    /// # Errors
    /// [`TransparentError`]; [`KeyError::Unexpected`](crate::halo2::KeyError::Unexpected) if they are not those of the manifest.
    pub fn recomputed(
        manifest: Manifest,
        parameters: impl FnOnce(u32) -> Result<Parameters, ParametersError>,
    ) -> Result<Self, TransparentError> {
        let statement = statement::<Halo2>(&manifest)?;
        let prover = proving(&statement, &manifest, parameters)?;
        Ok(Self { manifest, statement, prover })
    }

    /// The generators.
    pub fn parameters(&self) -> &Parameters {
        &self.prover.0
    }
}

impl Verifier<Halo2> {
    /// A verifier of the key that a manifest describes: the key is computed from the manifest's parameters, in time by the rows of the circuit, and
    /// must be the manifest's. The manifest must not come from whoever sends the ledger: it says which rules were proved.
    ///
    /// # Errors
    /// [`TransparentError`]; [`KeyError::Unexpected`](crate::halo2::KeyError::Unexpected) if the manifest states another key.
    pub fn transparent(
        manifest: &Manifest,
        parameters: impl FnOnce(u32) -> Result<Parameters, ParametersError>,
    ) -> Result<Self, TransparentError> {
        let statement = statement::<Halo2>(manifest)?;
        let key = verifying(&statement, manifest, parameters)?;
        Ok(Self { key, circuit: manifest.verifying_key, statement })
    }
}
