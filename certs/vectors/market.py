"""Reads market files: strict JSON, docs/model.md's rules of validity, the canonical hash, and who may run where (D-numbers below)."""
import hashlib, json, math

class Invalid(Exception):
    "The market or the allocation is not what a file of its kind must be."

def need(condition, error, reason):
    if not condition:
        raise error(reason)

# --- Strict JSON, and shapes that return canonical values ------------------------------------------------------------------

def parse(text):
    def pairs(members):
        need(len(dict(members)) == len(members), Invalid, f"duplicate key among {[name for name, _ in members]}")
        return dict(members)
    def no(token):
        raise Invalid(f"{token} is not a plain non-negative integer")
    def integer(token):
        return no(token) if token.startswith("-") else int(token)
    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_int=integer, parse_float=no, parse_constant=no)
        canonical(value)  # refuses half of a surrogate pair
        return value
    except (ValueError, RecursionError) as error:
        raise Invalid(f"not JSON: {error}")

def canonical(value):  # D30, for values without members that equal their default
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()

def number(low=0, high=2**63 - 1):
    def read(value, path):
        need(type(value) is int and low <= value <= high, Invalid, f"{path}: expected an integer in {low}..{high}")
        return value
    return read

def scalar(kind):
    def read(value, path):
        need(type(value) is kind, Invalid, f"{path}: expected {kind.__name__}")
        return value
    return read

def name(value, path):
    need(type(value) is str and 1 <= len(value.encode()) <= 128, Invalid, f"{path}: expected 1 to 128 bytes")
    need(all(ord(c) > 31 and not 127 <= ord(c) < 160 for c in value), Invalid, f"{path}: control character")
    return value

def either(shape, *words):
    return lambda value, path: value if type(value) is str and value in words else shape(value, path)

def many(shape):
    return lambda value, path: [shape(x, f"{path}[{i}]") for i, x in enumerate(scalar(list)(value, path))]

def members_of(shape):  # a set: sorted by bytes, without duplicates
    return lambda value, path: sorted(set(many(shape)(value, path)), key=str.encode)

def mapping(shape, default=None):
    return lambda value, path: {key: x for key, v in scalar(dict)(value, path).items() if (x := shape(v, f"{path}.{key}")) != default}

MUST = object()
def record(**fields):  # field = shape, (shape, default) or (shape, MUST); members equal to their default are omitted
    fields = {key: field if type(field) is tuple else (field, None) for key, field in fields.items()}
    def read(value, path):
        scalar(dict)(value, path)
        need(set(value) <= set(fields), Invalid, f"{path}: unknown field among {sorted(set(value) - set(fields))}")
        need(all(key in value for key in fields if fields[key][1] is MUST), Invalid, f"{path}: a field is missing")
        every = {key: shape(value[key], f"{path}.{key}") for key, (shape, _) in fields.items() if key in value}
        return {key: x for key, x in every.items() if x != fields[key][1]}
    return read

def interval(value, path):
    value = many(number())(value, path)
    need(len(value) == 2 and value[0] <= value[1], Invalid, f"{path}: expected [first, last]")
    return value

AMOUNTS, TEXT, FLAG, PPM, SET = mapping(number()), scalar(str), (scalar(bool), False), number(0, 10**6), members_of(scalar(str))
LIMIT = record(of=(name, MUST), amount=(number(), MUST), window_slots=number(1), slots=interval, offers=SET, payers=SET,
               prior=(many(number()), []))
LIMITS = (many(LIMIT), [])
QUOTE = record(offer=(name, MUST), price=number(), demand=mapping(number(), 0), score=(number(), 0))
LEVELS = {"cost": [{"price": 1, "penalty": 1}], "throughput": [{"value_lost": 1}, {"price": 1}],
          "latency": [{"penalty": 1}, {"latency_ms": 1}, {"price": 1}]}
MARKET = record(
    version=(number(1, 1), MUST), name=TEXT, resources=(many(record(name=(name, MUST), unit=(TEXT, MUST))), []),
    slots=(record(count=(number(1, 10**6), MUST), length_ms=(number(1), MUST)), {"count": 1, "length_ms": 1000}),
    payers=(many(record(id=(name, MUST), budget=number(), limits=LIMITS)), []),
    offers=(many(record(
        id=(name, MUST), seller=TEXT, donated=FLAG, capacity=(mapping(either(number(), "unlimited"), 0), {}), total=(AMOUNTS, {}),
        demand_max=(AMOUNTS, {}), price=(mapping(number(), 0), {}), price_fixed=(number(), 0), quality_ppm=(PPM, 10**6),
        latency_ms=(number(), 0), reliability_ppm=(PPM, 10**6), slots=interval, provides=(SET, []),
        permit=(record(labels=SET, principals=SET, scopes=SET), {}), limits=LIMITS)), []),
    tasks=(many(record(
        id=(name, MUST), payer=(name, MUST), demand=(mapping(number(), 0), {}), duration_slots=(number(1), 1), slots=interval,
        labels=(SET, []), requires=(SET, []), scope=(TEXT, ""), quality_min_ppm=(PPM, 0), latency_max_ms=number(),
        reliability_min_ppm=(PPM, 0), price_max=number(), required=FLAG, penalty=(number(), 0), value=(number(), 1),
        needs=(SET, []), after=(SET, []), quotes=(many(QUOTE), []), quotes_only=FLAG)), []),
    limits=LIMITS,
    objective=(lambda value, path: LEVELS[value] if type(value) is str and value in LEVELS else many(mapping(number(1)))(value, path),
               LEVELS["cost"]))
TERMS = "price penalty value_lost latency_ms quality_lost_ppm reliability_lost_ppm score end_slot".split()

# --- The market ---

class Market:
    def __init__(self, text):
        self.file = m = MARKET(parse(text), "market")
        self.slots = m.get("slots", {"count": 1})["count"]
        self.offers, self.tasks, self.payers = m.get("offers", []), m.get("tasks", []), m.get("payers", [])
        self.resources = [r["name"] for r in m.get("resources", [])]
        self.levels = m.get("objective", LEVELS["cost"])
        self.lengths = [t.get("duration_slots", 1) for t in self.tasks]
        self.validate()
        self.hash = hashlib.sha256(canonical(m)).digest()
        self.runs = [[self.run(t, o) for o in self.offers] for t in self.tasks]

    def validate(self):
        payers, offers, tasks = ({x["id"]: i for i, x in enumerate(xs)} for xs in (self.payers, self.offers, self.tasks))
        known, usable = set(self.resources), {*self.resources, "money"}
        lists = ((payers, self.payers), (offers, self.offers), (tasks, self.tasks), (known, self.resources))
        need(all(len(ids) == len(xs) for ids, xs in lists), Invalid, "duplicate id")
        need("money" not in known, Invalid, "money is reserved")
        maps = [x[key] for x in self.offers for key in ("capacity", "total", "demand_max", "price") if key in x]
        maps += [x["demand"] for t in self.tasks for x in [t, *t.get("quotes", [])] if "demand" in x]
        need(all(set(x) <= known for x in maps), Invalid, "unknown resource")
        need(self.levels and all(self.levels), Invalid, "an empty objective or level")
        need(all(x in TERMS or x[:4] == "use:" and x[4:] in known for level in self.levels for x in level), Invalid, "unknown term")
        for limit in [l for x in [self.file, *self.offers, *self.payers] for l in x.get("limits", [])]:
            fits = {*limit.get("offers", [])} <= {*offers} and {*limit.get("payers", [])} <= {*payers} and limit["of"] in usable
            need(fits, Invalid, "a limit names something unknown")
            need(("window_slots" in limit) + ("slots" in limit) < 2, Invalid, "both window_slots and slots")
            need("window_slots" in limit or "prior" not in limit, Invalid, "prior without window_slots")
            need(limit.get("slots", [0, 0])[1] < self.slots, Invalid, "slots outside the horizon")
        for x in self.offers + self.tasks:
            need(x.get("slots", [0, 0])[1] < self.slots, Invalid, "slots outside the horizon")
            if x.get("slots") == [0, self.slots - 1]:
                del x["slots"]  # the default
        for t in self.tasks:
            quoted = [q["offer"] for q in t.get("quotes", [])]
            need(len(set(quoted)) == len(quoted) and {*quoted} <= {*offers}, Invalid, "quotes: an offer twice, or unknown")
            need(t["payer"] in payers and {*t.get("needs", []), *t.get("after", [])} <= {*tasks}, Invalid, "unknown payer or task")
        self.waits = [sorted(tasks[d] for d in {*t.get("needs", []), *t.get("after", [])}) for t in self.tasks]
        self.after = [{tasks[d] for d in t.get("after", [])} for t in self.tasks]
        left = set(tasks.values())
        while ready := {t for t in left if not left & {*self.waits[t]}}:
            left -= ready
        need(not left, Invalid, "needs and after form a cycle")

    def run(self, task, offer):  # demand, price, score (D8), or None where the task is not eligible (D9, D10)
        quote = next((q for q in task.get("quotes", []) if q["offer"] == offer["id"]), None)
        said, duration = quote or {}, task.get("duration_slots", 1)
        demand = said.get("demand", task.get("demand", {}))
        computed = duration * sum(offer.get("price", {}).get(r, 0) * d for r, d in demand.items()) + offer.get("price_fixed", 0)
        price = said.get("price", computed)
        need(max([price, *(duration * d for d in demand.values())]) < 2**63, Invalid, f"{task['id']} on {offer['id']}: 2^63 or more")
        permit, asked, scope = offer.get("permit", {}), {*task.get("labels", [])}, task.get("scope", "")
        capacity, largest = offer.get("capacity", {}), offer.get("demand_max", {})
        eligible = (("labels" not in permit or asked <= {*permit["labels"]})
                    and ("principals" not in permit or task["payer"] in permit["principals"])
                    and ("scopes" not in permit or any(q in ("", scope) or scope.startswith(q + "/") for q in permit["scopes"]))
                    and {*task.get("requires", [])} <= {*offer.get("provides", [])}
                    and task.get("quality_min_ppm", 0) <= offer.get("quality_ppm", 10**6)
                    and task.get("reliability_min_ppm", 0) <= offer.get("reliability_ppm", 10**6)
                    and offer.get("latency_ms", 0) <= task.get("latency_max_ms", math.inf)
                    and all(capacity.get(r, 0) == "unlimited" or d <= capacity.get(r, 0) for r, d in demand.items())
                    and all(d <= largest.get(r, math.inf) for r, d in demand.items())
                    and price <= task.get("price_max", math.inf)
                    and (quote is not None or "quotes_only" not in task))
        return (demand, price, said.get("score", 0)) if eligible else None
