use super::{NAME, Usage};
use crate::commitment::Blinding;
use crate::compliance::document::{DocumentError, Named, number, parse_up_to, render};
use crate::compliance::{Backend, Groth16};
use crate::groth16::ManifestVersion;
use crate::statement::usage::UsageState;
use core::fmt;
use serde::{Deserialize, Serialize};

/// Most bytes of a state that are read: that of the longest windows that keys can have.
const BYTES_MAX: usize = 1 << 21;

/// Where a ledger stands after its last chunk: `state.secret.json`. Secret: it says what is used of every limit.
///
/// Another ledger goes on from it. Whoever goes on from one state twice makes two ledgers, of which a verifier must take only one.
#[derive(Clone, PartialEq, Eq)]
pub struct LedgerState<B: Backend = Groth16> {
    circuit: B::Circuit,
    /// The commitment of the market that events are held to.
    market: B::Field,
    state: UsageState<B::Field>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StateDocument {
    version: ManifestVersion,
    statement: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    backend: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r1cs_sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verifying_key_sha256: Option<String>,
    /// The market's commitment.
    commitment: String,
    events: u64,
    slot: u64,
    used: Vec<Vec<Vec<u64>>>,
    ledger: String,
    blinding: String,
}

impl<B: Backend> LedgerState<B> {
    #[cfg(feature = "prove")]
    pub(super) fn new(circuit: B::Circuit, market: B::Field, state: UsageState<B::Field>) -> Self {
        Self { circuit, market, state }
    }

    /// The state, if it is one of a ledger under some keys, of the market with a commitment.
    #[cfg(feature = "prove")]
    pub(super) fn of(
        &self,
        statement: &Usage<B::Field>,
        circuit: B::Circuit,
        market: B::Field,
    ) -> Option<UsageState<B::Field>> {
        let belongs = self.circuit == circuit && self.market == market && self.state.check(statement.shape()).is_ok();
        belongs.then(|| self.state.clone())
    }

    /// Reads `state.secret.json`.
    ///
    /// # Errors
    /// [`DocumentError`].
    pub fn from_json(json: &[u8]) -> Result<Self, DocumentError> {
        let document: StateDocument = parse_up_to(BYTES_MAX, json)?;
        if document.statement != NAME {
            return Err(DocumentError::Statement { found: document.statement });
        }
        let StateDocument { backend, r1cs_sha256, verifying_key_sha256, events, slot, used, .. } = document;
        let circuit = Named { backend, constraints: r1cs_sha256, key: verifying_key_sha256 }.circuit::<B>()?;
        let blinding = Blinding::from_element(number("blinding", &document.blinding)?);
        let state = UsageState { events, slot, used, ledger: number("ledger", &document.ledger)?, blinding };
        Ok(Self { circuit, market: number("commitment", &document.commitment)?, state })
    }

    /// `state.secret.json`. Secret.
    pub fn to_json(&self) -> String {
        let Named { backend, constraints, key } = Named::of::<B>(self.circuit);
        let UsageState { events, slot, used, ledger, blinding } = &self.state;
        render(&StateDocument {
            version: ManifestVersion,
            statement: NAME.to_owned(),
            backend,
            r1cs_sha256: constraints,
            verifying_key_sha256: key,
            commitment: self.market.to_string(),
            events: *events,
            slot: *slot,
            used: used.clone(),
            ledger: ledger.to_string(),
            blinding: blinding.element().to_string(),
        })
    }
}

impl<B: Backend> fmt::Debug for LedgerState<B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("LedgerState(..)")
    }
}
