use super::claim::with_statement;
use super::{Backend, Evidence, Keys, OtherStatement, ProvingBackend, Purpose, Stated, Verifier};
use crate::Randomness;
use crate::gadgets::Arithmetize;
use crate::groth16::Description;
use crate::halo2::{
    self, Circuit, CircuitError, Digest, Element, Inputs, KeyError, Manifest, Parameters, ParametersError, ProveError,
    ProvingKey, RefusedProof, VerifyError, VerifyingKey, poseidon, verify, verify_batch,
};
use crate::poseidon::Poseidon;
use crate::statement::ParameterError;
use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use apportion_lattice::Market;

/// halo2 over the Pasta curves: no setup, so that its proofs convince everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Halo2 {}

impl Backend for Halo2 {
    type Field = Element;
    type Circuit = Digest;
    type Manifest = Manifest;
    type Key = Digest;
    type Proof = halo2::Proof;
    type Inputs = Inputs;
    type KnownKey = Arc<(Parameters, VerifyingKey)>;
    type PreparedKey = Self::KnownKey;
    type Reason = VerifyError;

    const NAME: Option<&'static str> = Some(halo2::Backend::NAME);

    fn poseidon() -> Poseidon<Element> {
        poseidon().clone()
    }

    fn statement(manifest: &Manifest) -> (&str, &BTreeMap<String, u64>) {
        (&manifest.statement, &manifest.parameters)
    }

    /// The key follows from the circuit, so that its hash names both.
    fn size(manifest: &Manifest) -> u64 {
        1u64.checked_shl(manifest.k).unwrap_or(u64::MAX)
    }

    fn circuit(manifest: &Manifest) -> Digest {
        manifest.verifying_key
    }

    fn elements(inputs: &Inputs) -> &[Element] {
        &inputs.0
    }

    fn prepare(known: &Self::KnownKey, claimed: &Digest) -> Result<Self::PreparedKey, VerifyError> {
        let (expected, found) = (known.1.hash(), *claimed);
        if found == expected { Ok(known.clone()) } else { Err(VerifyError::Key { expected, found }) }
    }

    fn verify(key: &Self::PreparedKey, proof: &halo2::Proof, inputs: &Inputs) -> Result<(), VerifyError> {
        let (parameters, key) = &**key;
        verify(parameters, key, inputs, proof)
    }

    fn verify_batch<'p>(
        key: &Self::PreparedKey,
        batch: impl Iterator<Item = (&'p halo2::Proof, &'p Inputs)>,
        randomness: &mut impl Randomness,
    ) -> Result<(), (usize, VerifyError)> {
        let (parameters, key) = &**key;
        let batch: Vec<_> = batch.map(|(proof, inputs)| (inputs.clone(), proof.clone())).collect();
        verify_batch(parameters, key, &batch, randomness).map_err(|RefusedProof { index, reason }| (index, reason))
    }
}

impl ProvingBackend for Halo2 {
    type Prover = Arc<(Parameters, ProvingKey)>;
    type Trace = ();
    type Failure = ProveError;

    fn prove<S: Arithmetize<Element>>(
        prover: &Self::Prover,
        statement: &S,
        public: S::Public,
        witness: S::Witness,
        randomness: &mut impl Randomness,
    ) -> Result<(Evidence<Self>, ()), ProveError> {
        let (parameters, key) = &**prover;
        let proof = halo2::prove(statement, parameters, key, &public, &witness, randomness)?;
        Ok((Evidence { key: key.verifying_key().hash(), proof, inputs: Inputs::of(&public) }, ()))
    }
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransparentError {
    /// No circuit can have the sizes of this market.
    #[error(transparent)]
    Shape(#[from] ParameterError),
    /// The circuit cannot be laid out.
    #[error(transparent)]
    Circuit(#[from] CircuitError),
    /// The manifest is that of other keys.
    #[error(transparent)]
    Manifest(#[from] OtherStatement),
    /// The generators are refused.
    #[error(transparent)]
    Parameters(#[from] ParametersError),
    /// The key cannot be computed, or is not the one that the manifest states.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The manifest states another number of rows than its own circuit has.
    #[error("the circuit has 2^{found} rows, but the manifest states 2^{stated}")]
    Rows {
        /// Binary logarithm of the circuit's rows.
        found: u32,
        /// The manifest's.
        stated: u32,
    },
    /// The market has more limits than a manifest can list.
    #[error(
        "a manifest of {found} bytes would be needed, {} are read at most: the market has too many limits",
        Manifest::BYTES_MAX
    )]
    TooManyLimits {
        /// Bytes that the manifest would have.
        found: usize,
    },
}

impl Keys<Halo2> {
    /// Computes the keys of a claim, or of another purpose, for a market, sized for it and padded to the next tier. There is no secret: everybody computes the same keys.
    ///
    /// `parameters` gives the generators for 2^k rows: [`Parameters::new`], which computes them, or what reads stored ones.
    ///
    /// # Errors
    /// [`TransparentError`].
    pub fn transparent(
        purpose: impl Into<Purpose>,
        market: &Market,
        parameters: impl FnOnce(u32) -> Result<Parameters, ParametersError>,
    ) -> Result<Self, TransparentError> {
        let stated = Stated::of_market::<Halo2>(purpose.into(), market)?;
        let description = stated.describe();
        let (manifest, prover) = with_statement!(&stated, statement => manifested(statement, description, parameters))?;
        Ok(Self { manifest, stated, prover })
    }

    /// Computes the keys that a manifest describes.
    ///
    /// # Errors
    /// [`TransparentError`]; [`KeyError::Unexpected`] if they are not those of the manifest.
    pub fn recomputed(
        manifest: Manifest,
        parameters: impl FnOnce(u32) -> Result<Parameters, ParametersError>,
    ) -> Result<Self, TransparentError> {
        let stated = Stated::of_manifest::<Halo2>(&manifest)?;
        let prover = with_statement!(&stated, statement => proving(statement, &manifest, parameters))?;
        Ok(Self { manifest, stated, prover })
    }

    /// The generators.
    pub fn parameters(&self) -> &Parameters {
        &self.prover.0
    }
}

impl Verifier<Halo2> {
    /// A verifier of the key that a manifest describes: the key is computed from the manifest's parameters, in time by the rows of the circuit, and
    /// must be the manifest's. The manifest must not come from whoever sends the evidence: it says which rules were proved.
    ///
    /// # Errors
    /// [`TransparentError`]; [`KeyError::Unexpected`] if the manifest states another key.
    pub fn transparent(
        manifest: &Manifest,
        parameters: impl FnOnce(u32) -> Result<Parameters, ParametersError>,
    ) -> Result<Self, TransparentError> {
        let stated = Stated::of_manifest::<Halo2>(manifest)?;
        let key = with_statement!(&stated, statement => verifying(statement, manifest, parameters))?;
        Ok(Self { circuit: Some(manifest.verifying_key), key, epsilon_ppm: None })
    }
}

/// New keys of a statement, with their manifest.
pub(crate) fn manifested<S: Arithmetize<Element>>(
    statement: &S,
    description: Description,
    parameters: impl FnOnce(u32) -> Result<Parameters, ParametersError>,
) -> Result<(Manifest, Arc<(Parameters, ProvingKey)>), TransparentError> {
    let parameters = parameters(Circuit::blank(statement)?.k())?;
    let key = ProvingKey::of(statement, &parameters)?;
    let manifest = key.verifying_key().manifest(description)?;
    let found = manifest.to_json().len();
    if found > Manifest::BYTES_MAX {
        return Err(TransparentError::TooManyLimits { found });
    }
    Ok((manifest, Arc::new((parameters, key))))
}

/// What proves a statement, if it has the key that a manifest states.
pub(crate) fn proving<S: Arithmetize<Element>>(
    statement: &S,
    manifest: &Manifest,
    parameters: impl FnOnce(u32) -> Result<Parameters, ParametersError>,
) -> Result<Arc<(Parameters, ProvingKey)>, TransparentError> {
    let parameters = parameters(rows(statement, manifest)?)?;
    let key = ProvingKey::of(statement, &parameters)?.expect(manifest.verifying_key)?;
    Ok(Arc::new((parameters, key)))
}

/// What verifies a statement, if it has the key that a manifest states.
pub(crate) fn verifying<S: Arithmetize<Element>>(
    statement: &S,
    manifest: &Manifest,
    parameters: impl FnOnce(u32) -> Result<Parameters, ParametersError>,
) -> Result<Arc<(Parameters, VerifyingKey)>, TransparentError> {
    let parameters = parameters(rows(statement, manifest)?)?;
    let key = VerifyingKey::of(statement, &parameters)?.expect(manifest.verifying_key)?;
    Ok(Arc::new((parameters, key)))
}

/// Binary logarithm of the rows of the statement's circuit, if the manifest says the same: before generators are computed for nothing.
fn rows<S: Arithmetize<Element>>(statement: &S, manifest: &Manifest) -> Result<u32, TransparentError> {
    let (found, stated) = (Circuit::blank(statement)?.k(), manifest.k);
    if found == stated { Ok(found) } else { Err(TransparentError::Rows { found, stated }) }
}
