// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity >=0.8.20 <0.9.0;

/// @title Verifier of one Groth16 statement over BN254 (alt_bn128), written by Apportion
/// @notice Holds the verifying key with hash {{key_hash}} (SHA-256 of its label and bytes). Whether that is the key you expect, and who made it,
/// only the manifest of the keys can say. Proofs can be re-randomised: never use a proof as an identifier or to prevent replay.
contract {{contract}} {
    /// Hash of the verifying key, as in the manifest.
    bytes32 public constant VERIFYING_KEY_HASH = 0x{{key_hash}};

    /// @notice Whether a proof holds for the public inputs, in the statement's order.
    /// @dev Accepts iff e(A, B) e(alpha, -beta) e(X, -gamma) e(C, -delta) = 1 with X = IC[0] + sum of input[i] IC[i + 1] (Groth 2016, section 3.2).
    /// The precompiles of EIP-196 and EIP-197 refuse coordinates that are not reduced, points off the curve and points outside the subgroup; that
    /// inputs are below the group's order is checked here. Elements of the quadratic extension come with the coefficient of u first.
    /// @param a A of the proof
    /// @param b B of the proof
    /// @param c C of the proof
    /// @param input the public inputs
    /// @return valid false for a proof that does not hold and for malformed points or inputs
    function verifyProof(
        uint256[2] calldata a,
        uint256[2][2] calldata b,
        uint256[2] calldata c,
        uint256[{{inputs}}] calldata input
    ) external view returns (bool valid) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            // m: the pairing's four pairs, 0x300 bytes, of which the third begins at m + 0x180 with X. A product and its factors stand at m + 0x300.
            let x := add(m, 0x180)
            let t := add(m, 0x300)
            let ok := 1
            mstore(x, {{ic_0_x}})
            mstore(add(x, 0x20), {{ic_0_y}})
{{terms}}
            calldatacopy(m, a, 0x40)
            calldatacopy(add(m, 0x40), b, 0x80)
            mstore(add(m, 0xc0), {{alpha_x}})
            mstore(add(m, 0xe0), {{alpha_y}})
            mstore(add(m, 0x100), {{beta_x1}})
            mstore(add(m, 0x120), {{beta_x0}})
            mstore(add(m, 0x140), {{beta_y1}})
            mstore(add(m, 0x160), {{beta_y0}})
            mstore(add(m, 0x1c0), {{gamma_x1}})
            mstore(add(m, 0x1e0), {{gamma_x0}})
            mstore(add(m, 0x200), {{gamma_y1}})
            mstore(add(m, 0x220), {{gamma_y0}})
            calldatacopy(add(m, 0x240), c, 0x40)
            mstore(add(m, 0x280), {{delta_x1}})
            mstore(add(m, 0x2a0), {{delta_x0}})
            mstore(add(m, 0x2c0), {{delta_y1}})
            mstore(add(m, 0x2e0), {{delta_y0}})
            ok := and(ok, staticcall(gas(), 8, m, 0x300, t, 0x20))
            valid := and(ok, eq(mload(t), 1))
        }
    }
}
