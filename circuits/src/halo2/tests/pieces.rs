//! Cutting lanes into limbs.

use crate::halo2::pieces::{Limbs, Piece};
use crate::halo2::program::{Stream, Variable};
use crate::layout::BitWidth;
use proptest::prelude::*;

fn stream(widths: &[u32], packed: bool) -> Stream {
    let bits: u32 = widths.iter().sum();
    let elements = if packed { bits.div_ceil(254) as usize } else { 0 };
    Stream {
        lanes: (0..).map(Variable).zip(widths.iter().map(|&width| BitWidth::new(width).unwrap())).collect(),
        elements: (1000..1000 + elements).map(Variable).collect(),
    }
}

fn bits(piece: &Piece) -> u32 {
    piece.widths.iter().sum()
}

#[test]
fn three_pieces_hold_64_bits_in_4096_rows() {
    let pieces = Limbs::of_rows(12).cut(&stream(&[64], false));
    assert_eq!(pieces.iter().map(|piece| piece.widths).collect::<Vec<_>>(), [[11, 11], [11, 11], [11, 9]]);
}

#[test]
fn the_table_leaves_the_blinding_rows_free() {
    for k in 7..=16 {
        assert!(Limbs::of_rows(k).table_rows() + 6 <= 1 << k, "{k}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn pieces_tile_every_lane_and_every_element(
        widths in prop::collection::vec(1u32..=128, 1..20),
        k in 7u32..=16,
        packed: bool,
    ) {
        let (stream, limbs) = (stream(&widths, packed), Limbs::of_rows(k));
        let allowed: Vec<u32> = limbs.widths().collect();
        let (mut lane, mut element, mut elements) = (0, 0, Vec::new());
        let mut lanes = Vec::new();
        for piece in limbs.cut(&stream) {
            prop_assert!(piece.widths.iter().all(|width| allowed.contains(width)) && bits(&piece) > 0);
            prop_assert_eq!(piece.starts_lane, lane == 0);
            prop_assert_eq!(piece.starts_element, !packed || element == 0);
            lane += bits(&piece);
            element += bits(&piece);
            if piece.ends_lane {
                lanes.push((piece.lane, BitWidth::new(lane).unwrap()));
                lane = 0;
            }
            if let Some(complete) = piece.element {
                prop_assert!(element <= 254);
                elements.push(complete);
                element = 0;
            }
        }
        lanes.reverse();
        elements.reverse();
        prop_assert_eq!(lanes, stream.lanes);
        prop_assert_eq!(elements, stream.elements);
    }
}
