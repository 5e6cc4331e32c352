//! `market NAME...` writes the generated market of each name, one canonical JSON document on a line.

use apportion_benches::Instance;
use std::error::Error;
use std::io::Write;

fn main() -> Result<(), Box<dyn Error>> {
    let names = std::env::args().skip(1).map(|name| name.parse()).collect::<Result<Vec<Instance>, _>>()?;
    if names.is_empty() {
        return Err("name at least one market, such as gap-d:10x100 or base:200x20".into());
    }
    let mut out = std::io::stdout().lock();
    for instance in names {
        out.write_all(&instance.market().canonical_json())?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
