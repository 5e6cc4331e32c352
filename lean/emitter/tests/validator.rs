//! The validator on mutated exports: it never panics, and what it accepts is an export.

mod support;

use apportion_lean::validate;
use proptest::prelude::*;
use std::sync::LazyLock;
use support::{market, solved};

static LINES: LazyLock<Vec<String>> =
    LazyLock::new(|| solved(market()).witness().unwrap().lines().map(|line| format!("{line}\n")).collect());

#[test]
fn the_empty_file_and_noise_are_refused() {
    for file in ["", "\n", "{}\n", "null\n", "{\"in\":1}\n", "\u{0}\n", "{\"meta\":{}}"] {
        assert!(validate(file.as_bytes()).is_err(), "{file:?}");
    }
}

#[test]
fn a_line_without_end_is_not_read_into_memory() {
    let long = std::io::repeat(b' ');
    assert!(validate(std::io::BufReader::new(long)).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, rng_seed: proptest::test_runner::RngSeed::Fixed(1), ..ProptestConfig::default() })]

    /// Lines after a line that is left out or doubled have wrong numbers, or name what is not there.
    #[test]
    fn a_line_left_out_or_doubled_is_noticed(at in 0usize..1 << 20, doubled: bool) {
        let declares = |line: &str| line.contains("\"thm\":{") || line.contains("\"def\":{");
        let at = at % LINES.len();
        prop_assume!(doubled || !declares(&LINES[at]));
        let mut lines: Vec<&str> = LINES.iter().map(String::as_str).collect();
        if doubled { lines.insert(at, lines[at]) } else { lines.remove(at); }
        // The last expression may go without anybody noticing.
        let last = LINES.len() - 1;
        prop_assert!(at + 2 > last || validate(lines.concat().as_bytes()).is_err());
    }

    #[test]
    fn bytes_changed_anywhere_are_judged_without_panic(at in 0usize..1 << 30, byte: u8, cut in 0usize..1 << 30) {
        let mut file = LINES.concat().into_bytes();
        let length = file.len();
        file[at % length] = byte;
        let _ = validate(file.as_slice());
        let _ = validate(&file[..cut % length]);
    }

    #[test]
    fn any_bytes_are_judged_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = validate(bytes.as_slice());
    }
}
