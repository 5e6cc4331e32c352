pragma circom 2.1.0;

include "circomlib/circuits/bitify.circom";
include "circomlib/circuits/poseidon.circom";

// n costs of 64 bits, committed with blinding, have a sum that is at most the budget. Three costs share a field element; each Poseidon of 16 inputs
// takes the last one's output and 15 elements: what a careful author writes with circomlib, whose Poseidon takes no more inputs.
template Total(n) {
    signal input context;
    signal input budget;
    signal input costs[n];
    signal input blinding;
    signal output commitment;

    var elements = (n + 2) \ 3 + 1;
    var blocks = (elements + 14) \ 15;

    component bits[n];
    var sum = 0;
    for (var i = 0; i < n; i++) {
        bits[i] = Num2Bits(64);
        bits[i].in <== costs[i];
        sum += costs[i];
    }
    component slack = Num2Bits(80);
    slack.in <== budget - sum;

    component hash[blocks];
    for (var block = 0; block < blocks; block++) {
        hash[block] = Poseidon(16);
        if (block == 0) {
            hash[block].inputs[0] <== n;
        } else {
            hash[block].inputs[0] <== hash[block - 1].out;
        }
        for (var at = 0; at < 15; at++) {
            var element = block * 15 + at;
            var packed = 0;
            for (var lane = 0; lane < 3; lane++) {
                if (element * 3 + lane < n) {
                    packed += costs[element * 3 + lane] * (1 << (64 * lane));
                }
            }
            hash[block].inputs[1 + at] <== element == elements - 1 ? blinding : packed;
        }
    }
    commitment <== hash[blocks - 1].out;

    signal square <== context * context;
}
