//! `emit MARKET CERTIFICATE OUT` writes a witness, and says how long it took.
use apportion_certs::{Certificate, elaborate::Limits};
use apportion_lattice::Market;
use std::{error::Error, fs, io::BufWriter, time::Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let market = Market::from_json(&fs::read_to_string(&arguments[0])?)?;
    let certificate = Certificate::from_bytes(&fs::read(&arguments[1])?)?;
    let start = Instant::now();
    let out = BufWriter::new(fs::File::create(&arguments[2])?);
    let summary = apportion_lean::write_witness(&market, &certificate, Limits::default(), out)?;
    println!("{summary:?} {:?}", start.elapsed());
    Ok(())
}
