//! JSON in its shortest form.

use alloc::vec::Vec;

/// What takes the bytes.
pub(super) trait Sink {
    fn put(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// An object being written. Members come in byte order of their keys, which only the caller can see to.
pub(super) struct Object<'s, S> {
    sink: &'s mut S,
    is_empty: bool,
}

/// Writes an object with the members that `members` adds.
pub(super) fn object<S: Sink>(sink: &mut S, members: impl FnOnce(&mut Object<'_, S>)) {
    sink.put(b"{");
    members(&mut Object { sink, is_empty: true });
    sink.put(b"}");
}

impl<S: Sink> Object<'_, S> {
    /// Writes a key, and hands over where its value goes.
    pub(super) fn key(&mut self, key: &str) -> &mut S {
        if !self.is_empty {
            self.sink.put(b",");
        }
        self.is_empty = false;
        string(self.sink, key);
        self.sink.put(b":");
        self.sink
    }

    pub(super) fn string(&mut self, key: &str, value: &str) {
        string(self.key(key), value);
    }

    pub(super) fn number(&mut self, key: &str, value: u64) {
        number(self.key(key), value);
    }

    /// A number, left out if it is the default.
    pub(super) fn number_unless(&mut self, default: u64, key: &str, value: u64) {
        if value != default {
            self.number(key, value);
        }
    }

    /// A number, left out if it is absent.
    pub(super) fn number_if(&mut self, key: &str, value: Option<u64>) {
        if let Some(value) = value {
            self.number(key, value);
        }
    }

    /// `true`, left out if false.
    pub(super) fn flag(&mut self, key: &str, value: bool) {
        if value {
            self.key(key).put(b"true");
        }
    }

    /// A list of texts.
    pub(super) fn strings<'a>(&mut self, key: &str, values: impl IntoIterator<Item = &'a str>) {
        list(self.key(key), values, string);
    }

    /// A list, left out if it is empty.
    pub(super) fn list<T>(
        &mut self,
        key: &str,
        values: impl ExactSizeIterator<Item = T>,
        write: impl FnMut(&mut S, T),
    ) {
        if values.len() > 0 {
            list(self.key(key), values, write);
        }
    }
}

/// Writes a list.
pub(super) fn list<S: Sink, T>(sink: &mut S, values: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut S, T)) {
    sink.put(b"[");
    for (position, value) in values.into_iter().enumerate() {
        if position > 0 {
            sink.put(b",");
        }
        write(sink, value);
    }
    sink.put(b"]");
}

/// Writes a number in decimal.
pub(super) fn number<S: Sink>(sink: &mut S, mut number: u64) {
    // 2^64 has 20 digits; they come last first.
    let mut digits = [0; 20];
    let mut length = 0;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
        length += 1;
        if number == 0 {
            break;
        }
    }
    sink.put(digits.get(digits.len() - length..).unwrap_or_default());
}

/// Writes a text, escaping only what JSON makes escape: quotation mark, backslash and control characters, each in its shortest form.
pub(super) fn string<S: Sink>(sink: &mut S, text: &str) {
    sink.put(b"\"");
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| letter < ' ' || letter == '"' || letter == '\\') {
        let (plain, escaped) = rest.split_at(at);
        sink.put(plain.as_bytes());
        let mut letters = escaped.chars();
        if let Some(letter) = letters.next() {
            escape(sink, letter as u8);
        }
        rest = letters.as_str();
    }
    sink.put(rest.as_bytes());
    sink.put(b"\"");
}

fn escape<S: Sink>(sink: &mut S, byte: u8) {
    match byte {
        b'"' => sink.put(b"\\\""),
        b'\\' => sink.put(b"\\\\"),
        0x08 => sink.put(b"\\b"),
        0x0c => sink.put(b"\\f"),
        b'\n' => sink.put(b"\\n"),
        b'\r' => sink.put(b"\\r"),
        b'\t' => sink.put(b"\\t"),
        _ => {
            let digit = |nibble: u8| if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 };
            sink.put(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 0xf)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;
    use proptest::prelude::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut bytes = Vec::new();
        write(&mut bytes);
        String::from_utf8(bytes).expect("UTF-8")
    }

    proptest! {
        #[test]
        fn a_text_reads_back_and_is_as_short_as_serde_json_writes_it(text in proptest::collection::vec(any::<char>(), 0..20)) {
            let text: String = text.into_iter().collect();
            let json = written(|sink| string(sink, &text));
            prop_assert_eq!(serde_json::from_str::<String>(&json).ok(), Some(text.clone()));
            prop_assert_eq!(Some(json), serde_json::to_string(&text).ok());
        }

        #[test]
        fn a_number_is_its_digits(value in any::<u64>(), shift in 0_u32..64) {
            let value = value >> shift;
            prop_assert_eq!(written(|sink| number(sink, value)), alloc::format!("{value}"));
        }
    }

    #[test]
    fn control_characters_have_their_shortest_escapes() {
        assert_eq!(
            written(|sink| string(sink, "\u{0}\u{8}\t\n\u{b}\u{c}\r\u{1f}\u{7f}")),
            "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\u{7f}\""
        );
    }
}
