use super::document::{DocumentError, number, parse, render};
use super::{OtherStatement, statement};
use crate::Randomness;
use crate::commitment::Blinding;
use crate::groth16::{ConstraintsHash, Manifest, ManifestVersion};
use crate::statement::Statement;
use crate::statement::compliance::{Compliance, FitError, Fitted};
use crate::usage;
use apportion_certs::program::Program;
use apportion_lattice::Market;
use ark_bn254::Fr;
use core::fmt;
use serde::{Deserialize, Serialize};

/// A commitment to a market: `commitment.json`, published before anything is proved about it. It hides the market.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarketCommitment {
    statement: &'static str,
    pub(crate) circuit: ConstraintsHash,
    pub(crate) element: Fr,
}

/// What opens a commitment: `opening.secret.json`. Whoever has it can test guesses of the market.
///
/// It is drawn once for a market and used for every proof about it.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    commitment: MarketCommitment,
    market: String,
    blinding: Blinding<Fr>,
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
    r1cs_sha256: String,
    commitment: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpeningDocument {
    version: ManifestVersion,
    statement: String,
    r1cs_sha256: String,
    commitment: String,
    market_sha256: String,
    blinding: String,
}

const NAME: &str = <Compliance<Fr> as Statement<Fr>>::NAME;
/// Statements about a committed market.
const STATEMENTS: [&str; 2] = [NAME, usage::NAME];

impl MarketCommitment {
    fn read(statement: String, circuit: &str, commitment: &str) -> Result<Self, DocumentError> {
        let known = STATEMENTS.into_iter().find(|&known| known == statement);
        let statement = known.ok_or(DocumentError::Statement { found: statement })?;
        let circuit = circuit.parse().map_err(|error| DocumentError::Malformed(format!("r1cs_sha256: {error}")))?;
        Ok(Self { statement, circuit, element: number("commitment", commitment)? })
    }

    /// Reads `commitment.json`.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub fn from_json(json: &[u8]) -> Result<Self, DocumentError> {
        let document: CommitmentDocument = parse(json)?;
        Self::read(document.statement, &document.r1cs_sha256, &document.commitment)
    }

    /// `commitment.json`.
    pub fn to_json(&self) -> String {
        render(&CommitmentDocument {
            version: ManifestVersion,
            statement: self.statement.to_owned(),
            r1cs_sha256: self.circuit.to_string(),
            commitment: self.element.to_string(),
        })
    }

    /// Name of the statement that the commitment is for.
    pub fn statement(&self) -> &'static str {
        self.statement
    }

    /// Hash of the circuit that the commitment is for.
    pub fn circuit(&self) -> ConstraintsHash {
        self.circuit
    }

    /// The commitment in decimal, as it stands in public.json.
    pub fn decimal(&self) -> String {
        self.element.to_string()
    }
}

impl Opening {
    /// Commits to a market with fresh blinding, for the circuit that a manifest describes. No keys are needed.
    ///
    /// # Errors
    /// [`CommitError`] if the market does not fit the circuit.
    pub fn draw(manifest: &Manifest, market: &Market, randomness: &mut impl Randomness) -> Result<Self, CommitError> {
        let blinding = Blinding::draw(&mut |bytes: &mut [u8]| randomness.fill(bytes));
        let (statement, element) = match manifest.statement.as_str() {
            usage::NAME => (usage::NAME, usage::commit(manifest, market, blinding)?),
            _ => (NAME, commit(&statement(manifest)?, market, blinding)?),
        };
        let commitment = MarketCommitment { statement, circuit: manifest.circuit, element };
        Ok(Self { commitment, market: market.hash().to_string(), blinding })
    }

    /// What is published.
    pub fn commitment(&self) -> &MarketCommitment {
        &self.commitment
    }

    /// SHA-256 of the market's canonical bytes, in hexadecimal.
    pub fn market_sha256(&self) -> &str {
        &self.market
    }

    pub(crate) fn blinding(&self) -> Blinding<Fr> {
        self.blinding
    }

    /// Reads `opening.secret.json`.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub fn from_json(json: &[u8]) -> Result<Self, DocumentError> {
        let document: OpeningDocument = parse(json)?;
        let commitment = MarketCommitment::read(document.statement, &document.r1cs_sha256, &document.commitment)?;
        let blinding = Blinding::from_element(number("blinding", &document.blinding)?);
        Ok(Self { commitment, market: document.market_sha256, blinding })
    }

    /// `opening.secret.json`. Secret.
    pub fn to_json(&self) -> String {
        render(&OpeningDocument {
            version: ManifestVersion,
            statement: self.commitment.statement.to_owned(),
            r1cs_sha256: self.commitment.circuit.to_string(),
            commitment: self.commitment.element.to_string(),
            market_sha256: self.market.clone(),
            blinding: self.blinding.element().to_string(),
        })
    }
}

impl fmt::Debug for Opening {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Opening").field("commitment", &self.commitment).finish_non_exhaustive()
    }
}

fn commit(statement: &Compliance<Fr>, market: &Market, blinding: Blinding<Fr>) -> Result<Fr, FitError> {
    let program = Program::new(market);
    let tables = Fitted::new(&program, statement.shape())?.tables(blinding);
    Ok(tables.commitment(&statement.poseidon, statement.shape()))
}
