//! Keys. They follow from statement and parameters: whoever has these computes the key anew, and compares hashes.

use super::manifest::{Backend, Version};
use super::{Circuit, Digest, Element, KeyError, Manifest, Parameters};
use crate::labels;
use crate::r1cs::Arithmetize;
use halo2_proofs::pasta::EqAffine;
use halo2_proofs::plonk::{self, keygen_pk, keygen_vk};

/// The key by which proofs of one statement are verified.
#[derive(Clone, Debug)]
pub struct VerifyingKey {
    pub(super) key: plonk::VerifyingKey<EqAffine>,
    manifest: Manifest,
}

/// The key by which one statement is proved. It holds no secret.
#[derive(Clone, Debug)]
pub struct ProvingKey {
    pub(super) key: plonk::ProvingKey<EqAffine>,
    verifying: VerifyingKey,
}

impl VerifyingKey {
    /// The key of a statement.
    ///
    /// # Errors
    /// If the statement has no circuit, or one of another size than the parameters.
    pub fn of<S: Arithmetize<Element>>(statement: &S, parameters: &Parameters) -> Result<Self, KeyError> {
        Self::of_circuit(statement, &circuit(statement, parameters)?, parameters)
    }

    fn of_circuit<S: Arithmetize<Element>>(
        statement: &S,
        circuit: &Circuit,
        parameters: &Parameters,
    ) -> Result<Self, KeyError> {
        let key = keygen_vk(&parameters.params, circuit)?;
        let manifest = Manifest {
            version: Version,
            backend: Backend::Halo2IpaVesta,
            statement: S::NAME.into(),
            parameters: statement.parameters(),
            inputs: circuit.instance().len(),
            k: circuit.k(),
            verifying_key: digest(S::NAME, &statement.parameters(), &key),
        };
        Ok(Self { key, manifest })
    }

    /// What the key is for, and its hash.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The key, if it is the one of a manifest that was published before.
    ///
    /// # Errors
    /// [`KeyError::Unexpected`] if anything differs.
    pub fn expect(self, expected: &Manifest) -> Result<Self, KeyError> {
        if self.manifest == *expected {
            return Ok(self);
        }
        Err(KeyError::Unexpected { expected: Box::new(expected.clone()), found: Box::new(self.manifest) })
    }
}

impl ProvingKey {
    /// The key of a statement.
    ///
    /// # Errors
    /// As [`VerifyingKey::of`].
    pub fn of<S: Arithmetize<Element>>(statement: &S, parameters: &Parameters) -> Result<Self, KeyError> {
        let circuit = circuit(statement, parameters)?;
        let verifying = VerifyingKey::of_circuit(statement, &circuit, parameters)?;
        let key = keygen_pk(&parameters.params, verifying.key.clone(), &circuit)?;
        Ok(Self { key, verifying })
    }

    /// The key by which its proofs are verified.
    pub fn verifying_key(&self) -> &VerifyingKey {
        &self.verifying
    }
}

fn circuit<S: Arithmetize<Element>>(statement: &S, parameters: &Parameters) -> Result<Circuit, KeyError> {
    let circuit = Circuit::blank(statement)?;
    if circuit.k() != parameters.k() {
        return Err(KeyError::Size { circuit: circuit.k(), parameters: parameters.k() });
    }
    Ok(circuit)
}

/// The hash of label, name, parameters, and of the key as halo2 pins it: gates, columns, and commitments to all constants.
fn digest(name: &str, parameters: &[u64], key: &plonk::VerifyingKey<EqAffine>) -> Digest {
    let pinned = format!("{:?}", key.pinned());
    let mut bytes = Vec::new();
    for part in [labels::HALO2_KEY.bytes(), name.as_bytes(), pinned.as_bytes()] {
        bytes.extend((part.len() as u64).to_le_bytes());
        bytes.extend(part);
    }
    parameters.iter().for_each(|number| bytes.extend(number.to_le_bytes()));
    Digest::of(&bytes)
}
