"""Other solvers. Each reads the program into its own model, then solves; CPU seconds, and their limit, are those of solving alone."""
import importlib.metadata
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading


class Peer:
    def __init__(self, solve, how, package=None, command=None, optional=False):
        self.solve, self.how, self.package, self.command, self.optional = solve, how, package, command, optional

    def version(self):
        """What is installed, or None."""
        if self.package:
            try:
                return importlib.metadata.version(self.package)
            except importlib.metadata.PackageNotFoundError:
                return None
        if not shutil.which(self.command[0]):
            return None
        text = subprocess.run(self.command, capture_output=True, text=True, check=False).stdout
        found = re.search(r"\d+\.\d+[.\d]*", text)
        return found.group(0) if found else "unknown"


def cpu_s():
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def wall_s(seconds):
    """A limit of wall time for where the one of CPU time may not work: a busy machine has to be able to give as much."""
    return 5.0 * seconds + 30


class Clock:
    """CPU seconds since the model was handed over."""

    def __init__(self, seconds):
        self.started, self.seconds, self.done = cpu_s(), seconds, threading.Event()

    def took(self):
        self.done.set()
        return cpu_s() - self.started

    def over(self):
        return cpu_s() - self.started > self.seconds

    def then(self, stop):
        """Calls `stop` when time is over, in a thread of its own."""
        def watch():
            while not self.done.wait(0.1):
                if self.over():
                    stop()
                    return
        threading.Thread(target=watch, daemon=True).start()
        return self


def highs(program, seconds):
    import highspy
    model = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("time_limit", wall_s(seconds)), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.5)):
        model.setOptionValue(option, value)
    costs = {variable: coefficient for coefficient, variable in program.objective}
    for variable in range(len(program.names)):
        model.addVar(0, 1)
        model.changeColCost(variable, float(costs.get(variable, 0)))
        model.changeColIntegrality(variable, highspy.HighsVarType.kInteger)
    for terms, relation, right in program.rows:
        lower = -highspy.kHighsInf if relation == "<=" else float(right)
        upper = highspy.kHighsInf if relation == ">=" else float(right)
        model.addRow(lower, upper, len(terms), [variable for _, variable in terms], [float(coefficient) for coefficient, _ in terms])
    clock = Clock(seconds)
    over = threading.Event()
    # HiGHS counts wall time only, and asks often.
    stop = lambda event: event.interrupt() if over.is_set() else None
    model.cbMipInterrupt.subscribe(stop)
    model.cbSimplexInterrupt.subscribe(stop)
    clock.then(over.set)
    model.run()
    took = clock.took()
    info, status = model.getInfo(), model.getModelStatus()
    found = info.primal_solution_status == 2
    true = {variable for variable, value in enumerate(model.getSolution().col_value) if value > 0.5} if found else None
    return true, status == highspy.HighsModelStatus.kOptimal, info.mip_dual_bound + program.constant, took


def cp_sat(program, seconds):
    from ortools.sat.python import cp_model
    model = cp_model.CpModel()
    variables = [model.new_bool_var(name) for name in program.names]
    expression = lambda terms: cp_model.LinearExpr.weighted_sum([variables[variable] for _, variable in terms], [coefficient for coefficient, _ in terms])
    for terms, relation, right in program.rows:
        left = expression(terms)
        model.add(left == right if relation == "=" else left >= right if relation == ">=" else left <= right)
    model.minimize(expression(program.objective))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = wall_s(seconds), 1
    clock = Clock(seconds).then(solver.stop_search)
    status = solver.solve(model)
    took = clock.took()
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    true = {variable for variable, handle in enumerate(variables) if solver.value(handle)} if found else None
    return true, status == cp_model.OPTIMAL, solver.best_objective_bound + program.constant, took


def scip(program, seconds):
    from pyscipopt import Model, quicksum
    model = Model()
    model.hideOutput()
    model.setParam("timing/clocktype", 1)
    model.setParam("limits/time", float(seconds))
    variables = [model.addVar(vtype="B", name=name) for name in program.names]
    for terms, relation, right in program.rows:
        left = quicksum(coefficient * variables[variable] for coefficient, variable in terms)
        model.addCons(left == right if relation == "=" else left >= right if relation == ">=" else left <= right)
    model.setObjective(quicksum(coefficient * variables[variable] for coefficient, variable in program.objective))
    started = cpu_s()
    model.optimize()
    took = cpu_s() - started
    found = model.getNSols() > 0
    true = {variable for variable, handle in enumerate(variables) if model.getVal(handle) > 0.5} if found else None
    return true, model.getStatus() == "optimal", model.getDualbound() + program.constant, took


def cbc(program, seconds):
    with tempfile.TemporaryDirectory() as folder:
        solution = os.path.join(folder, "solution.txt")
        started = cpu_s()
        command = ["cbc", program.path, "-threads", "1", "-sec", str(seconds), "-ratio", "0", "-solve", "-solu", solution]
        out = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        took = cpu_s() - started
        lines = open(solution, encoding="ascii").read().splitlines() if os.path.exists(solution) else []
    optimal = bool(lines) and lines[0].startswith("Optimal")
    # The solution file lists what is not 0; its first line says how the run ended.
    found = len(lines) > 1 and "Infeasible" not in lines[0] and "no integer solution" not in lines[0]
    true = {program.index[line.split()[-3]] for line in lines[1:] if float(line.split()[-2]) > 0.5 and line.split()[-3] in program.index}
    stated = re.search(r"^(?:Lower bound|Objective value):\s*(\S+)", out, re.MULTILINE)
    if not optimal:
        stated = re.search(r"^Lower bound:\s*(\S+)", out, re.MULTILINE)
    return (true if found else None), optimal and found, float(stated.group(1)) if stated else None, took


def gecode(program, seconds):
    """Through MiniZinc; says nothing about bounds."""
    with tempfile.TemporaryDirectory() as folder:
        model = os.path.join(folder, "model.mzn")
        linear = lambda terms: " + ".join(f"{coefficient} * {program.names[variable]}" for coefficient, variable in terms) or "0"
        with open(model, "w", encoding="ascii") as out:
            out.writelines(f"var 0..1: {name};\n" for name in program.names)
            out.writelines(f"constraint {linear(terms)} {relation} {right};\n" for terms, relation, right in program.rows)
            out.write(f"solve minimize {linear(program.objective)};\n")
        started = cpu_s()
        run = subprocess.run(["minizinc", "--solver", "gecode", "--time-limit", str(int(1000 * seconds)), model],
                             capture_output=True, text=True, check=False)
        took = cpu_s() - started
    blocks = [block for block in run.stdout.split("----------")[:-1]]
    true = {program.index[name] for name in re.findall(r"^(\w+) = 1;", blocks[-1], re.MULTILINE) if name in program.index} if blocks else None
    return true, "==========" in run.stdout, None, took


PIP = "{0} -m pip install {1}"
PEERS = {
    "HiGHS": Peer(highs, PIP.format(sys.executable, "highspy"), package="highspy"),
    "SCIP": Peer(scip, PIP.format(sys.executable, "pyscipopt"), package="pyscipopt"),
    "CP-SAT": Peer(cp_sat, PIP.format(sys.executable, "ortools"), package="ortools"),
    "CBC": Peer(cbc, "apt install coinor-cbc", command=["cbc", "-stop"]),
    "Gecode": Peer(gecode, "apt install minizinc", command=["minizinc", "--version"], optional=True),
}
