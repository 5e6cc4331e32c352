//! Parameters: generators without known relations, which everybody computes alike.

use super::circuit::K_RANGE;
use super::{Digest, ParametersError};
use halo2_proofs::pasta::EqAffine;
use halo2_proofs::poly::commitment::Params;

/// SHA-256 of [`Parameters::to_bytes`] for k = 7, 8, .., 17.
const HASHES: [&str; 11] = [
    "432e492288c43ccabdffb913625109ca76f66312cd4625c9a258a2e33a28c400",
    "96d2448c483f4df37e69b4f72db328cd8520b09d49f5e7c801da7994150b9b33",
    "b7ea13dd3cfe5db384fab28fd90c4ca7327fb20d3fde16c12eb8b3f81538cb62",
    "65235f086265cdf98b12514ab36fe9b849198870918d73cd160903ceb0a954dc",
    "1eab6f93a080ce41b908d935c04bd2e3ed1ac23f277c15d11c499d56d28fa0f7",
    "1b97b06da453b9efb1ae18b9ba77c3d870f22dc72898297d5707e340c3f44865",
    "76ebe6b75b5281cb1dcc2eb04888968573758672b521522f62abedf6366bb876",
    "1cb278fe4d9cf5325e5cbc710d863c0deca3e961e1b8f6c8736890c43345c461",
    "e1fb29749c7bd0870768044d5329b4e293cb2d44dae24db2554605427b19d0dd",
    "174780f80c577d968d10bc3f0a8f819e55a96b9e882ffe73c15d55e9f94053e2",
    "7c65b8e3d12f2c1054f07c2721da8670d97f0f14c846df6bcf4d390dd62cbceb",
];

/// Generators for circuits of 2^k rows, hashed to the curve by halo2. Nobody sets them up.
///
/// Computing them takes about a millisecond a row; reading stored ones a tenth of that.
#[derive(Clone, Debug)]
pub struct Parameters {
    pub(super) params: Params<EqAffine>,
}

impl Parameters {
    /// Computes the parameters for 2^k rows.
    ///
    /// # Errors
    /// [`ParametersError::Size`] if k is not from 7 to 17.
    pub fn new(k: u32) -> Result<Self, ParametersError> {
        expected(k)?;
        Ok(Self { params: Params::new(k) })
    }

    /// Binary logarithm of the number of rows.
    pub fn k(&self) -> u32 {
        self.params.k()
    }

    /// The parameters as bytes, to be stored: 64 a row.
    ///
    /// # Errors
    /// Never, as long as memory lasts; halo2's writer is fallible.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ParametersError> {
        let mut bytes = Vec::with_capacity(length(self.k()));
        self.params.write(&mut bytes).map_err(|_| ParametersError::Points)?;
        Ok(bytes)
    }

    /// The binary logarithm of the rows that stored parameters say they are for; nothing is checked.
    pub fn k_of(bytes: &[u8]) -> Option<u32> {
        bytes.first_chunk().map(|chunk| u32::from_le_bytes(*chunk))
    }

    /// Reads stored parameters. They need not come from a trusted place: their hash is compared with that of the only right ones.
    ///
    /// # Errors
    /// [`ParametersError`] unless these are the parameters that [`new`](Self::new) computes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ParametersError> {
        let k = Self::k_of(bytes).unwrap_or(0);
        let expected = expected(k)?;
        if bytes.len() != length(k) {
            return Err(ParametersError::Length { k, expected: length(k), found: bytes.len() });
        }
        let found = Digest::of(bytes);
        if found != expected {
            return Err(ParametersError::Forged { k, expected, found });
        }
        let params = Params::read(&mut &*bytes).map_err(|_| ParametersError::Points)?;
        Ok(Self { params })
    }
}

/// Bytes of parameters: k, two generators a row, and two more.
fn length(k: u32) -> usize {
    4 + 32 * ((2 << k) + 2)
}

/// The hash of the parameters for 2^k rows.
fn expected(k: u32) -> Result<Digest, ParametersError> {
    let size = || ParametersError::Size { k, k_min: *K_RANGE.start(), k_max: *K_RANGE.end() };
    let hash = HASHES.get(k.wrapping_sub(*K_RANGE.start()) as usize).ok_or_else(size)?;
    hash.parse().map_err(|_| size())
}
