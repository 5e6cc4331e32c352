//! One run of another program: text in, text out, ended when it must.

use apportion::Control;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often it is asked whether the program should end.
const PAUSE: Duration = Duration::from_millis(10);
/// How long a program may take to end by itself once it was asked to.
const GRACE: Duration = Duration::from_millis(1_000);
/// The longest output that is kept: of one solution, and of messages.
const SOLUTION_MAX: u64 = 256 << 20;
const MESSAGES_MAX: u64 = 64 << 10;

/// What a program left behind.
pub(super) struct Ran {
    /// The end of its standard output: the last block that a separator line ends, and what follows.
    pub(super) out: String,
    /// The beginning of its standard error.
    pub(super) messages: String,
    /// `None` if it was made to end.
    pub(super) status: Option<ExitStatus>,
}

/// Runs a program to its end, until the deadline, or until the control says that it should stop.
///
/// # Errors
/// If it cannot be started.
pub(super) fn run(
    command: &mut Command,
    input: &str,
    separator: &str,
    deadline: Instant,
    control: &dyn Control,
) -> io::Result<Ran> {
    apart(command);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (input_end, out, messages) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        scope.spawn(move || {
            // A program that does not read to the end says so by its status.
            input_end.map(|mut end| end.write_all(input.as_bytes()))
        });
        let out = scope.spawn(move || out.map_or(String::new(), |out| last_block(BufReader::new(out), separator)));
        let messages = scope.spawn(move || messages.map_or(String::new(), |end| beginning(end, MESSAGES_MAX)));
        let status = wait(&mut child, deadline, control)?;
        Ok(Ran { out: out.join().unwrap_or_default(), messages: messages.join().unwrap_or_default(), status })
    })
}

fn wait(child: &mut Child, deadline: Instant, control: &dyn Control) -> io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if control.is_cancelled() || control.time_is_up() || Instant::now() >= deadline {
            stop(child)?;
            return Ok(None);
        }
        thread::sleep(PAUSE);
    }
}

/// Asks the program to end, with the solver that it started, and ends it if it does not.
fn stop(child: &mut Child) -> io::Result<()> {
    signal(child, Signal::Terminate);
    let patience = Instant::now() + GRACE;
    while Instant::now() < patience {
        if child.try_wait()?.is_some() {
            break;
        }
        thread::sleep(PAUSE);
    }
    // What is left of the group, so that no pipe stays open.
    signal(child, Signal::Kill);
    child.kill()?;
    child.wait().map(drop)
}

#[derive(Clone, Copy)]
enum Signal {
    Terminate,
    Kill,
}

/// Puts the program and what it starts into a group of their own, which Ctrl-C in a terminal does not reach: we decide when it ends.
#[cfg(unix)]
fn apart(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(unix)]
fn signal(child: &Child, signal: Signal) {
    use nix::sys::signal::{Signal as Number, killpg};
    let number = match signal {
        Signal::Terminate => Number::SIGTERM,
        Signal::Kill => Number::SIGKILL,
    };
    if let Ok(group) = i32::try_from(child.id()) {
        // A group that is gone already needs no signal.
        let _ = killpg(nix::unistd::Pid::from_raw(group), number);
    }
}

#[cfg(not(unix))]
fn apart(_: &mut Command) {}

#[cfg(not(unix))]
fn signal(_: &Child, _: Signal) {}

/// The last block that ends with a separator line, and what follows it. Earlier blocks are forgotten as they come.
fn last_block(from: impl BufRead, separator: &str) -> String {
    let mut lines = from.take(u64::MAX);
    let (mut last, mut current) = (Vec::new(), Vec::new());
    loop {
        lines.set_limit(SOLUTION_MAX.saturating_sub(current.len() as u64));
        let begins = current.len();
        match lines.read_until(b'\n', &mut current) {
            Ok(0) | Err(_) => break,
            Ok(_) if current[begins..].trim_ascii() == separator.as_bytes() => last = std::mem::take(&mut current),
            Ok(_) => {}
        }
    }
    last.append(&mut current);
    String::from_utf8_lossy(&last).into_owned()
}

/// The beginning of a text; the rest is read and forgotten, so that the writer does not wait.
fn beginning(mut from: impl Read, length_max: u64) -> String {
    let mut kept = Vec::new();
    let _ = from.by_ref().take(length_max).read_to_end(&mut kept);
    let _ = io::copy(&mut from, &mut io::sink());
    String::from_utf8_lossy(&kept).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_block_is_kept() {
        let block = |text: &str| last_block(text.as_bytes(), "--");
        assert_eq!(block("a\n--\nb\n--\nc"), "b\n--\nc");
        assert_eq!(block("a\n--\n"), "a\n--\n");
        assert_eq!(block("a\nb"), "a\nb");
        assert_eq!(block(""), "");
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_does_not_end_is_ended_with_what_it_started() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "echo first; echo --; sleep 1000 & wait"]);
        let control = apportion::Cancellation::default();
        control.cancel();
        let begun = Instant::now();
        let ran = run(&mut shell, "", "--", begun + Duration::from_secs(1_000), &control).expect("a shell");
        assert!(ran.status.is_none());
        let mut cat = Command::new("cat");
        let ran = run(&mut cat, "text\n", "--", Instant::now() + Duration::from_secs(1_000), &()).expect("cat");
        assert_eq!((ran.out.as_str(), ran.status.is_some_and(|status| status.success())), ("text\n", true));
        let missing = run(&mut Command::new("no such program"), "", "--", Instant::now(), &());
        assert_eq!(missing.err().map(|error| error.kind()), Some(io::ErrorKind::NotFound));
    }
}
