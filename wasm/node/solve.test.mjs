// The solver in WebAssembly, on one thread, gives the native answer byte by byte.
//
//     node wasm/node/solve.test.mjs MODULE ANSWER ..
//
// MODULE: folder written by `wasm/build nodejs MODULE --features solve`. ANSWER: folder written by `apportion solve`.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { test } from "node:test";
import { answer } from "./files.mjs";

const [module, ...folders] = process.argv.slice(2);
assert(folders.length > 0, "usage: node wasm/node/solve.test.mjs MODULE ANSWER ..");
const { solve, verify } = createRequire(import.meta.url)(resolve(module, "apportion_wasm.js"));

for (const folder of folders) {
    test(`solves ${folder} as the native solver does`, () => {
        const native = answer(folder);
        const found = solve(native.market, 0);
        assert.equal(found.allocation, native.allocation);
        assert(Buffer.from(found.certificate).equals(native.certificate), "certificates differ");
        verify(native.market, found.allocation, found.certificate);
    });
}
