//! `apportion export lp`.

use super::Sink;
use crate::cli::arguments::{Answer, ExportLp};
use crate::cli::failure::Failure;
use crate::cli::files::{self, Directory};
use crate::cli::{Outcome, verify};
use apportion::allocator::export::{Limits, lp};
use apportion::certs::program::Program;

pub(super) fn run(arguments: &ExportLp) -> Result<Outcome, Failure> {
    let (market, reached) = match (&arguments.allocation, &arguments.certificate) {
        (Some(allocation), Some(certificate)) => {
            let [market, allocation, certificate] = [&arguments.market, allocation, certificate].map(Clone::clone);
            let (market, _, checked) = verify::checked(&Answer { market, allocation, certificate })?;
            let reached = checked.values().map(<[u128]>::to_vec);
            (market, reached.unwrap_or_default())
        }
        _ => (files::read_market(&arguments.market)?, Vec::new()),
    };
    let program = Program::new(&market);
    let instance = lp::Instance::new(&program, Limits::default())
        .map_err(|error| Failure::unusable(&arguments.market, &format!("cannot be exported: {error}")))?;
    let directory = Directory::open(&arguments.out)?;
    let levels = instance.level_count();
    // A level can be stated once the values of the levels before it are known.
    let stated = levels.min(reached.len().max(1));
    let mut text = String::new();
    let mut staged = Vec::new();
    for level in 0..stated {
        let name = if levels == 1 { "allocation.lp".to_owned() } else { format!("allocation-{level}.lp") };
        let mut sink = Sink::create(directory.join(&name))?;
        instance.write(level, &reached, &mut sink).map_err(|_| sink.failure())?;
        text.push_str(&format!("wrote {}\n", sink.target.display()));
        staged.push(sink);
    }
    staged.into_iter().try_for_each(|sink| sink.file.commit())?;
    if stated < levels {
        text.push_str(&format!(
            "levels 1 to {} need the values of those before them: solve the market, and pass ALLOCATION and CERTIFICATE too\n",
            levels - 1
        ));
    }
    if !instance.is_exact_in_doubles() {
        text.push_str("some numbers exceed 2^53: solvers that compute in doubles will not read them exactly\n");
    }
    files::print(&text)?;
    Ok(Outcome::Done)
}
