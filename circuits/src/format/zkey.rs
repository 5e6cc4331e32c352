//! The proving key that a setup by several parties with snarkjs ends in: a `.zkey` file for Groth16 over BN254.
//!
//! A section holds the protocol; one the sizes and secrets; then come the input constants, the coefficients of the matrices A and B, and the points
//! of each query; the last lists the contributions. Points and coefficients are in Montgomery form, the coefficients twice.
//! Format: as in the files that snarkjs 0.7.6 wrote, with which the tests compare; iden3 publishes no normative description of it.
//!
//! The file does not hold the matrix C, and its transcript is checked by snarkjs alone: run `snarkjs zkey verify circuit.r1cs powers.ptau file.zkey`
//! on the `.r1cs` file of your own circuit before trusting a zkey. What is read here is that A and B are the circuit's, that all points are on
//! their curves, and that the verifying key is sound in itself. Proofs made with it are verified before they are handed out.

use super::montgomery::Reader;
use crate::groth16::{Constraints, ProvingKey, Reason, Setup};
use alloc::vec::Vec;
use ark_bn254::{Fq, Fr, G1Affine, G2Affine};
use ark_ec::short_weierstrass::{Affine, SWCurveConfig};
use ark_ff::{Field, PrimeField};
use ark_relations::gr1cs::Matrix;

/// A key from a zkey, and how many contributions the file lists.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The key, stamped [`Setup::Ceremony`] from two contributions on: that they came from different parties the file cannot show.
    pub key: ProvingKey,
    /// Contributions to phase 2.
    pub contributions: u32,
}

/// Why a zkey is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ZkeyError {
    /// Not a zkey of version 1.
    #[error("not a zkey of version 1")]
    Header,
    /// A section is missing, stands twice, or is too short or too long for the sizes that the file states.
    #[error("section {0} of the zkey is missing, stands twice, or has the wrong length")]
    Section(u32),
    /// Another protocol than Groth16.
    #[error("the zkey is for protocol {0}; only Groth16 (1) is supported")]
    Protocol(u32),
    /// Another curve than BN254.
    #[error("the zkey is not over BN254")]
    Curve,
    /// A number or coordinate that is not reduced.
    #[error("section {0} of the zkey has a number that is not below its field's order")]
    NotReduced(u32),
    /// A point of a query is not on its curve.
    #[error("section {0} of the zkey has a point that is not on its curve")]
    NotOnCurve(u32),
    /// The sizes or the coefficients are not those of the circuit.
    #[error("the zkey was made for another circuit")]
    Circuit,
    /// Nobody contributed to phase 2.
    #[error("the zkey has no contribution to phase 2: anybody can forge proofs under it")]
    NoContribution,
    /// The verifying key is refused.
    #[error(transparent)]
    Verifying(#[from] Reason),
}

const PROTOCOL: u32 = 1;
const HEADER: u32 = 2;
const CONSTANTS: u32 = 3;
const COEFFICIENTS: u32 = 4;
const A: u32 = 5;
const B1: u32 = 6;
const B2: u32 = 7;
const L: u32 = 8;
const H: u32 = 9;
const CONTRIBUTIONS: u32 = 10;

/// Reads the key that a ceremony made for a circuit.
///
/// # Errors
/// [`ZkeyError`].
pub fn read(bytes: &[u8], constraints: &Constraints<Fr>) -> Result<Imported, ZkeyError> {
    let sections = Sections::of(bytes)?;
    if sections.get(PROTOCOL)?.u32() != Some(1) {
        return Err(ZkeyError::Protocol(sections.get(PROTOCOL)?.u32().unwrap_or_default()));
    }
    let secrets = Secrets::of(sections.get(HEADER)?)?;
    let (inputs, variables, domain) = (constraints.inputs(), constraints.variables(), constraints.domain_size());
    if [variables, inputs, domain].map(Ok) != secrets.sizes.map(usize::try_from) {
        return Err(ZkeyError::Circuit);
    }
    check_coefficients(sections.get(COEFFICIENTS)?, constraints)?;
    let contributions = contributions(sections.get(CONTRIBUTIONS)?)?;
    let inner = ark_groth16::ProvingKey {
        vk: ark_groth16::VerifyingKey {
            alpha_g1: secrets.alpha,
            beta_g2: secrets.beta2,
            gamma_g2: secrets.gamma,
            delta_g2: secrets.delta2,
            gamma_abc_g1: sections.g1s(CONSTANTS, inputs + 1)?,
        },
        beta_g1: secrets.beta1,
        delta_g1: secrets.delta1,
        a_query: sections.g1s(A, variables)?,
        b_g1_query: sections.g1s(B1, variables)?,
        b_g2_query: sections.g2s(B2, variables)?,
        h_query: sections.g1s(H, domain)?,
        l_query: sections.g1s(L, variables - inputs - 1)?,
    };
    let setup = if contributions > 1 { Setup::Ceremony } else { Setup::SingleParty };
    let key = ProvingKey::new(inner, setup)?;
    if contributions == 0 {
        return Err(ZkeyError::NoContribution);
    }
    Ok(Imported { key, contributions })
}

/// The bodies of sections 1 to 10.
struct Sections<'a>([Option<&'a [u8]>; CONTRIBUTIONS as usize]);

impl<'a> Sections<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self, ZkeyError> {
        let mut reader = Reader::new(bytes);
        if reader.take(4) != Some(b"zkey") || reader.u32() != Some(1) {
            return Err(ZkeyError::Header);
        }
        let count = reader.u32().ok_or(ZkeyError::Header)?;
        let mut bodies = [None; CONTRIBUTIONS as usize];
        for _ in 0..count {
            let kind = reader.u32().ok_or(ZkeyError::Header)?;
            let at = kind.checked_sub(1).and_then(|at| bodies.get_mut(at as usize)).ok_or(ZkeyError::Section(kind))?;
            let length = reader.u64().and_then(|length| length.try_into().ok());
            let body = length.and_then(|length| reader.take(length)).ok_or(ZkeyError::Section(kind))?;
            if at.replace(body).is_some() {
                return Err(ZkeyError::Section(kind));
            }
        }
        if reader.len() > 0 { Err(ZkeyError::Header) } else { Ok(Self(bodies)) }
    }

    fn get(&self, kind: u32) -> Result<Reader<'a>, ZkeyError> {
        let body = kind.checked_sub(1).and_then(|at| self.0.get(at as usize).copied().flatten());
        body.map(Reader::new).ok_or(ZkeyError::Section(kind))
    }

    fn g1s(&self, kind: u32, count: usize) -> Result<Vec<G1Affine>, ZkeyError> {
        let mut reader = self.exactly(kind, count, 64)?;
        on_curve(kind, reader.g1s(count).ok_or(ZkeyError::NotReduced(kind))?)
    }

    fn g2s(&self, kind: u32, count: usize) -> Result<Vec<G2Affine>, ZkeyError> {
        let mut reader = self.exactly(kind, count, 128)?;
        on_curve(kind, reader.g2s(count).ok_or(ZkeyError::NotReduced(kind))?)
    }

    fn exactly(&self, kind: u32, count: usize, each: usize) -> Result<Reader<'a>, ZkeyError> {
        let reader = self.get(kind)?;
        if count.checked_mul(each) == Some(reader.len()) { Ok(reader) } else { Err(ZkeyError::Section(kind)) }
    }
}

fn on_curve<C: SWCurveConfig>(kind: u32, points: Vec<Affine<C>>) -> Result<Vec<Affine<C>>, ZkeyError> {
    // Variables that a matrix does not mention have the identity, which is on the curve.
    if points.iter().all(Affine::is_on_curve) { Ok(points) } else { Err(ZkeyError::NotOnCurve(kind)) }
}

struct Secrets {
    /// Variables, public inputs, domain size.
    sizes: [u32; 3],
    alpha: G1Affine,
    beta1: G1Affine,
    beta2: G2Affine,
    gamma: G2Affine,
    delta1: G1Affine,
    delta2: G2Affine,
}

impl Secrets {
    fn of(mut reader: Reader<'_>) -> Result<Self, ZkeyError> {
        let short = ZkeyError::Section(HEADER);
        for modulus in [Fq::MODULUS, Fr::MODULUS] {
            if reader.u32() != Some(32) || reader.integer() != Some(modulus) {
                return Err(ZkeyError::Curve);
            }
        }
        let mut sizes = [0; 3];
        for size in &mut sizes {
            *size = reader.u32().ok_or(short.clone())?;
        }
        if reader.len() != 3 * 64 + 3 * 128 {
            return Err(short);
        }
        let unreduced = || ZkeyError::NotReduced(HEADER);
        let g1 = |reader: &mut Reader<'_>| reader.g1s(1)?.pop();
        let g2 = |reader: &mut Reader<'_>| reader.g2s(1)?.pop();
        let alpha = g1(&mut reader).ok_or_else(unreduced)?;
        let beta1 = g1(&mut reader).ok_or_else(unreduced)?;
        let beta2 = g2(&mut reader).ok_or_else(unreduced)?;
        let gamma = g2(&mut reader).ok_or_else(unreduced)?;
        let delta1 = g1(&mut reader).ok_or_else(unreduced)?;
        let delta2 = g2(&mut reader).ok_or_else(unreduced)?;
        on_curve(HEADER, alloc::vec![alpha, beta1, delta1])?;
        Ok(Self { sizes, alpha, beta1, beta2, gamma, delta1, delta2 })
    }
}

/// Bytes of a coefficient: matrix, row, variable, value.
const COEFFICIENT: usize = 3 * 4 + 32;

/// A and B are the circuit's, each followed by the rows that keep public inputs apart.
fn check_coefficients(mut reader: Reader<'_>, constraints: &Constraints<Fr>) -> Result<(), ZkeyError> {
    let count = reader.u32().ok_or(ZkeyError::Section(COEFFICIENTS))? as usize;
    if count.checked_mul(COEFFICIENT) != Some(reader.len()) {
        return Err(ZkeyError::Section(COEFFICIENTS));
    }
    let rows = constraints.len() + constraints.inputs() + 1;
    let mut found: [Matrix<Fr>; 2] = core::array::from_fn(|_| alloc::vec![Vec::new(); rows]);
    for _ in 0..count {
        let numbers = (reader.u32(), reader.u32(), reader.u32());
        let (Some(matrix), Some(row), Some(variable)) = numbers else { return Err(ZkeyError::Section(COEFFICIENTS)) };
        let stored = reader.scalar().ok_or(ZkeyError::NotReduced(COEFFICIENTS))?;
        let value = Fr::new_unchecked(stored.into_bigint());
        let row = found.get_mut(matrix as usize).and_then(|matrix| matrix.get_mut(row as usize));
        row.ok_or(ZkeyError::Circuit)?.push((value, variable as usize));
    }
    found.iter_mut().flatten().for_each(|row| row.sort_unstable_by_key(|&(_, variable)| variable));
    let [a, b, _] = &constraints.matrices;
    let publics = (0..=constraints.inputs()).map(|input| alloc::vec![(Fr::ONE, input)]);
    let [found_a, found_b] = &found;
    let same_a = found_a.iter().eq(a.iter().cloned().chain(publics).collect::<Vec<_>>().iter());
    let none = alloc::vec![Vec::new(); constraints.inputs() + 1];
    let same_b = found_b.iter().eq(b.iter().chain(&none));
    if same_a && same_b { Ok(()) } else { Err(ZkeyError::Circuit) }
}

fn contributions(mut reader: Reader<'_>) -> Result<u32, ZkeyError> {
    // The hash of the circuit comes first.
    reader.take(64).and_then(|_| reader.u32()).ok_or(ZkeyError::Section(CONTRIBUTIONS))
}
