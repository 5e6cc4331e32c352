/// A source of random bytes, passed in by the caller: the operating system's in production.
///
/// Closures are sources: `|bytes: &mut [u8]| getrandom::fill(bytes).expect("entropy")`.
pub trait Randomness {
    /// Overwrites every byte with a fresh, uniform, unpredictable one.
    fn fill(&mut self, bytes: &mut [u8]);
}

impl<F: FnMut(&mut [u8])> Randomness for F {
    fn fill(&mut self, bytes: &mut [u8]) {
        self(bytes);
    }
}
