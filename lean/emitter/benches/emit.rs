//! Where the time of a witness goes, and how much of it writing the same bytes takes.
//!
//!     cargo bench -p apportion-lean --bench emit -- MARKET CERTIFICATE
//!
//! Without arguments, a small market is solved and its certificate taken. Each step runs several times, and the least time counts, which other
//! work on the machine disturbs least. The theory is unpacked before all of it, once in a process. Files are synchronised with the disk.
#![allow(missing_docs, reason = "a program")]

use apportion_allocator::{ProofStyle, Solver};
use apportion_certs::Certificate;
use apportion_certs::elaborate::{Elaborator, Limits};
use apportion_lattice::Market;
use apportion_lean::{Witness, lint, write_theory};
use std::io::{self, BufWriter, Cursor, Write};
use std::time::{Duration, Instant};
use std::{env, error::Error, fs, fs::File};

const REPEATS: usize = 7;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let (market, certificate) = subject()?;
    let (limits, path) =
        (Limits::default(), env::temp_dir().join(format!("apportion-emit-{}.ndjson", std::process::id())));
    let unpack = once(|| Ok(write_theory(io::sink())?))?;
    let check = least(|| Ok(Elaborator::new(&market, &certificate, limits)?))?;
    let elaborator = Elaborator::new(&market, &certificate, limits)?;
    let elaborate = least(|| Ok(Witness::new(&elaborator)?))?;
    let witness = Witness::new(&elaborator)?;
    let emit = least(|| Ok(witness.write(io::sink())?))?;
    let emit_to_file = least(|| {
        let mut file = BufWriter::new(File::create(&path)?);
        witness.write(&mut file)?;
        Ok(file.into_inner()?.sync_all()?)
    })?;
    let bytes = fs::read(&path)?;
    let write = least(|| {
        let mut file = File::create(&path)?;
        file.write_all(&bytes)?;
        Ok(file.sync_all()?)
    })?;
    fs::remove_file(&path)?;
    let compare = least(|| Ok(lint(&market, &certificate, limits, Cursor::new(&bytes))?))?;
    println!("{} bytes; the theory unpacked in {unpack:.1?}", bytes.len());
    println!("certificate checked     {check:>9.1?}");
    println!("elaborated to core      {elaborate:>9.1?}");
    println!("emitted to nowhere      {emit:>9.1?}");
    println!("emitted to a file       {emit_to_file:>9.1?}");
    println!("the same bytes written  {write:>9.1?}");
    println!("linted, all included    {compare:>9.1?}");
    let times = |time: Duration| time.as_secs_f64() / write.as_secs_f64();
    let whole = check + elaborate + emit_to_file;
    println!("emission takes {:.1} times as long as writing, all included {:.1}", times(emit_to_file), times(whole));
    Ok(())
}

fn subject() -> Outcome<(Market, Certificate)> {
    let files: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if let [market, certificate] = files.as_slice() {
        let market = Market::from_json(&fs::read_to_string(market)?)?;
        return Ok((market, Certificate::from_bytes(&fs::read(certificate)?)?));
    }
    let market = Market::from_json(include_str!("../tests/support/market.json"))?;
    let certificate = Solver::new().proof(ProofStyle::Core).solve(&market)?.certificate;
    Ok((market, certificate))
}

fn once<T>(act: impl FnOnce() -> Outcome<T>) -> Outcome<Duration> {
    let started = Instant::now();
    act()?;
    Ok(started.elapsed())
}

fn least<T>(mut act: impl FnMut() -> Outcome<T>) -> Outcome<Duration> {
    let mut least = once(&mut act)?;
    for _ in 1..REPEATS {
        least = least.min(once(&mut act)?);
    }
    Ok(least)
}
