use super::SnarkjsError;
use super::number;
use crate::groth16::engine::{Elements, Key};
use crate::groth16::{Element, Reason, point};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use ark_bn254::{Bn254, Fq, Fq2, G1Affine, G2Affine};
use ark_ec::pairing::Pairing;
use serde::{Deserialize, Serialize};

type G1 = [String; 3];
type Pair = [String; 2];
type G2 = [Pair; 3];
type Target = [[Pair; 3]; 2];

const PROTOCOL: &str = "groth16";
const CURVE: &str = "bn128";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(non_snake_case, reason = "snarkjs's names")]
pub(super) struct VerificationKeyDocument {
    protocol: String,
    curve: String,
    nPublic: u32,
    vk_alpha_1: G1,
    vk_beta_2: G2,
    vk_gamma_2: G2,
    vk_delta_2: G2,
    /// Written by snarkjs, which does not read it; other writers leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vk_alphabeta_12: Option<Target>,
    IC: Vec<G1>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProofDocument {
    pi_a: G1,
    pi_b: G2,
    pi_c: G1,
    protocol: String,
    curve: String,
}

impl VerificationKeyDocument {
    pub(super) fn of(key: &Key<Bn254>) -> Self {
        Self {
            protocol: PROTOCOL.to_string(),
            curve: CURVE.to_string(),
            nPublic: (key.constants.len().saturating_sub(1)) as u32,
            vk_alpha_1: write_g1(&key.alpha),
            vk_beta_2: write_g2(&key.beta),
            vk_gamma_2: write_g2(&key.gamma),
            vk_delta_2: write_g2(&key.delta),
            vk_alphabeta_12: Some(target(key)),
            IC: key.constants.iter().map(write_g1).collect(),
        }
    }

    pub(super) fn into_key(self) -> Result<Key<Bn254>, SnarkjsError> {
        check_protocol(&self.protocol, &self.curve)?;
        let expected = self.nPublic as usize + 1;
        if self.IC.len() != expected {
            return Err(Reason::InputConstantCount { found: self.IC.len(), expected }.into());
        }
        let key = Key {
            alpha: read_g1(&self.vk_alpha_1, Element::Alpha)?,
            beta: read_g2(&self.vk_beta_2, Element::Beta)?,
            gamma: read_g2(&self.vk_gamma_2, Element::Gamma)?,
            delta: read_g2(&self.vk_delta_2, Element::Delta)?,
            constants: (self.IC.iter().enumerate())
                .map(|(index, texts)| read_g1(texts, Element::InputConstant(index)))
                .collect::<Result<_, _>>()?,
        };
        match self.vk_alphabeta_12 {
            Some(stated) if stated != target(&key) => Err(SnarkjsError::AlphaBeta),
            _ => Ok(key),
        }
    }
}

impl ProofDocument {
    pub(super) fn of(proof: &Elements<Bn254>) -> Self {
        Self {
            pi_a: write_g1(&proof.a),
            pi_b: write_g2(&proof.b),
            pi_c: write_g1(&proof.c),
            protocol: PROTOCOL.to_string(),
            curve: CURVE.to_string(),
        }
    }

    pub(super) fn into_elements(self) -> Result<Elements<Bn254>, SnarkjsError> {
        check_protocol(&self.protocol, &self.curve)?;
        Ok(Elements {
            a: read_g1(&self.pi_a, Element::A)?,
            b: read_g2(&self.pi_b, Element::B)?,
            c: read_g1(&self.pi_c, Element::C)?,
        })
    }
}

fn check_protocol(protocol: &str, curve: &str) -> Result<(), SnarkjsError> {
    if protocol == PROTOCOL && curve == CURVE {
        return Ok(());
    }
    let short = |text: &str| text.chars().take(40).collect();
    Err(SnarkjsError::Protocol { protocol: short(protocol), curve: short(curve) })
}

fn write_g1(point: &G1Affine) -> G1 {
    [point.x.to_string(), point.y.to_string(), "1".to_string()]
}

fn write_pair(value: &Fq2) -> Pair {
    [value.c0.to_string(), value.c1.to_string()]
}

fn write_g2(point: &G2Affine) -> G2 {
    [write_pair(&point.x), write_pair(&point.y), ["1".to_string(), "0".to_string()]]
}

/// e(alpha, beta): an element of the sextic extension of the quadratic one, twice.
fn target(key: &Key<Bn254>) -> Target {
    let value = Bn254::pairing(key.alpha, key.beta).0;
    [value.c0, value.c1].map(|half| [write_pair(&half.c0), write_pair(&half.c1), write_pair(&half.c2)])
}

fn read_base(text: &str, element: Element) -> Result<Fq, SnarkjsError> {
    number::read(text)?.ok_or(SnarkjsError::Refused(Reason::CoordinateOutOfRange(element)))
}

/// Refuses a last coordinate of 0, the identity, and any but 1.
fn check_last(last: &[&str], element: Element) -> Result<(), SnarkjsError> {
    match last {
        ["1"] | ["1", "0"] => Ok(()),
        ["0"] | ["0", "0"] => Err(Reason::Identity(element).into()),
        _ => Err(SnarkjsError::NotNormalised(element)),
    }
}

fn read_g1([x, y, z]: &G1, element: Element) -> Result<G1Affine, SnarkjsError> {
    check_last(&[z], element)?;
    let coordinates = [alloc::vec![read_base(x, element)?], alloc::vec![read_base(y, element)?]];
    Ok(point(coordinates, element)?)
}

fn read_g2([x, y, [z0, z1]]: &G2, element: Element) -> Result<G2Affine, SnarkjsError> {
    check_last(&[z0, z1], element)?;
    let read = |[c0, c1]: &Pair| -> Result<_, SnarkjsError> {
        Ok(alloc::vec![read_base(c0, element)?, read_base(c1, element)?])
    };
    Ok(point([read(x)?, read(y)?], element)?)
}
