//! How long a witness takes to write, compared with writing its bytes.
//!
//!     cargo bench -p apportion-lean --bench emit -- MARKET CERTIFICATE
//!
//! Without arguments, a small market is solved and its certificate taken. The first emission unpacks the theory; the others do not.
#![allow(missing_docs, reason = "a program")]

use apportion_allocator::{ProofStyle, Solver};
use apportion_certs::{Certificate, elaborate::Limits};
use apportion_lattice::Market;
use std::time::{Duration, Instant};
use std::{env, error::Error, fs, io::BufWriter, io::Write, path::Path};

const REPEATS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let files: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let (market, certificate) = match files.as_slice() {
        [market, certificate] => {
            (Market::from_json(&fs::read_to_string(market)?)?, Certificate::from_bytes(&fs::read(certificate)?)?)
        }
        _ => {
            let market = Market::from_json(include_str!("../tests/support/market.json"))?;
            let certificate = Solver::new().proof(ProofStyle::Core).solve(&market)?.certificate;
            (market, certificate)
        }
    };
    let out = env::temp_dir().join(format!("apportion-emit-{}.ndjson", std::process::id()));
    let first = emit(&market, &certificate, &out)?;
    let emits: Result<Vec<Duration>, _> = (0..REPEATS).map(|_| emit(&market, &certificate, &out)).collect();
    let bytes = fs::read(&out)?;
    let writes: Result<Vec<Duration>, _> = (0..REPEATS).map(|_| write(&bytes, &out)).collect();
    fs::remove_file(&out)?;
    let (emit, write) = (median(emits?), median(writes?));
    let times = emit.as_secs_f64() / write.as_secs_f64();
    println!(
        "{} bytes: emitted first in {first:.1?}, then in {emit:.1?}; written in {write:.1?}: {times:.1} times",
        bytes.len()
    );
    Ok(())
}

fn emit(market: &Market, certificate: &Certificate, out: &Path) -> Result<Duration, Box<dyn Error>> {
    let started = Instant::now();
    let mut file = BufWriter::new(fs::File::create(out)?);
    apportion_lean::write_witness(market, certificate, Limits::default(), &mut file)?;
    file.into_inner()?.sync_all()?;
    Ok(started.elapsed())
}

fn write(bytes: &[u8], out: &Path) -> Result<Duration, Box<dyn Error>> {
    let started = Instant::now();
    let mut file = fs::File::create(out)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(started.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
