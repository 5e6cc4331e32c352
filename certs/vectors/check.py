#!/usr/bin/env python3
"""Checks that a certificate proves what an allocation states about a market.

    check.py MARKET.json ALLOCATION.json CERTIFICATE.apc
    check.py --corpus DIR        DIR/accept/*.jsonl must be accepted, DIR/reject/*.json refused

Exit status 0: accepted. 1: refused. 2: the market or the allocation cannot be read. A second implementation of docs/format.md (sections
and D-numbers below), written from that page and docs/model.md alone: every option and row is written out, so it is slow, and short.
"""
import glob, json, math, os, re, sys
sys.dont_write_bytecode = True
from market import Invalid, MUST, TEXT, many, need, number, parse, record
from program import Program

class Refused(Exception):
    "The certificate does not prove the statement."

def text(pattern):
    def read(value, path):
        need(re.fullmatch(pattern, TEXT(value, path)), Invalid, f"{path}: expected {pattern}")
        return value
    return read

def nullable(shape):
    return lambda value, path: None if value is None else shape(value, path)

DECIMALS, STATUSES = nullable(many(text("0|[1-9][0-9]*"))), ("optimal", "feasible", "infeasible", "unknown")
ALLOCATION = record(
    version=(number(1, 1), MUST), market_sha256=(text("[0-9a-f]{64}"), MUST), status=(text("|".join(STATUSES)), MUST),
    objective=(DECIMALS, MUST), bound=(DECIMALS, MUST), unassigned=(many(TEXT), MUST), assignments=(many(record(
        task=(TEXT, MUST), offer=(TEXT, MUST), slot=(number(), MUST), price=(number(), MUST))), MUST))

# --- The bytes (section 3) ---

class Bytes:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        need(self.at + count <= len(self.data), Refused, "the bytes end too early")
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self, below):
        value, shift = 0, 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 127) << shift
            need(value < below, Refused, f"a number is not below {below}")
            if byte < 128:
                need(byte or not shift, Refused, "a number is not in its shortest form")
                return value
            shift += 7
            need(shift < 140, Refused, "a number is too long")

    def many(self, read, count=None):
        return [read() for _ in range(self.number(2**64) if count is None else count)]

    def ascending(self):  # first, then differences less one
        previous = -1
        while True:
            previous += 1 + self.number(2**64)
            need(previous < 2**64, Refused, "a row or cut number is 2^64 or more")
            yield previous

    def entry(self):
        weight, rows = self.number(64), self.ascending()
        multipliers = self.many(lambda: (next(rows), self.number(2**120)))
        need(all(m for _, m in multipliers), Refused, "a multiplier is 0")
        return 2**(weight - 1) if weight else 0, tuple(multipliers)

    def knapsack(self):
        entry, tasks, rows = self.entry(), self.ascending(), self.ascending()
        shares = self.many(lambda: (next(tasks), self.number(2**120)))
        need(all(task < 2**32 and share for task, share in shares), Refused, "a task multiplier out of range")
        return *entry, tuple(shares), tuple(self.many(lambda: next(rows)))

    def lemma(self):
        scale, multipliers = self.entry()
        need(scale, Refused, "a lemma without weight")
        tasks = self.many(lambda: (self.number(2**32), self.listed()))
        need(tasks, Refused, "a lemma without tasks")
        return scale, multipliers, tuple(tasks), self.number(2**96)

    def listed(self):
        options = self.ascending()
        listed = tuple(self.many(lambda: (next(options), self.number(2**63))))
        need(listed and all(c for _, c in listed), Refused, "a lemma lists no option, or one with coefficient 0")
        return listed

    def node(self):
        code = self.number(2**32 + 16)
        need(not 8 <= code <= 15, Refused, f"node code {code}")
        if code == 7:
            return code, (self.number(2**32), self.number(2**64))
        if code == 1:
            task, cuts = self.number(2**32), self.ascending()
            return code, (task, self.many(lambda: next(cuts)))
        return (16, code - 16) if code >= 16 else (code, self.number(2**64 if code == 2 else 2**32))

def decode(data):
    source = Bytes(data)
    need(source.take(4) == b"APC\x01", Refused, "not a certificate of version 1")
    digest, sections, last = source.take(32), {}, 0
    while source.at < len(data):
        tag = source.number(2**64)
        need(tag in (1, 2, 3, 4, 6) and tag > last, Refused, f"section {tag} is unknown, repeated or out of order")
        sections[tag], last = Bytes(source.take(source.number(2**64))), tag
    need(1 in sections and 3 in sections, Refused, "no claim or no proofs")
    claim, values, bounds, options = sections[1], None, None, None
    status = claim.take(1)[0]
    need(status <= 3, Refused, f"status {status}")
    if status < 2:
        options = claim.many(lambda: claim.number(2**64))
        values = claim.many(lambda: claim.number(2**96))
        bounds = claim.many(lambda: claim.number(2**96), len(values)) if status else values
        need(not status or bounds != values, Refused, "bounds equal values, yet the claim is not optimal")
    elif status == 3:
        bounds = claim.many(lambda: claim.number(2**96))
        need(not any(bounds[1:]), Refused, "an unknown claim bounds a later level")
    pool, lemmas, knapsacks = lists = [sections[tag].many(getattr(sections[tag], item)) if tag in sections else []
                                       for tag, item in ((2, "entry"), (4, "lemma"), (6, "knapsack"))]
    need(all(items or tag not in sections for tag, items in zip((2, 4, 6), lists)), Refused, "an optional section is empty")
    trees = sections[3].many(lambda: sections[3].many(sections[3].node))
    need(all(s.at == len(s.data) for s in sections.values()), Refused, "a section has trailing bytes")
    return digest, STATUSES[status], options, values, bounds, pool, lemmas, knapsacks, trees

# --- Lemmas (section 5) ---

def derive(market, lemmas):  # rows by number, lemmas included; caps depend on the level and come later
    rows, first = dict(enumerate(market.rows)), len(market.rows) + len(market.levels)
    need(len(set(lemmas)) == len(lemmas), Refused, "two lemmas are equal")
    for number, (scale, multipliers, tasks, bound) in enumerate(lemmas):
        need(all(r in rows and rows[r][0] >= 0 for r, _ in multipliers), Refused, "a lemma follows from a row that it cannot name")
        names = [t for t, _ in tasks]
        need(len(set(names)) == len(names) and max(names) < len(market.options), Refused, "a lemma lists a task twice, or none")
        need(all(x < len(market.options[t]) for t, listed in tasks for x, _ in listed), Refused, "a lemma lists an option that is not there")
        need(not exceeds(market, rows, scale, multipliers, tasks, bound), Refused, f"lemma {number} does not hold")
        alpha = {t: {market.options[t][x]: c for x, c in listed} for t, listed in tasks}
        rows[first + number] = bound, lambda t, option, alpha=alpha: alpha.get(t, {}).get(option, 0)
    return rows

def exceeds(market, rows, scale, multipliers, tasks, bound):  # whether the search is refused
    uses = [[[rows[r][1](t, market.options[t][x]) for r, _ in multipliers] for x, _ in listed] for t, listed in tasks]
    price = [[sum(m * a for (_, m), a in zip(multipliers, use)) for use in of_task] for of_task in uses]
    most = [max(c for _, c in listed) for _, listed in tasks]
    gain = [max(0, *(scale * c - q for (_, c), q in zip(listed, of_task))) for (_, listed), of_task in zip(tasks, price)]
    def visit(i, value, room):
        if value + sum(most[i:]) <= bound:
            return False
        if scale * value + sum(m * left for (_, m), left in zip(multipliers, room)) + sum(gain[i:]) < scale * (bound + 1):
            return False
        if i == len(tasks):
            return True
        for (_, c), use in zip(tasks[i][1], uses[i]):
            left = [b - a for b, a in zip(room, use)]
            if all(b >= 0 for b in left) and visit(i + 1, value + c, left):
                return True
        return visit(i + 1, value, room)
    return visit(0, 0, [rows[r][0] for r, _ in multipliers])

# --- The proof (sections 4 and 6) ---

class Prover:
    def __init__(self, market, rows, level, bound, values, pool, knapsacks):
        self.options, self.costs, self.proving = market.options, market.costs[level], bound is not None
        self.pool, self.knapsacks, self.usage_rows = pool, knapsacks, market.usage_rows
        caps = [(values[j], lambda t, x, j=j: market.costs[j][t][market.options[t].index(x)]) for j in range(level)]
        self.rows = {**rows, **{len(market.rows) + j: cap for j, cap in enumerate(caps)}}
        base = sum(min(c, default=0) for c in self.costs)
        step = math.gcd(*(b - c[0] for c in self.costs for b in c)) or 2**97
        self.below = base + (bound - 1 - base) // step * step if self.proving else 0
        self.relaxed, self.kept = {}, {}

    def price(self, index):  # what the entry must exceed, and its relaxed costs
        if index not in self.relaxed:
            need(index < len(self.pool), Refused, "a node uses an entry that is not there")
            self.relaxed[index] = self.combine(*self.pool[index])
        return self.relaxed[index]

    def combine(self, scale, multipliers):
        need(self.proving or scale == 0, Refused, "a proof of infeasibility weighs costs")
        need(all(r in self.rows for r, _ in multipliers), Refused, "an entry names a row that is not there")
        def relaxed(t, x):
            return scale * self.costs[t][x] + sum(m * self.rows[r][1](t, self.options[t][x]) for r, m in multipliers)
        needed = scale * self.below + sum(m * self.rows[r][0] for r, m in multipliers)
        return needed, [[relaxed(t, x) for x in range(len(xs))] for t, xs in enumerate(self.options)]

    def packing(self, index):  # a knapsack entry: what it must exceed, relaxed costs, task multipliers, kept rows and weights in them
        if index not in self.kept:
            need(index < len(self.knapsacks), Refused, "a node uses a knapsack entry that is not there")
            scale, multipliers, shares, kept = self.knapsacks[index]
            needed, relaxed = self.combine(scale, multipliers)
            share = dict(shares)
            need(all(t < len(self.options) for t in share), Refused, "a knapsack entry names a task that is not there")
            need(all(r < self.usage_rows and self.rows[r][0] >= 0 for r in kept), Refused, "a kept row is not a usage row with room")
            weights = [[[(i, w) for i, r in enumerate(kept) if (w := self.rows[r][1](t, x))] for x in xs] for t, xs in enumerate(self.options)]
            need(all(len(w) < 2 for ws in weights for w in ws), Refused, "an option counts in two kept rows")
            self.kept[index] = needed, relaxed, [share.get(t, 0) for t in range(len(self.options))], [self.rows[r][0] for r in kept], weights
        return self.kept[index]

    def packed(self, index, left):  # whether a knapsack entry closes a node
        needed, relaxed, share, room, weights = self.packing(index)
        room, limit = room[:], 0
        for t, remaining in enumerate(left):
            if len(remaining) == 1:
                for i, w in weights[t][remaining[0]]:
                    room[i] -= w
            limit += relaxed[t][remaining[0]] if len(remaining) == 1 else share[t]
        if any(r < 0 for r in room):
            return True
        best = [{0: 0} for _ in room]  # for each kept row, the largest gain of the tasks so far by weight
        for t, remaining in enumerate(left):
            gains = [(share[t] - relaxed[t][x], weights[t][x]) for x in remaining if len(remaining) > 1]
            needed += max([0, *(gain for gain, weight in gains if not weight)])
            for i, bound in enumerate(room):
                states = dict(best[i])
                for gain, w in ((gain, weight[0][1]) for gain, weight in gains if weight and weight[0][0] == i and gain > 0):
                    for used, total in best[i].items():
                        if used + w <= bound:
                            states[used + w] = max(states.get(used + w, 0), total + gain)
                best[i] = states
        return needed + sum(max(states.values()) for states in best) < limit

    def prove(self, tree, used):
        stack = [([range(len(x)) for x in self.options], [(0, len(x)) for x in self.options], frozenset())]
        for code, detail in tree:
            need(stack, Refused, "nodes after the end of the tree")
            pool = used[code in (5, 6)]
            if code in (4, 5, 6, 16) and detail not in pool:
                need(detail == len(pool), Refused, "entries are not numbered by first use")
                pool.append(detail)
            stack += reversed(self.step(code, detail, *stack.pop()))
        need(not stack, Refused, "the tree ends with open nodes")

    def step(self, code, detail, left, spans, split):  # the children of a node
        if code == 2:
            need(detail in self.rows, Refused, "an overloaded row that is not there")
            bound, load = self.rows[detail]
            least = sum(min(load(t, self.options[t][x]) for x in left[t]) for t in split)
            need(least > bound, Refused, "a row is not overloaded")
            return []
        if code == 5:
            need(self.packed(detail, left), Refused, "a knapsack entry does not close a leaf")
            return []
        if code == 6:
            need(not self.packed(detail, left), Refused, "a reduction of a closed node")
            kept = []
            for t, remaining in enumerate(left):
                groups = self.groups(t, remaining)
                kept.append([x for g in groups if len(groups) == 1 or not self.packed(detail, [*left[:t], g, *left[t + 1:]]) for x in g])
            need(any(len(after) < len(before) for before, after in zip(left, kept)), Refused, "a reduction removes nothing")
            emptied = any(before and not after for before, after in zip(left, kept))
            return [] if emptied else [(kept, spans, split)]
        if code in (4, 16):
            needed, relaxed = self.price(detail)
            least = [min((relaxed[t][x] for x in left[t]), default=0) for t in range(len(left))]
            closed = needed < sum(least)
            need(closed == (code == 16), Refused, "an entry does not close a leaf" if code == 16 else "a reduction of a closed node")
            if code == 16:
                return []
            kept = []
            for t, remaining in enumerate(left):
                groups = self.groups(t, remaining)
                kept.append([x for g in groups if sum(least) - least[t] + min(relaxed[t][x] for x in g) <= needed for x in g])
            need(any(len(a) < len(b) for a, b in zip(kept, left)), Refused, "a reduction removes nothing")
            return [(kept, spans, split)]
        task, cuts = detail if code in (1, 7) else (detail, None)
        need(task < len(self.options), Refused, "a task that is not there")
        if code == 3:
            need(not self.options[task], Refused, "a task has options")
            return []
        (first, end), groups = spans[task], self.groups(task, left[task])
        if code == 7:
            need(len(groups) >= 3, Refused, "a group is isolated among less than three")
            own = [g for g in groups if g[0] == cuts]
            need(own, Refused, "what is isolated is not a group")
            whole = next(w for w in self.groups(task, range(len(self.options[task]))) if cuts in w)
            alone = self.restrict(left, spans, split, task, own[0], (max(first, whole[0]), min(end, whole[-1] + 1)))
            return [alone, self.restrict(left, spans, split, task, [x for x in left[task] if x not in own[0]], (first, end))]
        if cuts is None:
            need(len(groups) >= 2, Refused, "a split by offers of one group")
            every = self.groups(task, range(len(self.options[task])))
            whole = [next(w for w in every if g[0] in w) for g in groups]
            parts = [(max(first, w[0]), min(end, w[-1] + 1)) for w in whole]
        else:
            need(cuts and first < cuts[0] and cuts[-1] < end, Refused, "no cut, or a cut outside the range")
            need(cuts != [g[0] for g in groups[1:]], Refused, "cuts that are a split by offers")
            parts = list(zip([first, *cuts], [*cuts, end]))
        children = []
        for a, b in parts:
            remaining = [x for x in left[task] if a <= x < b]
            need(remaining, Refused, "a part without remaining options")
            children.append(self.restrict(left, spans, split, task, remaining, (a, b)))
        return children

    def restrict(self, left, spans, split, task, remaining, span):
        return [*left[:task], remaining, *left[task + 1:]], [*spans[:task], span, *spans[task + 1:]], split | {task}

    def groups(self, t, remaining):
        offers = {}
        for x in remaining:
            option = self.options[t][x]
            offers.setdefault(option and option[0], []).append(x)
        return list(offers.values())

def check(market_text, allocation_text, certificate):
    market, stated = Program(market_text), parse(allocation_text)
    ALLOCATION(stated, "allocation")
    digest, status, chosen, values, bounds, pool, lemmas, knapsacks, trees = decode(certificate)
    need(digest == market.hash, Refused, "the certificate is about another market")
    levels, tasks = len(market.levels), range(len(market.tasks))
    need(all(x is None or len(x) == levels for x in (values, bounds)), Refused, "not one value and one bound for each level")
    if chosen is not None:
        need(len(chosen) == len(tasks), Refused, "not one option for each task")
        need(all(x < len(options) for x, options in zip(chosen, market.options)), Refused, "an option that is not there")
        for r, (bound, load) in enumerate(market.rows):
            need(sum(load(t, market.options[t][chosen[t]]) for t in tasks) <= bound, Refused, f"row {r} is violated")
        need(values == [sum(c[t][chosen[t]] for t in tasks) for c in market.costs], Refused, "the values are not those of the allocation")
    need(all(len(set(entries)) == len(entries) for entries in (pool, knapsacks)), Refused, "two pool entries are equal")
    rows = derive(market, lemmas)
    combined = {r for entry in (*pool, *lemmas, *knapsacks) for r, _ in entry[1]} | {row for tree in trees for code, row in tree if code == 2}
    need(all(r in combined for r in rows if r >= len(market.rows)), Refused, "a lemma is not used")
    need(len(trees) == (1 if bounds is None else levels), Refused, "not one tree for each level")
    used = [], []
    for level, (tree, bound) in enumerate(zip(trees, [None] if bounds is None else bounds)):
        need(bool(tree) == (bound != 0), Refused, "the tree is empty iff the bound is 0")
        largest = sum(max(c, default=0) for c in market.costs[level])
        need(bound is None or bound <= largest, Refused, "a bound above every value")
        if tree:
            Prover(market, rows, level, bound, values, pool, knapsacks).prove(tree, used)
    need([*map(len, used)] == [len(pool), len(knapsacks)], Refused, "an entry is not used")
    need(stated == render(market, status, chosen, values, bounds), Refused, "the allocation is not what the certificate states")
    return status

def render(market, status, chosen, values, bounds):
    options = [market.options[t][x] for t, x in enumerate(chosen)] if chosen is not None else [None] * len(market.tasks)
    return {"version": 1, "market_sha256": market.hash.hex(), "status": status, "objective": values and [str(v) for v in values],
            "bound": bounds and [str(b) for b in bounds], "unassigned": [task["id"] for task, x in zip(market.tasks, options) if x is None],
            "assignments": [{"task": task["id"], "offer": market.offers[x[0]]["id"], "slot": x[1], "price": market.runs[t][x[0]][1]}
                            for t, (task, x) in enumerate(zip(market.tasks, options)) if x is not None]}

# --- Command line ---

def verdict(market, allocation, certificate):
    try:
        return 0, check(market, allocation, certificate)
    except Refused as reason:
        return 1, str(reason)
    except Invalid as reason:
        return 2, str(reason)

def corpus(folder):
    counts, wrong = {}, []
    accept = [(f"{path}:{i}", line) for path in sorted(glob.glob(os.path.join(folder, "accept", "*.jsonl")))
              for i, line in enumerate(open(path, encoding="utf-8"), 1)]
    reject = [(path, open(path, encoding="utf-8").read()) for path in sorted(glob.glob(os.path.join(folder, "reject", "*.json")))]
    for place, text, expected in [(*x, 0) for x in accept] + [(*x, 1) for x in reject]:
        vector = json.loads(text)
        code, reason = verdict(json.dumps(vector["market"]), json.dumps(vector["allocation"]), bytes.fromhex(vector["certificate"]))
        key = reason if code == 0 else "refused"
        counts[key] = counts.get(key, 0) + 1
        if code != expected:
            wrong.append(f"{place}: {reason} (exit {code}, expected {expected})")
    print("\n".join([*wrong, ", ".join(f"{count} {key}" for key, count in sorted(counts.items()))]))
    return 1 if wrong or not accept or not reject else 0

def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--corpus":
        return corpus(arguments[1])
    if len(arguments) != 3:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        market, allocation, certificate = (open(path, "rb").read() for path in arguments)
        code, reason = verdict(market.decode(), allocation.decode(), certificate)
    except (OSError, UnicodeDecodeError) as error:
        code, reason = 2, str(error)
    print(("accepted: ", "refused: ", "unreadable: ")[code] + reason)
    return code

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
