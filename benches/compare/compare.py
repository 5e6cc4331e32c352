#!/usr/bin/env python3
"""Runs Apportion and other solvers on the same files and prints tables. See README.md in this folder."""
import argparse
import json
import math
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import peers
from linear import Program
from sets import SETS

HERE = os.path.dirname(os.path.abspath(__file__))
RELEASE = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(HERE, "..", "..", "target")), "release")
OWN = "Apportion"


class Run:
    """A finished process: output, exit status, CPU seconds and peak memory of it and of what it started.

    `interrupt_s` sends the signal of Ctrl-C after so many CPU seconds: wall time would be unjust on a busy machine.
    """

    def __init__(self, command, cap_s, memory_gib=None, interrupt_s=None):
        def limit():
            resource.setrlimit(resource.RLIMIT_CPU, (int(cap_s), int(cap_s) + 5))
            if memory_gib:
                resource.setrlimit(resource.RLIMIT_AS, (memory_gib << 30, memory_gib << 30))

        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            started = time.monotonic()
            # The environment keeps libraries from starting threads of their own.
            environment = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", RAYON_NUM_THREADS="1")
            process = subprocess.Popen(command, stdout=out, stderr=err, preexec_fn=limit, env=environment)
            status, usage = self.wait(process, interrupt_s)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.wall_s = time.monotonic() - started
            self.status, self.cpu_s = process.returncode, usage.ru_utime + usage.ru_stime
            self.memory_mib = usage.ru_maxrss / 1024
            out.seek(0), err.seek(0)
            self.out, self.err = out.read(), err.read()

    @staticmethod
    def wait(process, interrupt_s):
        ticks = os.sysconf("SC_CLK_TCK")
        while interrupt_s is not None:
            finished, status, usage = os.wait4(process.pid, os.WNOHANG)
            if finished:
                return status, usage
            with open(f"/proc/{process.pid}/stat", encoding="ascii") as stat:
                user, system = stat.read().rsplit(")", 1)[1].split()[11:13]
            if int(user) + int(system) >= interrupt_s * ticks:
                process.send_signal(signal.SIGINT)
                break
            time.sleep(0.01)
        _, status, usage = os.wait4(process.pid, 0)
        return status, usage

    def json(self):
        """The object on the last line, if there is one."""
        try:
            return json.loads(self.out.strip().splitlines()[-1])
        except (IndexError, ValueError):
            return None


class Result:
    """What one solver says of one file."""

    def __init__(self, solver, cpu_s=None, memory_mib=None, value=None, bound=None, optimal=False, claim=""):
        self.solver, self.cpu_s, self.memory_mib = solver, cpu_s, memory_mib
        self.value, self.bound, self.optimal, self.claim = value, bound, optimal, claim

    def gap(self):
        """Relative distance of value and bound in per cent."""
        if self.optimal and self.value is not None:
            return 0.0
        if self.value is None or self.bound is None:
            return None
        return max(0.0, 100 * (self.value - self.bound) / max(1, abs(self.value)))

    def row(self):
        show = lambda number, form: "-" if number is None else format(number, form)
        number = lambda number: "-" if number is None else (str(number) if isinstance(number, int) else f"{number:.1f}")
        return [self.solver, show(self.cpu_s, ".2f"), show(self.memory_mib, ".0f"), number(self.value), number(self.bound),
                show(self.gap(), ".3f"), self.claim]


def first_level(numbers):
    return int(numbers[0]) if numbers else None


def own(arguments, market, folder, seconds, name):
    """Solves, then verifies in a process of its own: only what the checker accepts is reported."""
    answer = os.path.join(folder, "answer")
    command = [arguments.apportion, "solve", market, "-o", answer, "--json", "--threads", "1"]
    run = Run(command, 2 * seconds + 60, interrupt_s=seconds)
    said = run.json()
    if said is None or run.status not in (0, 3, 4):
        return Result(name, run.cpu_s, run.memory_mib, claim=f"FAILED ({run.status}): {run.err.strip()[-200:]}")
    files = [os.path.join(answer, file) for file in ("allocation.json", "certificate.apc")]
    check = Run([arguments.apportion, "verify", market, *files, "--json"], 600)
    true = check.json() or {}
    same = all(true.get(key) == said.get(key) for key in ("status", "objective", "bound"))
    size = os.path.getsize(files[1])
    claim = f"verified in {check.cpu_s:.2f} s, {size} B" if check.status == 0 and same else "NOT VERIFIED"
    value, bound = first_level(true.get("objective")), first_level(true.get("bound"))
    return Result(name, run.cpu_s, run.memory_mib, value, bound, said["status"] == "optimal", claim)


def veripb(arguments, market, folder, seconds):
    """Solves once more in the core style, and has VeriPB check the proof."""
    answer, proof = os.path.join(folder, "core"), os.path.join(folder, "proof")
    command = [arguments.apportion, "solve", market, "-o", answer, "--json", "--proof", "core", "--threads", "1"]
    Run(command, 2 * seconds + 60, interrupt_s=seconds)
    files = [os.path.join(answer, file) for file in ("allocation.json", "certificate.apc")]
    export = Run([arguments.apportion, "export", "veripb", market, *files, "-o", proof], 600)
    if export.status:
        return f"not exported: {export.err.strip()[-160:]}"
    total = 0.0
    for problem in sorted(file for file in os.listdir(proof) if file.startswith("problem")):
        check = Run(["veripb", os.path.join(proof, problem), os.path.join(proof, problem.replace("problem", "proof").replace(".opb", ".pbp"))], 600)
        total += check.cpu_s
        if check.status:
            return f"REFUSED by VeriPB: {(check.out + check.err).strip()[-160:]}"
    return f"accepted by VeriPB in {total:.2f} s"


def peer(arguments, name, program, seconds):
    run = Run([sys.executable, os.path.abspath(__file__), "--peer", name, program, "--seconds", str(seconds)], 2 * seconds + 300, arguments.memory)
    said = run.json()
    if said is None:
        reason = "out of memory" if "Memory" in run.err or "bad_alloc" in run.err else f"no answer, status {run.status}"
        return Result(name, None, run.memory_mib, claim=reason)
    result = Result(name, said["cpu_s"], run.memory_mib, said["value"], said["bound"], said["optimal"])
    if said["infeasible_value"]:
        result.claim = "INFEASIBLE allocation claimed"
    return result


def judge(results):
    """What the peers' claims are worth beside what the checker accepted."""
    values = [result.value for result in results if result.value is not None]
    proved = [result.bound for result in results if result.solver.startswith(OWN) and result.claim.startswith("verified") and result.bound is not None]
    for result in results:
        if result.solver.startswith(OWN) or result.claim:
            continue
        wrong = result.optimal and (result.value is None or result.value > min(values))
        wrong |= result.value is not None and result.value < max(proved, default=result.value)
        result.claim = "WRONG" if wrong else ("right" if result.optimal else "open")


def market_file(arguments, name, folder):
    """A market file: one that exists, one imported, or one generated; the name it goes by."""
    market = os.path.join(folder, "market.json")
    if os.path.exists(name):
        if not arguments.gap:
            return name, os.path.basename(name)
        subprocess.run([arguments.apportion, "import", "gap", name, "-o", market], check=True, capture_output=True)
        return market, os.path.basename(name)
    with open(market, "w", encoding="utf-8") as out:
        generated = subprocess.run([arguments.generator, name], stdout=out, stderr=subprocess.PIPE, text=True, check=False)
    if generated.returncode:
        sys.exit(f"{name} is no file, and no name of a generated market: {generated.stderr.strip()}")
    return market, name


def compare(arguments, name, solvers, proof):
    """All solvers on one file."""
    with tempfile.TemporaryDirectory() as folder:
        market, shown = market_file(arguments, name, folder)
        results = []
        for seconds in arguments.at:
            results.append(own(arguments, market, folder, seconds, f"{OWN}@{seconds:g}"))
            if results[-1].optimal:
                break
        else:
            results.append(own(arguments, market, folder, arguments.seconds, OWN))
        results[-1].solver = OWN
        if proof:
            results[-1].claim += ", " + veripb(arguments, market, folder, arguments.seconds)
        program = os.path.join(folder, "allocation.lp")
        export = Run([arguments.apportion, "export", "lp", market, "-o", folder], 600)
        leveled = os.path.join(folder, "allocation-0.lp")
        program = leveled if os.path.exists(leveled) else program
        for solver in solvers:
            if os.path.exists(program):
                results.append(peer(arguments, solver, program, arguments.seconds))
            else:
                results.append(Result(solver, claim=f"cannot load it: {export.err.strip()[-120:]}"))
        judge(results)
    for result in results:
        print("| " + " | ".join([shown, *result.row()]) + " |", flush=True)
    return results


def summary(all_results, seconds):
    """Shifted geometric means (by one second) over a set; who did not finish counts with the limit."""
    print("\n| solver | files | closed | wrong | shifted geometric mean, CPU s | mean gap of what it left open, % | without a value |")
    print("|---|---|---|---|---|---|---|")
    by_solver = {}
    for results in all_results:
        for result in results:
            if "@" not in result.solver:
                by_solver.setdefault(result.solver, []).append(result)
    for solver, results in by_solver.items():
        wrong = [result for result in results if result.claim.startswith(("WRONG", "NOT", "FAILED", "INFEASIBLE"))]
        closed = [result for result in results if result.optimal and result not in wrong]
        times = [min(seconds, result.cpu_s) if result in closed else seconds for result in results]
        mean = math.exp(sum(math.log(second + 1) for second in times) / len(times)) - 1
        gaps = [result.gap() for result in results if result not in closed and result.gap() is not None]
        gap = f"{sum(gaps) / len(gaps):.3f}" if gaps else "-"
        print(f"| {solver} | {len(results)} | {len(closed)} | {len(wrong)} | {mean:.2f} | {gap} | {sum(result.value is None for result in results)} |")
    print(flush=True)


def solve_as_peer(arguments):
    """The child's part: one solver, one file, one JSON object."""
    program = Program(arguments.names[0])
    true, optimal, bound, cpu_s = peers.PEERS[arguments.peer].solve(program, arguments.seconds)
    value = None if true is None else program.value(true)
    bound = bound if bound is not None and abs(bound) < 1e19 else None
    print(json.dumps({"value": value, "bound": bound, "optimal": bool(optimal), "cpu_s": cpu_s,
                      "infeasible_value": true is not None and value is None}))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="market files, files in OR-Library form (--gap), or names of generated markets such as base:200x20")
    parser.add_argument("--set", action="append", default=[], choices=sorted(SETS), help="a whole set; may be repeated")
    parser.add_argument("--public", metavar="DIR", help="where the public GAP files c05100 and so on are; without it, set gap is generated")
    parser.add_argument("--gap", action="store_true", help="import the files named as generalized assignment problems")
    parser.add_argument("--seconds", type=float, default=60, help="limit of CPU seconds for each run")
    parser.add_argument("--at", type=lambda text: [float(word) for word in text.split(",")], default=[], metavar="S,S",
                        help="Apportion also with these limits")
    parser.add_argument("--memory", type=int, default=8, metavar="GIB", help="address space of each peer")
    parser.add_argument("--peers", default=None, help="only these, separated by commas; none: Apportion alone")
    parser.add_argument("--veripb", type=int, default=0, metavar="N", help="have VeriPB check the first N files of each set")
    parser.add_argument("--apportion", default=os.path.join(RELEASE, "apportion"), help="the binary")
    parser.add_argument("--generator", default=os.path.join(RELEASE, "examples", "market"), help="the example `market` of the benches")
    parser.add_argument("--peer", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer:
        return solve_as_peer(arguments)
    if not arguments.names and not arguments.set:
        parser.error("name files, generated markets, or a --set")
    for binary in (arguments.apportion, arguments.generator):
        if not os.path.exists(binary):
            sys.exit(f"{binary} is missing: cargo build --release -p apportion -p apportion-benches --bins --examples")
    wanted = list(peers.PEERS) if arguments.peers is None else [name for name in arguments.peers.split(",") if name]
    solvers = [name for name in wanted if peers.PEERS[name].version()]
    for name in wanted:
        if name not in solvers and not (arguments.peers is None and peers.PEERS[name].optional):
            print(f"MISSING: {name}. {peers.PEERS[name].how}", flush=True)
    if arguments.veripb and not shutil.which("veripb"):
        print("MISSING: veripb. cargo install veripb", flush=True)
        arguments.veripb = 0
    print("peers:", ", ".join(f"{name} {peers.PEERS[name].version()}" for name in solvers) or "none", f"- limit {arguments.seconds:g} CPU s each, one thread\n")
    groups = [("named", arguments.names, arguments.gap)] if arguments.names else []
    groups += [(name, SETS[name].names, False) for name in arguments.set]
    for title, names, imported in groups:
        files = names
        if title == "gap" and arguments.public:
            files = SETS["gap"].public(arguments.public)
            imported = bool(files)
        if title == "gap" and not imported:
            print("SKIPPED: the public GAP files; say where they are with --public DIR. Generated ones of the same kinds instead.")
            files = names
        arguments.gap = imported
        print(f"## {title}\n\n| file | solver | CPU s | MiB | value | bound | gap % | claim |\n|---|---|---|---|---|---|---|---|", flush=True)
        summary([compare(arguments, name, solvers, at < arguments.veripb) for at, name in enumerate(files)], arguments.seconds)


if __name__ == "__main__":
    main()
