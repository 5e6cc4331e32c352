// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity >=0.8.20 <0.9.0;

/// @title Verifier of one Groth16 statement over BN254 (alt_bn128), written by Apportion
/// @notice Holds the verifying key with hash 36dc1a697a6acc370f400c03c9f2279e249a185715f360ba8bb0fc0ee70fad4e (SHA-256 of its label and bytes). Whether that is the key you expect, and who made it,
/// only the manifest of the keys can say. Proofs can be re-randomised: never use a proof as an identifier or to prevent replay.
contract Verifier {
    /// Hash of the verifying key, as in the manifest.
    bytes32 public constant VERIFYING_KEY_HASH = 0x36dc1a697a6acc370f400c03c9f2279e249a185715f360ba8bb0fc0ee70fad4e;

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
            mstore(x, 0x1ccff18c19bd9d0e39315ec0e505932315a4e2e83d3199bd7b35878c2845fb41)
            mstore(add(x, 0x20), 0x15c212fb0e6e2c270ed84ff31e1a75f9a8c5245ef845ceee3bb60eef1ec86931)
            {
                let s := calldataload(add(input, 0x0))
                ok := and(ok, lt(s, 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001))
                mstore(t, 0x27747f825a876fc83c4dcd5dbbabd9346ae618038484a6e4da72630048c6718b)
                mstore(add(t, 0x20), 0x00b5a1354f21d47660de4e57d07684dbaae75078dc3268049cdc799b13654a7b)
                mstore(add(t, 0x40), s)
                ok := and(ok, staticcall(gas(), 7, t, 0x60, t, 0x40))
                mstore(add(x, 0x40), mload(t))
                mstore(add(x, 0x60), mload(add(t, 0x20)))
                ok := and(ok, staticcall(gas(), 6, x, 0x80, x, 0x40))
            }
            {
                let s := calldataload(add(input, 0x20))
                ok := and(ok, lt(s, 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001))
                mstore(t, 0x19b9e64342ebfab7dde01c591556e8d57646e614a275c073496c5f185b85c7f9)
                mstore(add(t, 0x20), 0x224b743607ef9b3aa46332bb1a8c004922c3fb1fe961468ad971afed3e5b74a8)
                mstore(add(t, 0x40), s)
                ok := and(ok, staticcall(gas(), 7, t, 0x60, t, 0x40))
                mstore(add(x, 0x40), mload(t))
                mstore(add(x, 0x60), mload(add(t, 0x20)))
                ok := and(ok, staticcall(gas(), 6, x, 0x80, x, 0x40))
            }
            calldatacopy(m, a, 0x40)
            calldatacopy(add(m, 0x40), b, 0x80)
            mstore(add(m, 0xc0), 0x1c01e580c552cc25c829f3dd0bb5c63c9303f740980d0dd1452b5dc2ff451215)
            mstore(add(m, 0xe0), 0x2e827bd82f0e4682485a76679c5d24b08d691d79f5b2c8b491508f4abcb55360)
            mstore(add(m, 0x100), 0x1d1157f739b21906e1e7e9fff8135a7650664e206be3a98c9932188243d85c96)
            mstore(add(m, 0x120), 0x132c9226c5999000af636595a4a6c76d83b66a1049fc14dc11aacb3ad5c60d2a)
            mstore(add(m, 0x140), 0x295f5896524ba49e8d049501e91da5869d556c4e571aa3efe8276220741a2844)
            mstore(add(m, 0x160), 0x1f8eb3b4cb785185991edc2dd6c8bffe0e59f20c504058f1fd465987b8e6c9a7)
            mstore(add(m, 0x1c0), 0x2959ec3bf1be327e753bfaff70d880f060bfa48992c8f9fd406b3b27fdef5d32)
            mstore(add(m, 0x1e0), 0x13dd7f65ac270b43ac35d13207196aa703a47c60a79bcd3e13f617bc7020e973)
            mstore(add(m, 0x200), 0x03291fd1a821f52f0f0ad4c5316cc5b79f6c2a02235f800f0e440d98c6ca0ae5)
            mstore(add(m, 0x220), 0x018f77cc5bc30b7d395678c8e10f5b917f1487afa0d719ec072f4fb3ed3213c2)
            calldatacopy(add(m, 0x240), c, 0x40)
            mstore(add(m, 0x280), 0x211f004744e19f2bb5bde9e86e5e5650a24d174c26f69e17eafaecefb491f320)
            mstore(add(m, 0x2a0), 0x1481bf252124bbcf47162a75680434e017fee4934d6c4455af8e4fc28e2d3027)
            mstore(add(m, 0x2c0), 0x2ebccedeae943452a905dac8afdc8753f8d95706211e2ca20113c3ec379aa689)
            mstore(add(m, 0x2e0), 0x1ded0396d8b6476f6b404ffc19ba7d058a40ad4f011f574108a4f036fc6cd475)
            ok := and(ok, staticcall(gas(), 8, m, 0x300, t, 0x20))
            valid := and(ok, eq(mload(t), 1))
        }
    }
}
