// Recomputes the test vectors of statements.md from its text alone, with circomlibjs (npm install circomlibjs@0.1.7; node recompute.mjs).
import { buildPoseidonReference } from "circomlibjs";

const poseidon = await buildPoseidonReference();
const ELEMENT_BITS = 253n;

const sponge = (capacity, elements) => {
  for (let at = 0; at < elements.length; at += 16) {
    capacity = poseidon.F.toObject(poseidon(elements.slice(at, at + 16), capacity));
  }
  return capacity;
};

const label = (text) => BigInt("0x" + Buffer.from(text, "ascii").toString("hex"));
const capacity = (text, numbers) => sponge(0n, [label(text), BigInt(numbers.length), ...numbers.map(BigInt)]);

const packed = (lanes) => {
  let [bits, length] = [0n, 0n];
  for (const [value, width] of lanes) {
    bits |= BigInt(value) << length;
    length += BigInt(width);
  }
  const elements = [];
  for (let at = 0n; at < length; at += ELEMENT_BITS) {
    elements.push((bits >> at) & ((1n << ELEMENT_BITS) - 1n));
  }
  return elements;
};

const commitment = (text, numbers, lanes, blinding) => sponge(capacity(text, numbers), [...packed(lanes), blinding]);

const context = (policy, epoch, application) => {
  const bytes = [...Buffer.from(policy), ...Buffer.from(application)];
  const numbers = [Buffer.byteLength(policy), Buffer.byteLength(application), epoch];
  return sponge(capacity("apportion.context.1", numbers), packed(bytes.map((byte) => [byte, 8])));
};

// One hundred items of payer (16 bits), two amounts (20 and 5 bits) and price (64 bits): 42 elements, three blocks.
const widths = [16, 0, 20, 5, 64, 0];
const item = (at) => [at % 7, 0, 1000 + at, at % 32, 2n ** 63n + BigInt(at), 0];
const lanes = [...Array(100).keys()].flatMap((at) => item(at).map((value, lane) => [value, widths[lane]]));

console.log("context", context("budgets-2026", 7, "gateway").toString());
console.log("items", commitment("apportion.items.1", [100, 2, ...widths], lanes, 123456789n).toString());
console.log("budgets", commitment("apportion.budgets.1", [3, 1, 40], [[5, 40], [2n ** 40n - 1n, 40], [0, 40]], 42n).toString());
