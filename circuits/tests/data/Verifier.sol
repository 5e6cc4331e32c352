// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity >=0.8.20 <0.9.0;

/// @title Verifier of one Groth16 statement over BN254 (alt_bn128), written by Apportion
/// @notice Holds the verifying key with hash 5a28401f77cce76d560ea0ac7392a2748b09ab54018afb14b91373d2f2022088 (SHA-256 of its label and bytes). Whether that is the key you expect, and who made it,
/// only the manifest of the keys can say. Proofs can be re-randomised: never use a proof as an identifier or to prevent replay.
contract Verifier {
    /// Hash of the verifying key, as in the manifest.
    bytes32 public constant VERIFYING_KEY_HASH = 0x5a28401f77cce76d560ea0ac7392a2748b09ab54018afb14b91373d2f2022088;

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
        uint256[2] calldata input
    ) external view returns (bool valid) {
        assembly ("memory-safe") {
            let m := mload(0x40)
            // m: the pairing's four pairs, 0x300 bytes, of which the third begins at m + 0x180 with X. A product and its factors stand at m + 0x300.
            let x := add(m, 0x180)
            let t := add(m, 0x300)
            let ok := 1
            mstore(x, 0x03fc56039a00adf38b882f179d9810022f31d2dd2c4f6293c3ff72f01e15db4d)
            mstore(add(x, 0x20), 0x2f7cc5c3ce359d4a60c7f9cbbbd85266f46bc97ec436ce032289f5a3644d1937)
            {
                let s := calldataload(add(input, 0x0))
                ok := and(ok, lt(s, 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001))
                mstore(t, 0x0a9cfff6bbf9f9c45a7e10cc74258b4d7bec791e974f4f1048848de013dcc37b)
                mstore(add(t, 0x20), 0x0353a78f90bba1612d25348bb2a953a84e80be3d00772749c9bf07290337fa63)
                mstore(add(t, 0x40), s)
                ok := and(ok, staticcall(gas(), 7, t, 0x60, t, 0x40))
                mstore(add(x, 0x40), mload(t))
                mstore(add(x, 0x60), mload(add(t, 0x20)))
                ok := and(ok, staticcall(gas(), 6, x, 0x80, x, 0x40))
            }
            {
                let s := calldataload(add(input, 0x20))
                ok := and(ok, lt(s, 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001))
                mstore(t, 0x1bd6c0e83ee97a26f9a3120983195c3247cd5077b8bf4bffe8419ec835b03788)
                mstore(add(t, 0x20), 0x1315ca13c747c66c1f963bcadaa89ad08dcf665e1cab6f4200d5f837817169d5)
                mstore(add(t, 0x40), s)
                ok := and(ok, staticcall(gas(), 7, t, 0x60, t, 0x40))
                mstore(add(x, 0x40), mload(t))
                mstore(add(x, 0x60), mload(add(t, 0x20)))
                ok := and(ok, staticcall(gas(), 6, x, 0x80, x, 0x40))
            }
            calldatacopy(m, a, 0x40)
            calldatacopy(add(m, 0x40), b, 0x80)
            mstore(add(m, 0xc0), 0x107a293b761ac1e519ed38b0bb33152d49169cd9d37c13f662d65b75be7b6cb5)
            mstore(add(m, 0xe0), 0x1033160c5033bb566786b96442f5b4c9613fd99fead2885e154c1213739d0aad)
            mstore(add(m, 0x100), 0x0589b5b2bf9be143cc2def631141023d680c4f66c5d2792180872f25251ae397)
            mstore(add(m, 0x120), 0x08cf70c3b925406b1b6fc6e4706a7976fab5d1575e668afc75c15a893af8e011)
            mstore(add(m, 0x140), 0x2b42dcc38c9d5031da97b84668b91eaa6ae4952b2a42b7e87c0156b346ae9bab)
            mstore(add(m, 0x160), 0x26d62228f9053b7ba5bc65d50dc304828d1d58de9b46d9beee81c565ee200550)
            mstore(add(m, 0x1c0), 0x250f155f7c1afea6b012d83448c76e2ca8fa0794dba677a8598f425a4d5ec7ae)
            mstore(add(m, 0x1e0), 0x03281cbe30d9ff3c6c2bfbf7d6607d93df4411045af998b42f8f5a99251acec3)
            mstore(add(m, 0x200), 0x0c1dffb922507bc0aa7f852f98a820d7036a6d17606031191038a74cc23d3e4f)
            mstore(add(m, 0x220), 0x19da3d3e92f3a48ce701982f34fe912032c29d1c6a99e92db70ebef14e487935)
            calldatacopy(add(m, 0x240), c, 0x40)
            mstore(add(m, 0x280), 0x14f7038db3048b88408af30b1ad4f654ef8246da4ab0a55210300d9f0ee8f0f9)
            mstore(add(m, 0x2a0), 0x0c3d6d44afddc84319e87307ae10e3d87e3e59d4435bb88a8d06bada3f70e624)
            mstore(add(m, 0x2c0), 0x166c8f0c76308ddd9f6104ddd9874ce3860cb51b9204b280dd1a1d1c8221b4c3)
            mstore(add(m, 0x2e0), 0x2945aaff84e5d5bb4fd7f69735235761e8c062a9400c76aeb7d0afb360322213)
            ok := and(ok, staticcall(gas(), 8, m, 0x300, t, 0x20))
            valid := and(ok, eq(mload(t), 1))
        }
    }
}
