//! `apportion export minizinc`.

use super::Sink;
use crate::cli::arguments::ExportMinizinc;
use crate::cli::failure::Failure;
use crate::cli::files::{self, Directory};
use crate::cli::{Outcome, engine};
use apportion::allocator::export::Limits;
use apportion::allocator::export::minizinc::{Instance, MODEL, Rounding};
use apportion::certs::program::Program;
use std::fmt::Write;

pub(super) fn run(arguments: &ExportMinizinc) -> Result<Outcome, Failure> {
    let market = files::read_market(&arguments.market)?;
    let program = Program::new(&market);
    let instance = Instance::new(&program, Limits::default())
        .map_err(|error| Failure::unusable(&arguments.market, &format!("cannot be exported for MiniZinc: {error}")))?;
    let directory = Directory::open(&arguments.out)?;
    let [model, data] = [engine::MODEL, engine::DATA].map(|name| directory.join(name));
    let (mut model, mut data) = (Sink::create(model)?, Sink::create(data)?);
    model.write_str(MODEL).map_err(|_| model.failure())?;
    instance.write(&mut data).map_err(|_| data.failure())?;
    let [model_path, data_path] = [&model, &data].map(|sink| sink.target.display().to_string());
    [model, data].into_iter().try_for_each(|sink| sink.file.commit())?;
    let mut text = format!("wrote {model_path} and {data_path}\n");
    if let Some(rounding) = instance.rounding() {
        text.push_str(&rounded(rounding));
    }
    let parameters = instance.parameters(0, &[]);
    text.push_str(&format!(
        "solve it with: minizinc --solver {} {model_path} {data_path} -D \"{parameters}\"\n",
        engine::SOLVER
    ));
    if instance.level_count() > 1 {
        text.push_str("each answer says how to solve the next level\n");
    }
    files::print(&text)?;
    Ok(Outcome::Done)
}

fn rounded(Rounding { limits, levels, .. }: Rounding) -> String {
    format!(
        "this is a rounded copy, since 32-bit solvers cannot hold the market's numbers: {limits} limits and {levels} levels are \
         rounded;\nits solutions are feasible in the market, but its best one need not be best there\n"
    )
}
