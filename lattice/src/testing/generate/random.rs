//! A small generator of random numbers, so that a seed names the same market for ever and on every machine.

/// xoshiro256** (Blackman and Vigna, *Scrambled linear pseudorandom number generators*, 2021), seeded by splitmix64 as they advise.
#[derive(Clone, Debug)]
pub(super) struct Random([u64; 4]);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        let mut state = seed;
        Self(core::array::from_fn(|_| splitmix64(&mut state)))
    }

    fn next(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.0;
        let out = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        out
    }

    /// A number below `end`, or 0 if `end` is 0. Its bias, below `end / 2^64`, is of no concern here.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        let product = u128::from(self.next()) * u128::from(end);
        (product >> 64) as u64
    }

    /// A number in `first..=last`, or `first` if `last` is smaller.
    pub(super) fn within(&mut self, first: u64, last: u64) -> u64 {
        first + self.below(last.saturating_sub(first).saturating_add(1))
    }

    /// As [`Random::within`], for numbers of 32 bits.
    pub(super) fn within_u32(&mut self, first: u32, last: u32) -> u32 {
        self.within(first.into(), last.into()) as u32
    }

    /// An index into a list of `len` elements; `len` is positive.
    pub(super) fn index(&mut self, len: usize) -> usize {
        self.below(len as u64) as usize
    }

    /// True with a chance of `ppm` in a million.
    pub(super) fn chance(&mut self, ppm: u32) -> bool {
        self.below(1_000_000) < u64::from(ppm)
    }

    /// One of `items`, which is not empty.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.index(items.len())]
    }
}

fn splitmix64(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published reference outputs: splitmix64 from 1234567, xoshiro256** from the state 1, 2, 3, 4.
    #[test]
    fn the_streams_are_the_published_ones() {
        let mut state = 1_234_567;
        assert_eq!(splitmix64(&mut state), 6_457_827_717_110_365_317);
        assert_eq!(splitmix64(&mut state), 3_203_168_211_198_807_973);
        let mut random = Random([1, 2, 3, 4]);
        assert_eq!([(); 4].map(|()| random.next()), [11_520, 0, 1_509_978_240, 1_215_971_899_390_074_240]);
    }

    #[test]
    fn numbers_stay_in_their_range_and_reach_its_ends() {
        let mut random = Random::new(7);
        let drawn = core::array::from_fn::<u64, 400, _>(|_| random.within(3, 6));
        for number in 3..=6 {
            assert!(drawn.contains(&number));
        }
        assert!(drawn.iter().all(|number| (3..=6).contains(number)));
        assert_eq!(random.below(0), 0);
        assert!(!random.chance(0) && random.chance(1_000_000));
    }
}
