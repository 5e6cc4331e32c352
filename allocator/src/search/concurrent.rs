//! Work on independent items: in the caller's rayon pool or, without the feature `parallel`, on the calling thread. The results and their order
//! are the same.

/// What `each` makes of every item, in the order of the items.
#[cfg(feature = "parallel")]
pub(super) fn map<T: Sync, R: Send>(items: &[T], each: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    use rayon::prelude::*;
    // One item is not worth waking a pool for.
    if let [item] = items { vec![each(item)] } else { items.par_iter().map(each).collect() }
}

/// What `each` makes of every item, in the order of the items.
#[cfg(not(feature = "parallel"))]
pub(super) fn map<T: Sync, R: Send>(items: &[T], each: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    items.iter().map(each).collect()
}
