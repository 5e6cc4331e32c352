//! What was made ready of a pool: given up after its last use, or, the oldest first, when all takes more memory than allowed.

use std::collections::VecDeque;

/// Slots for the entries of a pool, all of about one size.
pub(super) struct Cache<T> {
    slots: Vec<Option<Box<T>>>,
    /// By entry, how often it is still to be used.
    uses: Vec<u32>,
    /// Entries in the order in which they were made; some of them are given up already.
    order: VecDeque<u32>,
    ready: u64,
    /// The entry used last, if that was its last use.
    spent: Option<u32>,
    bytes_each: u64,
    bytes_max: u64,
}

impl<T> Cache<T> {
    /// For a pool with so many entries, to be used in this order.
    pub(super) fn new(entries: usize, to_use: impl Iterator<Item = u32>, bytes_each: u64, bytes_max: u64) -> Self {
        let mut uses = vec![0u32; entries];
        for entry in to_use {
            if let Some(uses) = uses.get_mut(entry as usize) {
                *uses = uses.saturating_add(1);
            }
        }
        let slots = uses.iter().map(|_| None).collect();
        Self { slots, uses, order: VecDeque::new(), ready: 0, spent: None, bytes_each, bytes_max }
    }

    /// The entry of a number, made if it is not there; `None` if the pool has no such entry.
    pub(super) fn get<E>(&mut self, number: u32, make: impl FnOnce() -> Result<T, E>) -> Result<Option<&mut T>, E> {
        if let Some(spent) = self.spent.take() {
            self.give_up(spent);
        }
        let at = number as usize;
        match self.slots.get(at) {
            None => return Ok(None),
            Some(Some(_)) => {}
            Some(None) => {
                self.make_room();
                let made = Box::new(make()?);
                if let Some(slot) = self.slots.get_mut(at) {
                    *slot = Some(made);
                    self.order.push_back(number);
                    self.ready += 1;
                }
            }
        }
        if let Some(uses) = self.uses.get_mut(at) {
            *uses = uses.saturating_sub(1);
            self.spent = (*uses == 0).then_some(number);
        }
        Ok(self.slots.get_mut(at).and_then(Option::as_deref_mut))
    }

    fn make_room(&mut self) {
        while (self.ready + 1).saturating_mul(self.bytes_each) > self.bytes_max
            && let Some(oldest) = self.order.pop_front()
        {
            self.give_up(oldest);
        }
    }

    fn give_up(&mut self, number: u32) {
        let slot = self.slots.get_mut(number as usize);
        self.ready -= u64::from(slot.and_then(Option::take).is_some());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(cache: &mut Cache<u32>, uses: &[u32]) -> Vec<u32> {
        let mut made = Vec::new();
        for &number in uses {
            let make = || -> Result<u32, ()> {
                made.push(number);
                Ok(number)
            };
            assert_eq!(cache.get(number, make), Ok(Some(&mut { number })));
        }
        made
    }

    #[test]
    fn the_oldest_makes_room() {
        let uses = [0, 0, 1, 0, 2, 1, 0];
        let mut cache = Cache::new(3, uses.into_iter(), 10, 25);
        assert_eq!(made(&mut cache, &uses), [0, 1, 2, 0]);
        assert_eq!(cache.get(3, || Ok::<_, ()>(3)), Ok(None));
    }

    #[test]
    fn what_is_not_used_again_makes_room_first() {
        let uses = [0, 1, 2, 0, 0];
        let mut cache = Cache::new(3, uses.into_iter(), 10, 25);
        assert_eq!(made(&mut cache, &uses), [0, 1, 2]);
        assert_eq!(cache.ready, 1);
    }

    #[test]
    fn without_room_only_the_entry_in_use_is_kept() {
        let mut cache = Cache::new(2, [0, 0, 1, 0].into_iter(), 10, 0);
        assert_eq!(made(&mut cache, &[0, 0, 1, 0]), [0, 1, 0]);
        assert_eq!(cache.get(1, || Err(7)), Err(7));
    }
}
