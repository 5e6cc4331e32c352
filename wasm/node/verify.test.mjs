// The checker in WebAssembly agrees with the native one.
//
//     node wasm/node/verify.test.mjs MODULE ANSWER ..
//
// MODULE: folder written by `wasm/build nodejs MODULE`. ANSWER: folder written by `apportion solve`.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { answer, vectors } from "./files.mjs";

const [module, ...folders] = process.argv.slice(2);
assert(folders.length > 0, "usage: node wasm/node/verify.test.mjs MODULE ANSWER ..");
const { verify } = createRequire(import.meta.url)(resolve(module, "apportion_wasm.js"));
const corpus = resolve(dirname(fileURLToPath(import.meta.url)), "../../certs/vectors");

const check = ({ market, allocation, certificate }) => verify(market, allocation, certificate);
const throws = (name, files) => assert.throws(() => check(files), { name });

test("accepts every valid vector", () => {
    const valid = vectors(`${corpus}/accept`);
    assert(valid.length > 100);
    for (const files of valid) {
        const verified = check(files);
        const { status, objective, bound, market_sha256 } = JSON.parse(files.allocation);
        assert.deepEqual(
            [verified.status, verified.objective, verified.bound, verified.market_sha256],
            [status, objective, bound, market_sha256],
            files.name,
        );
    }
});

test("refuses every vector with a defect", () => {
    const defective = vectors(`${corpus}/reject`);
    assert(defective.length > 100);
    for (const files of defective) throws("Refused", files);
});

for (const folder of folders) {
    const files = answer(folder);

    test(`reports what ${folder} states`, () => {
        const verified = check(files);
        const stated = JSON.parse(files.allocation);
        const assignments = stated.assignments.map(({ price, ...rest }) => ({ ...rest, price_nmic: String(price) }));
        assert.deepEqual(verified.assignments, assignments);
        assert.deepEqual(verified.unassigned, stated.unassigned);
    });

    test(`believes nothing else about ${folder}`, () => {
        const believed = check(files);
        throws("Refused", { ...files, certificate: files.certificate.subarray(1) });
        throws("Refused", { ...files, certificate: files.certificate.subarray(0, -1) });
        throws("Refused", { ...files, certificate: new Uint8Array() });
        throws("Refused", { ...files, allocation: files.allocation.replace(/"slot": \d+/, '"slot": 1000000') });
        throws("Refused", { ...files, market: files.market.replace('"unit":"', '"unit":"another ') });
        throws("InvalidAllocation", { ...files, allocation: "{}" });
        throws("InvalidMarket", { ...files, market: files.market.replace('"version"', '"vision"') });
        // A changed proof may still be a proof, but only of the same claim.
        const step = Math.max(1, Math.floor(files.certificate.length / 200));
        let refused = 0;
        for (let at = 0; at < files.certificate.length; at += step) {
            const certificate = Uint8Array.from(files.certificate);
            certificate[at] ^= 1 << at % 8;
            try {
                assert.deepEqual(check({ ...files, certificate }), believed);
            } catch (error) {
                if (error.name !== "Refused") throw error;
                refused++;
            }
        }
        assert(refused > 0);
    });
}
