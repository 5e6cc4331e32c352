//! Defaults of the format, and when a field is left out in writing.

/// One million: all parts of a whole.
pub(super) const fn one_million() -> u64 {
    1_000_000
}

/// The number 1.
pub(super) const fn one() -> u64 {
    1
}

pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
pub(super) fn is_one(value: &u64) -> bool {
    *value == one()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
pub(super) fn is_one_million(value: &u64) -> bool {
    *value == one_million()
}
