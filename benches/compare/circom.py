#!/usr/bin/env python3
"""The statement "these N committed costs have a sum of at most the public budget" in circom, proved by snarkjs, beside ours.

    npm install --prefix zk circom2@0.2.23 circomlib@2.0.5 snarkjs@0.7.6
    python3 benches/compare/circom.py --tools zk 64 [--ours COMMAND]

Each step is a process of its own; time is its user and system CPU time, memory its peak. Phase 1 of snarkjs's setup, which all circuits share, is
not counted. COMMAND is run as `COMMAND setup N DIR` and `COMMAND prove N DIR` and prints a JSON object with `statement` and `constraints`; the
default is the example `groth16` of this package, built with `--release --features zk`.
"""

import argparse
import json
import os
import random
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
OURS = HERE.parent.parent / "target/release/examples/groth16"


def run(command, folder):
    """CPU seconds, peak MiB and output of a process."""
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen([str(part) for part in command], cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        output.seek(0)
        text = output.read().decode(errors="replace")
    if status != 0:
        sys.exit(f"{shlex.join(map(str, command))} failed:\n{text}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text


def circom(tools, count, folder):
    modules = tools / "node_modules"
    snarkjs = ["node", modules / ".bin/snarkjs"]
    source = folder / "circuit.circom"
    source.write_text(f'{(HERE / "circom/total.circom").read_text()}\ncomponent main {{public [context, budget]}} = Total({count});\n')
    # circom2 runs in WebAssembly and sees its working folder alone.
    shutil.copytree(modules / "circomlib/circuits", folder / "circomlib/circuits")
    run(["node", modules / ".bin/circom2", "circuit.circom", "--r1cs", "--wasm", "--O2"], folder)
    run([*snarkjs, "r1cs", "export", "json", "circuit.r1cs", "circuit.json"], folder)
    circuit = json.loads((folder / "circuit.json").read_text())
    # A row for each constraint, public signal and the constant.
    rows = circuit["nConstraints"] + circuit["nPubInputs"] + circuit["nOutputs"] + 1
    generator = random.Random(1)
    costs = [generator.getrandbits(64) for _ in range(count)]
    witness = {"context": 7, "budget": str(sum(costs) + 5), "costs": [str(cost) for cost in costs], "blinding": "123456789"}
    (folder / "input.json").write_text(json.dumps(witness))

    power = (rows - 1).bit_length()
    run([*snarkjs, "powersoftau", "new", "bn128", power, "0.ptau"], folder)
    run([*snarkjs, "powersoftau", "contribute", "0.ptau", "1.ptau", "--name=bench", "-e=bench"], folder)
    run([*snarkjs, "powersoftau", "prepare", "phase2", "1.ptau", "2.ptau"], folder)
    first = run([*snarkjs, "groth16", "setup", "circuit.r1cs", "2.ptau", "0.zkey"], folder)
    second = run([*snarkjs, "zkey", "contribute", "0.zkey", "1.zkey", "--name=bench", "-e=bench"], folder)
    run([*snarkjs, "zkey", "export", "verificationkey", "1.zkey", "vk.json"], folder)
    prove = run([*snarkjs, "groth16", "fullprove", "input.json", "circuit_js/circuit.wasm", "1.zkey", "proof.json", "public.json"], folder)
    run([*snarkjs, "groth16", "verify", "vk.json", "public.json", "proof.json"], folder)
    return {
        "statement": f"{count} costs of 64 bits, committed, sum at most the budget",
        "constraints": circuit["nConstraints"],
        "setup": (first[0] + second[0], max(first[1], second[1])),
        "prove": prove[:2],
    }


def ours(command, count, folder):
    setup = run([*command, "setup", count, folder], folder)
    prove = run([*command, "prove", count, folder], folder)
    said = json.loads(prove[2].strip().splitlines()[-1])
    return {"statement": said["statement"], "constraints": said["constraints"], "setup": setup[:2], "prove": prove[:2]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", nargs="+", type=int, help="numbers of costs")
    parser.add_argument("--tools", type=Path, required=True, help="where npm installed circom2, circomlib and snarkjs")
    parser.add_argument("--ours", type=shlex.split, default=[OURS], help="our command")
    options = parser.parse_args()
    print("| | statement | constraints | setup CPU s | setup MiB | prove CPU s | prove MiB |")
    print("|---|---|---|---|---|---|---|")
    for count in options.counts:
        for name, measure, tool in [("circom and snarkjs", circom, options.tools.resolve()), ("Apportion", ours, options.ours)]:
            with tempfile.TemporaryDirectory() as folder:
                row = measure(tool, count, Path(folder))
            (setup, setup_memory), (prove, prove_memory) = row["setup"], row["prove"]
            figures = f"{row['constraints']:,} | {setup:.2f} | {setup_memory:.0f} | {prove:.2f} | {prove_memory:.0f}"
            print(f"| {name} | {row['statement']} | {figures} |", flush=True)


main()
