//! `apportion export veripb`.

use super::Sink;
use crate::cli::arguments::ExportVeripb;
use crate::cli::failure::Failure;
use crate::cli::files::Directory;
use crate::cli::{Outcome, files, verify};
use apportion::certs::elaborate::Limits;
use apportion::certs::veripb::{ExportError, Exporter};

pub(super) fn run(arguments: &ExportVeripb) -> Result<Outcome, Failure> {
    let (market, certificate, _) = verify::checked(&arguments.answer)?;
    let failure = |error: &ExportError| {
        Failure::unusable(&arguments.answer.certificate, &format!("cannot be exported for VeriPB: {error}"))
    };
    let exporter = Exporter::new(&market, &certificate, Limits::default()).map_err(|error| failure(&error))?;
    let directory = Directory::open(&arguments.out)?;
    let levels = exporter.level_count();
    let mut staged = Vec::new();
    let mut text = String::new();
    for level in 0..levels {
        let number = if levels == 1 { String::new() } else { format!("-{level}") };
        let names = [format!("problem{number}.opb"), format!("proof{number}.pbp")];
        let [problem, proof] = names.map(|name| directory.join(&name));
        let (mut problem, mut proof) = (Sink::create(problem)?, Sink::create(proof)?);
        exporter.write(level, &mut problem, &mut proof).map_err(|error| {
            [&mut problem, &mut proof].into_iter().find_map(Sink::broken).unwrap_or_else(|| failure(&error))
        })?;
        text.push_str(&format!("wrote {} and {}\n", problem.target.display(), proof.target.display()));
        staged.extend([problem, proof]);
    }
    staged.into_iter().try_for_each(|sink| sink.file.commit())?;
    text.push_str("check each pair with: veripb PROBLEM PROOF\n");
    files::print(&text)?;
    Ok(Outcome::Done)
}
