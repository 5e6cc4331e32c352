"""groth16.py KEY PROOF PUBLIC: verifies snarkjs's files with py_ecc. Exit status 0: the proof holds; 1: it does not; 2: the files cannot be read.

Knows the equation of Groth 2016 and nothing of Apportion."""

import json
import sys

from py_ecc.optimized_bn128 import FQ, FQ2, FQ12, add, b, b2, curve_order, field_modulus, is_inf, is_on_curve, multiply, neg, pairing


def base(text):
    value = int(text)
    if not 0 <= value < field_modulus:
        raise ValueError(f"coordinate {text} is not reduced")
    return value


def g1(point):
    x, y, z = (FQ(base(text)) for text in point)
    return valid((x, y, z), b)


def g2(point):
    x, y, z = (FQ2([base(text) for text in pair]) for pair in point)
    return valid((x, y, z), b2)


def valid(point, coefficient):
    if not is_on_curve(point, coefficient) or is_inf(point) or not is_inf(multiply(point, curve_order)):
        raise ValueError("a point is not on the curve, at infinity or outside the subgroup")
    return point


def verifies(key, proof, inputs):
    assert (key["protocol"], key["curve"], proof["protocol"], proof["curve"]) == ("groth16", "bn128", "groth16", "bn128")
    constants = [g1(point) for point in key["IC"]]
    if len(inputs) + 1 != len(constants) or any(not 0 <= value < curve_order for value in inputs):
        return False
    combined = constants[0]
    for value, constant in zip(inputs, constants[1:]):
        combined = add(combined, multiply(constant, value))
    product = pairing(g2(proof["pi_b"]), neg(g1(proof["pi_a"])))
    product *= pairing(g2(key["vk_beta_2"]), g1(key["vk_alpha_1"]))
    product *= pairing(g2(key["vk_gamma_2"]), combined)
    product *= pairing(g2(key["vk_delta_2"]), g1(proof["pi_c"]))
    return product == FQ12.one()


def main():
    try:
        key, proof, public = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
        holds = verifies(key, proof, [int(text) for text in public])
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"groth16.py: {error}", file=sys.stderr)
        sys.exit(2)
    print("py_ecc:", "holds" if holds else "does not hold")
    sys.exit(0 if holds else 1)


main()
