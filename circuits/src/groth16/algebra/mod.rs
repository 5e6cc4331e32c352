//! Multi-scalar multiplications and Fourier transforms, of arkworks or, with feature `taceo`, of taceo-ark-algebra. Both give the same results.

#[cfg(not(feature = "taceo"))]
mod arkworks;
#[cfg(feature = "taceo")]
mod taceo;

#[cfg(not(feature = "taceo"))]
pub(crate) use arkworks::{MultiScalar, to_odd_powers};
#[cfg(feature = "taceo")]
pub(crate) use taceo::{MultiScalar, to_odd_powers};
