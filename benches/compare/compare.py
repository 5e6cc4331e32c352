#!/usr/bin/env python3
"""Runs Apportion and other solvers on the same files and prints one table. See README.md in this folder."""
import argparse, json, os, resource, shutil, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


class Program:
    """A 0-1 program read from OPB text: minimise objective subject to sum >= degree or = degree, all integers."""

    def __init__(self, path):
        self.names, self.objective, self.constant, self.rows = {}, [], 0, []
        for line in open(path, encoding="utf-8"):
            line = line.strip()
            if not line or line.startswith("*"):
                continue
            body = line.rstrip(";").strip()
            if body.startswith("min:"):
                self.objective, self.constant = self.terms(body[4:].split())
                continue
            relation = next(token for token in (">=", "<=", "=") if token in body.split())
            left, right = body.split(relation)
            terms, constant = self.terms(left.split())
            degree = int(right) - constant
            if relation == "<=":
                terms, degree, relation = [(-c, x) for c, x in terms], -degree, ">="
            self.rows.append((terms, relation, degree))

    def terms(self, tokens):
        """Terms with positive literals and the constant that negated ones leave."""
        merged, constant = {}, 0
        for coefficient, literal in zip(tokens[::2], tokens[1::2]):
            coefficient = int(coefficient)
            if literal.startswith("~"):
                constant, coefficient, literal = constant + coefficient, -coefficient, literal[1:]
            variable = self.names.setdefault(literal, len(self.names))
            merged[variable] = merged.get(variable, 0) + coefficient
        return [(c, x) for x, c in merged.items() if c], constant

    def value(self, true):
        """Exact value of an assignment, or None if it breaks a row."""
        for terms, relation, degree in self.rows:
            total = sum(c for c, x in terms if x in true)
            if total < degree or (relation == "=" and total != degree):
                return None
        return self.constant + sum(c for c, x in self.objective if x in true)


def highs(program, seconds):
    import highspy
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    model.setOptionValue("time_limit", float(seconds))
    model.setOptionValue("mip_rel_gap", 0.0)
    model.setOptionValue("mip_abs_gap", 0.5)
    costs = dict((x, c) for c, x in program.objective)
    for x in range(len(program.names)):
        model.addVar(0, 1)
        model.changeColCost(x, float(costs.get(x, 0)))
        model.changeColIntegrality(x, highspy.HighsVarType.kInteger)
    for terms, relation, degree in program.rows:
        upper = float(degree) if relation == "=" else highspy.kHighsInf
        model.addRow(float(degree), upper, len(terms), [x for _, x in terms], [float(c) for c, _ in terms])
    model.run()
    info, status = model.getInfo(), model.getModelStatus()
    found = info.primal_solution_status == 2
    true = {x for x, v in enumerate(model.getSolution().col_value) if v > 0.5} if found else None
    return true, status == highspy.HighsModelStatus.kOptimal, info.mip_dual_bound + program.constant


def cp_sat(program, seconds):
    from ortools.sat.python import cp_model
    model = cp_model.CpModel()
    variables = [model.new_bool_var(name) for name in program.names]
    for terms, relation, degree in program.rows:
        expression = sum(c * variables[x] for c, x in terms)
        model.add(expression == degree if relation == "=" else expression >= degree)
    model.minimize(sum(c * variables[x] for c, x in program.objective))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = seconds, 1
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    true = {x for x, v in enumerate(variables) if solver.value(v)} if found else None
    return true, status == cp_model.OPTIMAL, solver.best_objective_bound + program.constant


def scip(program, seconds):
    from pyscipopt import Model, quicksum
    model = Model()
    model.hideOutput()
    model.setParam("limits/time", float(seconds))
    variables = [model.addVar(vtype="B", name=name) for name in program.names]
    for terms, relation, degree in program.rows:
        expression = quicksum(c * variables[x] for c, x in terms)
        model.addCons(expression == degree if relation == "=" else expression >= degree)
    model.setObjective(quicksum(c * variables[x] for c, x in program.objective))
    model.optimize()
    found = model.getNSols() > 0
    true = {x for x, v in enumerate(variables) if model.getVal(v) > 0.5} if found else None
    return true, model.getStatus() == "optimal", model.getDualbound() + program.constant


def cbc(program, seconds):
    with tempfile.TemporaryDirectory() as folder:
        lp, solution = os.path.join(folder, "model.lp"), os.path.join(folder, "solution.txt")
        linear = lambda terms: "\n ".join(f"{'+' if c >= 0 else '-'} {abs(c)} x{x}" for c, x in terms) or "0 x0"
        with open(lp, "w", encoding="ascii") as out:
            out.write(f"Minimize\n obj: {linear(program.objective)}\nSubject To\n")
            for number, (terms, relation, degree) in enumerate(program.rows):
                if terms:
                    out.write(f" r{number}: {linear(terms)} {relation} {degree}\n")
            out.write("Binaries\n " + "\n ".join(f"x{x}" for x in range(len(program.names))) + "\nEnd\n")
        run = subprocess.run(["cbc", lp, "-threads", "1", "-sec", str(seconds), "-ratio", "0", "-solve", "-solu", solution],
                             capture_output=True, text=True, check=False)
        lines = open(solution, encoding="ascii").read().splitlines() if os.path.exists(solution) else []
        bound = next((float(line.split()[-1]) for line in run.stdout.splitlines() if line.startswith("Lower bound:")), None)
        optimal = bool(lines) and lines[0].startswith("Optimal")
        true = {int(line.split()[1][1:]) for line in lines[1:] if float(line.split()[2]) > 0.5} if len(lines) > 1 else None
        return true, optimal, None if bound is None else bound + program.constant


PEERS = {"HiGHS": ("highspy", highs), "CP-SAT": ("ortools", cp_sat), "SCIP": ("pyscipopt", scip), "CBC": (None, cbc)}


def available(name):
    module, _ = PEERS[name]
    if module is None:
        return shutil.which("cbc") is not None
    return subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0


def limited(command, seconds):
    """Runs a command to its end or to the CPU limit; its output and the CPU seconds it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    cap = lambda: resource.setrlimit(resource.RLIMIT_CPU, (int(seconds * 1.5) + 10, int(seconds * 1.5) + 15))
    run = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=cap)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return run, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def last_json(text):
    try:
        return json.loads(text.strip().splitlines()[-1])
    except (IndexError, ValueError):
        return None


def compare(path, arguments, peers):
    with tempfile.TemporaryDirectory() as folder:
        market = path
        if arguments.gap:
            market = os.path.join(folder, "market.json")
            subprocess.run([arguments.apportion, "import", "gap", path, "-o", market], check=True, capture_output=True)
        answer = os.path.join(folder, "answer")
        run, cpu = limited([arguments.apportion, "solve", market, "-o", answer, "--json", "--threads", "1",
                            "--time-limit", str(arguments.seconds)], arguments.seconds)
        own = last_json(run.stdout)
        if own is None:
            sys.exit(f"{path}: apportion failed: {run.stderr.strip()}")
        value = int(own["objective"][0]) if own["objective"] else None
        bound = int(own["bound"][0]) if own["bound"] else None
        rows = [("Apportion", cpu, value, bound, own["status"] == "optimal", own["verified"])]
        # The problem does not depend on the proof, and any certificate in the core style can be exported.
        plain = os.path.join(folder, "plain")
        subprocess.run([arguments.apportion, "solve", market, "-o", plain, "--proof", "core", "--work-limit", "1", "--json"],
                       capture_output=True, check=False)
        files = [os.path.join(plain, name) for name in ("allocation.json", "certificate.apc")]
        export = subprocess.run([arguments.apportion, "export", "veripb", market, *files, "-o", folder], capture_output=True, text=True, check=False)
        problem = next((p for p in ("problem.opb", "problem-0.opb", "problem-1.opb") if os.path.exists(os.path.join(folder, p))), None)
        if problem is None:
            print(f"{path}: no problem to give to other solvers: {export.stderr.strip()}")
        for name in peers if problem else []:
            command = [sys.executable, os.path.abspath(__file__), "--peer", name, os.path.join(folder, problem), "--seconds", str(arguments.seconds)]
            run, cpu = limited(command, arguments.seconds)
            result = last_json(run.stdout) or {"value": None, "bound": None, "optimal": False}
            rows.append((name, cpu, result["value"], result["bound"], result["optimal"], None))
    best = min((row[2] for row in rows if row[2] is not None), default=None)
    for name, cpu, value, bound, optimal, verified in rows:
        if name == "Apportion":
            verdict = "certified" if verified else "NOT VERIFIED"
        elif not optimal:
            verdict = "open"
        else:
            verdict = "right" if value == best else "WRONG"
        shown = lambda number: "-" if number is None else (f"{number:.1f}" if isinstance(number, float) else str(number))
        print(f"{os.path.basename(path):24} {name:10} {cpu:8.2f} {shown(value):>22} {shown(bound):>22}  {verdict}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", help="market files (JSON or YAML), or OR-Library files with --gap")
    parser.add_argument("--gap", action="store_true", help="import the files as generalized assignment problems first")
    parser.add_argument("--seconds", type=int, default=60, help="limit for each run")
    parser.add_argument("--apportion", default=os.path.join(HERE, "..", "..", "target", "release", "apportion"), help="the binary")
    parser.add_argument("--peer", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer:
        program = Program(arguments.files[0])
        true, optimal, bound = PEERS[arguments.peer][1](program, arguments.seconds)
        value = None if true is None else program.value(true)
        bound = bound if bound is not None and abs(bound) < 1e300 else None
        print(json.dumps({"value": value, "bound": bound, "optimal": bool(optimal)}))
        return
    peers = [name for name in PEERS if available(name)]
    print("peers:", ", ".join(peers) or "none installed", f"- limit {arguments.seconds} s each, one thread")
    print(f"{'file':24} {'solver':10} {'CPU s':>8} {'value':>22} {'bound':>22}  claim")
    for path in arguments.files:
        compare(path, arguments, peers)


if __name__ == "__main__":
    main()
