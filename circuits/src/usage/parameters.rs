//! A shape as the named parameters of a manifest.

use crate::compliance::ParametersError;
use crate::compliance::parameters::{Parameters, Rest, write_meters};
use crate::layout::BitWidth;
use crate::statement::usage::{Policing, UsageShape};

/// Longest slot that is supported, in milliseconds: far longer than a millennium.
const SLOT_LENGTH_MS_MAX: u64 = 1 << 48;
/// 1 where windows are policed as token buckets, else absent.
const TOKEN_BUCKETS: &str = "token_buckets";

/// The parameters of a shape.
#[cfg_attr(not(feature = "prove"), allow(dead_code))]
pub(super) fn write(shape: &UsageShape) -> Parameters {
    let mut parameters = Parameters::new();
    let mut put = |name: String, value: u64| {
        parameters.insert(name, value);
    };
    let bits = |width: BitWidth| u64::from(width.bits());
    for (name, value) in [
        ("events", shape.events as u64),
        ("slot_bits", shape.slot_bits.into()),
        ("slot_length_ms", shape.slot_length_ms),
        ("payer_bits", bits(shape.payer)),
        ("offer_bits", bits(shape.offer)),
        ("price_bits", bits(shape.price)),
        ("pairs", shape.pairs as u64),
    ] {
        put(name.to_owned(), value);
    }
    for (resource, &width) in shape.amounts.iter().enumerate() {
        put(format!("amount_{resource}_bits"), bits(width));
    }
    write_meters(&shape.meters, &mut put);
    if shape.policing == Policing::TokenBuckets {
        put(TOKEN_BUCKETS.to_owned(), 1);
    }
    parameters
}

/// The shape that has these parameters and no others, of a circuit of a size.
pub(super) fn read(parameters: &Parameters, size: u64) -> Result<UsageShape, ParametersError> {
    let mut rest = Rest::of(parameters, size);
    let shape = UsageShape {
        events: rest.count("events")? as usize,
        slot_bits: rest.count("slot_bits")? as u32,
        slot_length_ms: rest.take("slot_length_ms", SLOT_LENGTH_MS_MAX)?,
        payer: rest.width("payer_bits")?,
        offer: rest.width("offer_bits")?,
        amounts: rest.while_there(|at| format!("amount_{at}_bits"), |rest, name| rest.width(name))?,
        price: rest.width("price_bits")?,
        pairs: rest.count("pairs")? as usize,
        meters: rest.meters()?,
        policing: if rest.flag(TOKEN_BUCKETS)? { Policing::TokenBuckets } else { Policing::Windows },
    };
    rest.end().map(|()| shape)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::compliance::{LimitSpan, Limits, Meter, SlottedLimit, Subject};

    #[test]
    fn a_shape_is_its_parameters() {
        let width = BitWidth::of(1 << 20);
        let window = SlottedLimit { span: LimitSpan::Window { length: 5, prior: 5 }, amount: width };
        let shape = UsageShape {
            events: 64,
            slot_bits: 4,
            slot_length_ms: 86_400_000,
            payer: BitWidth::of(3),
            offer: BitWidth::of(7),
            amounts: vec![width, BitWidth::of(9)],
            price: width,
            pairs: 12,
            meters: vec![
                Meter { subject: Subject::Price, limits: Limits::Horizon(vec![width, width]) },
                Meter { subject: Subject::Demand(1), limits: Limits::Slotted(vec![window]) },
            ],
            policing: Policing::TokenBuckets,
        };
        let windows = UsageShape { policing: Policing::Windows, ..shape.clone() };
        assert_eq!(read(&write(&windows), 1_000), Ok(windows));
        let written = write(&shape);
        assert_eq!(read(&written, 1_000), Ok(shape.clone()));
        for name in written.keys() {
            let mut cut = written.clone();
            cut.remove(name);
            assert!(read(&cut, 1_000) != Ok(shape.clone()), "{name}");
        }
        let mut more = written;
        more.insert("colour".into(), 1);
        assert_eq!(read(&more, 1_000), Err(ParametersError::Unknown("colour".into())));
    }
}
