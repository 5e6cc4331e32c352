use super::document::{DocumentError, Named, number, parse, render};
use super::{Backend, Claim, Groth16, OtherStatement, Stated};
use crate::Randomness;
use crate::commitment::Blinding;
use crate::groth16::ManifestVersion;
use crate::statement::compliance::{Compliance, FitError, Fitted};
use crate::usage;
use apportion_certs::program::Program;
use apportion_lattice::Market;
use ark_ff::PrimeField;
use core::fmt;
use serde::{Deserialize, Serialize};

/// A commitment to a market: `commitment.json`, published before anything is proved about it. It hides the market.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarketCommitment<B: Backend = Groth16> {
    statement: &'static str,
    pub(crate) circuit: B::Circuit,
    pub(crate) element: B::Field,
}

/// What opens a commitment: `opening.secret.json`. Whoever has it can test guesses of the market.
///
/// It is drawn once for a market and used for every proof about it.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening<B: Backend = Groth16> {
    commitment: MarketCommitment<B>,
    market: String,
    blinding: Blinding<B::Field>,
}

/// Why a market is not committed to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CommitError {
    /// The keys are not for this statement.
    #[error(transparent)]
    Keys(#[from] OtherStatement),
    /// The market does not fit the keys.
    #[error(transparent)]
    Fit(#[from] FitError),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommitmentDocument {
    version: ManifestVersion,
    statement: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    backend: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r1cs_sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verifying_key_sha256: Option<String>,
    commitment: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpeningDocument {
    version: ManifestVersion,
    statement: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    backend: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r1cs_sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verifying_key_sha256: Option<String>,
    commitment: String,
    market_sha256: String,
    blinding: String,
}

/// Statements about a committed market.
const STATEMENTS: [&str; 3] = [Claim::Compliance.name(), Claim::NearOptimality.name(), usage::NAME];

impl<B: Backend> MarketCommitment<B> {
    fn read(statement: String, circuit: Named, commitment: &str) -> Result<Self, DocumentError> {
        let known = STATEMENTS.into_iter().find(|&known| known == statement);
        let statement = known.ok_or(DocumentError::Statement { found: statement })?;
        Ok(Self { statement, circuit: circuit.circuit::<B>()?, element: number("commitment", commitment)? })
    }

    /// Reads `commitment.json`.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub fn from_json(json: &[u8]) -> Result<Self, DocumentError> {
        let CommitmentDocument { statement, backend, r1cs_sha256, verifying_key_sha256, commitment, .. } = parse(json)?;
        let circuit = Named { backend, constraints: r1cs_sha256, key: verifying_key_sha256 };
        Self::read(statement, circuit, &commitment)
    }

    /// `commitment.json`.
    pub fn to_json(&self) -> String {
        let Named { backend, constraints, key } = Named::of::<B>(self.circuit);
        render(&CommitmentDocument {
            version: ManifestVersion,
            statement: self.statement.to_owned(),
            backend,
            r1cs_sha256: constraints,
            verifying_key_sha256: key,
            commitment: self.element.to_string(),
        })
    }

    /// Name of the statement that the commitment is for.
    pub fn statement(&self) -> &'static str {
        self.statement
    }

    /// Hash of the circuit that the commitment is for.
    pub fn circuit(&self) -> B::Circuit {
        self.circuit
    }

    /// The commitment in decimal, as it stands in public.json.
    pub fn decimal(&self) -> String {
        self.element.to_string()
    }
}

impl<B: Backend> Opening<B> {
    /// Commits to a market with fresh blinding, for the circuit that a manifest describes. No keys are needed.
    ///
    /// # Errors
    /// [`CommitError`] if the market does not fit the circuit.
    pub fn draw(
        manifest: &B::Manifest,
        market: &Market,
        randomness: &mut impl Randomness,
    ) -> Result<Self, CommitError> {
        let blinding = Blinding::draw(&mut |bytes: &mut [u8]| randomness.fill(bytes));
        let (statement, element) = if B::statement(manifest).0 == usage::NAME {
            (usage::NAME, usage::commit::<B>(manifest, market, blinding)?)
        } else {
            let stated = Stated::of_manifest::<B>(manifest)?;
            (stated.claim().name(), commit(stated.rules(), market, blinding)?)
        };
        let commitment = MarketCommitment { statement, circuit: B::circuit(manifest), element };
        Ok(Self { commitment, market: market.hash().to_string(), blinding })
    }

    /// What is published.
    pub fn commitment(&self) -> &MarketCommitment<B> {
        &self.commitment
    }

    /// SHA-256 of the market's canonical bytes, in hexadecimal.
    pub fn market_sha256(&self) -> &str {
        &self.market
    }

    pub(crate) fn blinding(&self) -> Blinding<B::Field> {
        self.blinding
    }

    /// Reads `opening.secret.json`.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub fn from_json(json: &[u8]) -> Result<Self, DocumentError> {
        let document: OpeningDocument = parse(json)?;
        let OpeningDocument { backend, r1cs_sha256, verifying_key_sha256, .. } = document;
        let circuit = Named { backend, constraints: r1cs_sha256, key: verifying_key_sha256 };
        let commitment = MarketCommitment::read(document.statement, circuit, &document.commitment)?;
        let blinding = Blinding::from_element(number("blinding", &document.blinding)?);
        Ok(Self { commitment, market: document.market_sha256, blinding })
    }

    /// `opening.secret.json`. Secret.
    pub fn to_json(&self) -> String {
        let Named { backend, constraints, key } = Named::of::<B>(self.commitment.circuit);
        render(&OpeningDocument {
            version: ManifestVersion,
            statement: self.commitment.statement.to_owned(),
            backend,
            r1cs_sha256: constraints,
            verifying_key_sha256: key,
            commitment: self.commitment.element.to_string(),
            market_sha256: self.market.clone(),
            blinding: self.blinding.element().to_string(),
        })
    }
}

impl<B: Backend> fmt::Debug for Opening<B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Opening").field("commitment", &self.commitment).finish_non_exhaustive()
    }
}

fn commit<F: PrimeField>(statement: &Compliance<F>, market: &Market, blinding: Blinding<F>) -> Result<F, FitError> {
    let program = Program::new(market);
    let tables = Fitted::new(&program, statement.shape())?.tables(blinding);
    Ok(tables.commitment(&statement.poseidon, statement.shape()))
}
