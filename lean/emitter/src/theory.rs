//! The theory: the proof object that every witness begins with, byte for byte.

use crate::EmitError;
use crate::export::{Tables, line};
use std::io::Write;
use std::sync::OnceLock;

/// The exported theory, compressed.
static COMPRESSED: &[u8] = include_bytes!("apportion.ndjson.xz");

/// SHA-256 of the theory's bytes, in hexadecimal. A reviewed change of the theory changes this line.
pub const THEORY_SHA256: &str = "f448d2c4160023c9b1a1beff2b9748d39e47f681f21adfab2f6cf152aaee06be";

/// The theory, ready to be written and added to.
pub(crate) struct Theory {
    text: Vec<u8>,
    tables: Tables,
}

impl Theory {
    /// The theory; unpacked and read once in a process.
    ///
    /// # Errors
    /// Only if the library is damaged.
    pub(crate) fn load() -> Result<&'static Self, EmitError> {
        static THEORY: OnceLock<Result<Theory, &'static str>> = OnceLock::new();
        THEORY.get_or_init(Self::unpack).as_ref().map_err(|lacking| EmitError::Theory(lacking))
    }

    fn unpack() -> Result<Self, &'static str> {
        let mut text = Vec::new();
        lzma_rs::xz_decompress(&mut &COMPRESSED[..], &mut text).map_err(|_| "a readable archive")?;
        if hexadecimal(&hmac_sha256::Hash::hash(&text)) != THEORY_SHA256 {
            return Err("the pinned bytes");
        }
        let mut tables = Tables::default();
        for line in text.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
            let line = str::from_utf8(line).map_err(|_| "lines of text")?;
            tables.note(&line::read(line).map_err(|_| "lines of the export format")?);
        }
        Ok(Self { text, tables })
    }

    /// The bytes.
    pub(crate) fn text(&self) -> &[u8] {
        &self.text
    }

    /// What they declare.
    pub(crate) fn tables(&self) -> &Tables {
        &self.tables
    }
}

/// Writes the theory that every witness begins with: the export of `Apportion`, uncompressed.
///
/// # Errors
/// If the receiver refuses it, or the library is damaged.
pub fn write_theory(mut out: impl Write) -> Result<(), EmitError> {
    Ok(out.write_all(Theory::load()?.text())?)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
