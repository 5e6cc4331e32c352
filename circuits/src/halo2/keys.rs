//! Keys. They follow from statement and parameters: whoever has these computes the key anew, and compares hashes.

use super::manifest::{Backend, Setup, Version};
use super::{Circuit, Digest, Element, KeyError, Manifest, Parameters};
use crate::gadgets::Arithmetize;
use crate::groth16::Description;
use crate::labels;
use halo2_proofs::pasta::EqAffine;
use halo2_proofs::plonk::{self, keygen_pk, keygen_vk};

/// The key by which proofs of one statement are verified.
#[derive(Clone, Debug)]
pub struct VerifyingKey {
    pub(super) key: plonk::VerifyingKey<EqAffine>,
    pub(super) statement: &'static str,
    pub(super) parameters: Vec<u64>,
    inputs: usize,
    k: u32,
    hash: Digest,
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
        let (parameters, inputs) = (statement.parameters(), circuit.instance().len());
        let hash = digest(S::NAME, &parameters, &key);
        Ok(Self { key, statement: S::NAME, parameters, inputs, k: circuit.k(), hash })
    }

    /// The hash of statement, parameters and key: what a manifest publishes.
    pub fn hash(&self) -> Digest {
        self.hash
    }

    /// Number of public inputs.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Binary logarithm of the number of rows.
    pub fn k(&self) -> u32 {
        self.k
    }

    /// What the key is for, in its author's words, and its hash.
    ///
    /// # Errors
    /// [`KeyError::Inputs`] if not every public input has a name.
    pub fn manifest(&self, description: Description) -> Result<Manifest, KeyError> {
        let Description { made_by, statement, parameters, public_inputs, not_covered } = description;
        if public_inputs.len() != self.inputs {
            return Err(KeyError::Inputs { found: self.inputs, stated: public_inputs.len() });
        }
        Ok(Manifest {
            version: Version,
            made_by,
            backend: Backend::Halo2IpaVesta,
            statement,
            parameters,
            public_inputs,
            k: self.k,
            verifying_key: self.hash,
            setup: Setup::Transparent,
            not_covered,
        })
    }

    /// The key, if its hash is the one that was published before.
    ///
    /// # Errors
    /// [`KeyError::Unexpected`].
    pub fn expect(self, expected: Digest) -> Result<Self, KeyError> {
        if self.hash == expected { Ok(self) } else { Err(KeyError::Unexpected { expected, found: self.hash }) }
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

    /// The key, if its hash is the one that was published before.
    ///
    /// # Errors
    /// [`KeyError::Unexpected`].
    pub fn expect(self, expected: Digest) -> Result<Self, KeyError> {
        let found = self.verifying.hash;
        if found == expected { Ok(self) } else { Err(KeyError::Unexpected { expected, found }) }
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
