//! How far a command has come, on standard error: a live line on a terminal, elsewhere a line now and then.

use apportion::Progress;
use apportion::report::grouped;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::borrow::Cow;
use std::cell::Cell;
use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Where there is no terminal: the least time before a line that says something new, and before one that only shows life.
const PAUSE: Duration = Duration::from_secs(1);
const SILENCE: Duration = Duration::from_secs(15);
const TICK: Duration = Duration::from_millis(200);

pub(super) struct Live {
    started: Instant,
    place: Place,
}

enum Place {
    Terminal(ProgressBar),
    Lines(Mutex<Last>),
}

/// The last line printed.
struct Last {
    at: Instant,
    level: usize,
    value: Option<u128>,
    bound: u128,
}

impl Live {
    pub(super) fn new(started: Instant) -> Self {
        let place = match live_line("looking for a first allocation") {
            Some(bar) => Place::Terminal(bar),
            None => Place::Lines(Mutex::new(Last { at: started, level: 0, value: None, bound: 0 })),
        };
        Self { started, place }
    }

    pub(super) fn report(&self, progress: &Progress<'_>) {
        match &self.place {
            Place::Terminal(bar) => bar.set_message(line(progress)),
            Place::Lines(last) => {
                let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
                let now =
                    Last { at: Instant::now(), level: progress.level, value: value(progress), bound: progress.bound };
                let news = (now.level, now.value, now.bound) != (last.level, last.value, last.bound);
                if last.at.elapsed() >= if news { PAUSE } else { SILENCE } {
                    *last = now;
                    let seconds = self.started.elapsed().as_secs();
                    // Nobody may be reading; the answer matters more.
                    let _ = writeln!(std::io::stderr(), "{seconds:>5} s  {}", line(progress));
                }
            }
        }
    }

    /// What is going on, in words: only where there is a live line.
    pub(super) fn note(&self, text: &str) {
        if let Place::Terminal(bar) = &self.place {
            bar.set_message(text.to_owned());
        }
    }

    pub(super) fn finish(&self) {
        if let Place::Terminal(bar) = &self.place {
            bar.finish_and_clear();
        }
    }
}

/// A live line, if standard error is a terminal.
fn live_line(message: &'static str) -> Option<ProgressBar> {
    if !std::io::stderr().is_terminal() {
        return None;
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
    // The template is a constant; were it wrong, the default would do.
    if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}") {
        bar.set_style(style);
    }
    bar.set_message(message);
    bar.enable_steady_tick(TICK);
    Some(bar)
}

/// The steps of a command that does one thing after another.
pub(super) struct Steps {
    started: Instant,
    bar: Option<ProgressBar>,
    /// When something was last said.
    said: Cell<Instant>,
}

impl Steps {
    pub(super) fn new(started: Instant) -> Self {
        Self { started, bar: live_line(""), said: Cell::new(started) }
    }

    /// How far the step has come: where there is no live line, only now and then.
    pub(super) fn note(&self, text: String) {
        if self.bar.is_some() || self.said.get().elapsed() >= SILENCE {
            self.say(text);
        }
    }

    /// What is being done from now on.
    pub(super) fn say(&self, step: impl Into<Cow<'static, str>>) {
        let step = step.into();
        self.said.set(Instant::now());
        match &self.bar {
            Some(bar) => bar.set_message(step),
            // Nobody may be reading; the work matters more.
            None => drop(writeln!(std::io::stderr(), "{:>5} s  {step}", self.started.elapsed().as_secs())),
        }
    }

    /// Removes the live line.
    pub(super) fn finish(&self) {
        self.bar.iter().for_each(ProgressBar::finish_and_clear);
    }
}

fn value(progress: &Progress<'_>) -> Option<u128> {
    progress.values.and_then(|values| values.get(progress.level)).copied()
}

fn line(progress: &Progress<'_>) -> String {
    let value = value(progress).map_or("none yet".to_owned(), grouped);
    let gap = progress.gap_ppm.map_or(String::new(), |gap| format!(", gap {} ppm", grouped(gap)));
    let (bound, nodes) = (grouped(progress.bound), grouped(progress.nodes.into()));
    format!("level {}: value {value}, bound {bound}{gap}, {nodes} nodes", progress.level)
}
