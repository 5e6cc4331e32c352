//! How far a solve has come, on standard error: a live line on a terminal, elsewhere a line now and then.

use apportion::Progress;
use apportion::report::grouped;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The time between two lines where there is no terminal.
const PAUSE: Duration = Duration::from_secs(2);
const TICK: Duration = Duration::from_millis(200);

pub(super) struct Live {
    started: Instant,
    place: Place,
}

enum Place {
    Terminal(ProgressBar),
    /// When the last line was printed.
    Lines(Mutex<Instant>),
}

impl Live {
    pub(super) fn new(started: Instant) -> Self {
        let place = if std::io::stderr().is_terminal() {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
            // The template is a constant; were it wrong, the default would do.
            if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}") {
                bar.set_style(style);
            }
            bar.set_message("looking for a first allocation");
            bar.enable_steady_tick(TICK);
            Place::Terminal(bar)
        } else {
            Place::Lines(Mutex::new(started))
        };
        Self { started, place }
    }

    pub(super) fn report(&self, progress: &Progress<'_>) {
        match &self.place {
            Place::Terminal(bar) => bar.set_message(line(progress)),
            Place::Lines(last) => {
                let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
                if last.elapsed() >= PAUSE {
                    *last = Instant::now();
                    let seconds = self.started.elapsed().as_secs();
                    // Nobody may be reading; the answer matters more.
                    let _ = writeln!(std::io::stderr(), "{seconds:>5} s  {}", line(progress));
                }
            }
        }
    }

    pub(super) fn finish(&self) {
        if let Place::Terminal(bar) = &self.place {
            bar.finish_and_clear();
        }
    }
}

fn line(progress: &Progress<'_>) -> String {
    let value = progress.values.and_then(|values| values.get(progress.level));
    let value = value.map_or("none yet".to_owned(), |&value| grouped(value));
    let gap = progress.gap_ppm.map_or(String::new(), |gap| format!(", gap {} ppm", grouped(gap)));
    let (bound, nodes) = (grouped(progress.bound), grouped(progress.nodes.into()));
    format!("level {}: value {value}, bound {bound}{gap}, {nodes} nodes", progress.level)
}
