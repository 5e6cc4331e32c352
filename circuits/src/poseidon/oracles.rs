//! Poseidon against light-poseidon, and against vectors computed once by circomlibjs 0.1.7 (`buildPoseidonReference`).

use super::Poseidon;
use ark_bn254::Fr;
use ark_ff::Zero;
use light_poseidon::PoseidonHasher;
use std::str::FromStr;

fn permuted(capacity: Fr, inputs: &[Fr]) -> Fr {
    let mut state = [&[capacity], inputs].concat();
    Poseidon::default().permute(&mut state);
    state[0]
}

fn counting(inputs: u64) -> Vec<Fr> {
    (1..=inputs).map(Fr::from).collect()
}

#[test]
fn widths_up_to_thirteen_agree_with_light_poseidon() {
    for count in 1..=12 {
        let inputs: Vec<Fr> = counting(count).iter().map(|input| *input * Fr::from(u64::MAX)).collect();
        let expected = light_poseidon::Poseidon::<Fr>::new_circom(inputs.len()).unwrap().hash(&inputs).unwrap();
        assert_eq!(permuted(Fr::zero(), &inputs), expected, "{count} inputs");
    }
}

#[test]
fn wide_states_and_chained_capacities_agree_with_circomlibjs() {
    // Inputs 1, 2, .., n; capacity 0, then 99.
    let vectors = [
        (
            13,
            "7041832639553862712666971417715061873827921493498355005117622707743491651590",
            "21300972929919827331413613856580960423271346077591819287669007940396124504372",
        ),
        (
            14,
            "8354478399926161176778659061636406690034081872658507739535256090879947077494",
            "6313323082418474001775479157452742385034724389572875014337391058198946869431",
        ),
        (
            15,
            "4203130618016961831408770638653325366880478848856764494148034853759773445968",
            "6378137473901295747071314178639461587558605115876340322752655080700900292890",
        ),
        (
            16,
            "9989051620750914585850546081941653841776809718687451684622678807385399211877",
            "14071517352146892601819382666622639602795949228986706188601397617795027319863",
        ),
    ];
    for (count, plain, chained) in vectors {
        assert_eq!(permuted(Fr::zero(), &counting(count)), Fr::from_str(plain).unwrap(), "{count} inputs");
        assert_eq!(
            permuted(Fr::from(99u64), &counting(count)),
            Fr::from_str(chained).unwrap(),
            "{count} inputs, chained"
        );
    }
}
