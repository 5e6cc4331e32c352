// Reading test files without changing a digit of them.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The texts of the members of a JSON object: `JSON.parse` would round large numbers. */
function members(text) {
    const found = {};
    let depth = 0, inString = false, start = 0, key = null;
    for (let at = 0; at < text.length; at++) {
        const letter = text[at];
        if (inString) {
            if (letter === "\\") at++;
            else if (letter === '"') inString = false;
            continue;
        }
        if (letter === '"') inString = true;
        else if (letter === "{" || letter === "[") { if (++depth === 1) start = at + 1; }
        else if (depth === 1 && letter === ":" && key === null) {
            key = JSON.parse(text.slice(start, at));
            start = at + 1;
        } else if (depth === 1 && (letter === "," || letter === "}")) {
            if (key !== null) found[key] = text.slice(start, at);
            key = null;
            start = at + 1;
        }
        if (letter === "}" || letter === "]") depth--;
    }
    return found;
}

function vector(name, text) {
    const { market, allocation, certificate } = members(text);
    return { name, market, allocation, certificate: Buffer.from(JSON.parse(certificate), "hex") };
}

/** The test vectors in a folder, one to a file or one to a line. */
export function vectors(folder) {
    return readdirSync(folder).sort().flatMap((file) => {
        const text = readFileSync(join(folder, file), "utf8");
        const lines = file.endsWith(".jsonl") ? text.split("\n").filter((line) => line !== "") : [text];
        return lines.map((line, number) => vector(`${file}:${number + 1}`, line));
    });
}

/** What `apportion solve .. -o FOLDER` wrote. */
export function answer(folder) {
    const text = (file) => readFileSync(join(folder, file), "utf8");
    return {
        market: text("market.json"),
        allocation: text("allocation.json"),
        certificate: readFileSync(join(folder, "certificate.apc")),
    };
}
