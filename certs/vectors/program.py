"""A market as a 0-1 program: options, costs and rows, every one written out (docs/format.md, sections 1 and 2)."""
from itertools import accumulate
from market import Invalid, Market, need

class Program(Market):
    def __init__(self, text):
        super().__init__(text)
        self.options = [[(o, s) for o, offer in enumerate(self.offers) for s in self.starts(t, task, o, offer)]
                        + [None] * ("required" not in task) for t, task in enumerate(self.tasks)]
        self.costs = [[[self.cost(level, t, x) for x in options] for t, options in enumerate(self.options)] for level in self.levels]
        need(all(sum(max(c, default=0) for c in level) < 2**96 for level in self.costs), Invalid, "a level's sum of costs is 2^96 or more")
        self.rows = [*self.all_usage(), *self.all_links()]
        self.usage_rows = len(list(self.all_usage()))

    def starts(self, t, task, o, offer):
        (a, b), (c, d) = (x.get("slots", [0, self.slots - 1]) for x in (task, offer))
        return range(max(a, c), min(b, d) - self.lengths[t] + 2) if self.runs[t][o] else ()

    def cost(self, level, t, option):  # D23
        if option is None:
            task = self.tasks[t]
            return level.get("penalty", 0) * task.get("penalty", 0) + level.get("value_lost", 0) * task.get("value", 1)
        (o, start), offer = option, self.offers[option[0]]
        demand, price, score = self.runs[t][o]
        terms = {"price": price, "latency_ms": offer.get("latency_ms", 0), "quality_lost_ppm": 10**6 - offer.get("quality_ppm", 10**6),
                 "reliability_lost_ppm": 10**6 - offer.get("reliability_ppm", 10**6), "score": score, "end_slot": start + self.lengths[t],
                 **{f"use:{r}": d * self.lengths[t] for r, d in demand.items()}}
        return sum(weight * terms.get(term, 0) for term, weight in level.items())

    def usage(self, of, amount, first, last, offers=None, payers=None):  # one row (bound, load): D13 to D18
        def load(t, option):
            if option is None or (offers is not None and self.offers[option[0]]["id"] not in offers) \
                    or (payers is not None and self.tasks[t]["payer"] not in payers):
                return 0
            (o, s), (demand, price, _) = option, self.runs[t][option[0]]
            if of == "money":
                return price if first <= s <= last else 0
            return demand.get(of, 0) * max(0, min(s + self.lengths[t] - 1, last) - max(s, first) + 1)
        return amount, load

    def limit(self, limit, offer=None, payer=None):
        def among(key, one):
            listed = limit.get(key)
            return listed if one is None else [one] if listed is None or one in listed else []
        sets, of, amount = (among("offers", offer), among("payers", payer)), limit["of"], limit["amount"]
        if "window_slots" not in limit:
            return [self.usage(of, amount, *limit.get("slots", [0, self.slots - 1]), *sets)]
        w, prior = limit["window_slots"], [0, *accumulate(limit.get("prior", []))]
        return [self.usage(of, amount - prior[min(max(w - 1 - e, 0), len(prior) - 1)], max(0, e - w + 1), e, *sets)
                for e in range(self.slots)]

    def all_usage(self):
        for offer in self.offers:
            only, capacity, total = [offer["id"]], offer.get("capacity", {}), offer.get("total", {})
            for r in self.resources:
                if capacity.get(r, "unlimited") != "unlimited":
                    yield from (self.usage(r, capacity[r], e, e, only) for e in range(self.slots))
            yield from (self.usage(r, total[r], 0, self.slots - 1, only) for r in self.resources if r in total)
            yield from (row for limit in offer.get("limits", []) for row in self.limit(limit, offer=offer["id"]))
        for payer in self.payers:
            if "budget" in payer:
                yield self.usage("money", payer["budget"], 0, self.slots - 1, None, [payer["id"]])
            yield from (row for limit in payer.get("limits", []) for row in self.limit(limit, payer=payer["id"]))
        yield from (row for limit in self.file.get("limits", []) for row in self.limit(limit))

    def all_links(self):
        for t, waits in enumerate(self.waits):
            for d in waits:
                yield from (self.follow(t, d, e) for e in (range(self.slots) if d in self.after[t] else [None]))

    def follow(self, task, before, e):  # D19 (e is None) and D20
        def load(t, option):
            if t == task:
                return int(option is not None and (e is None or option[1] <= e))
            return int(t == before and (option is None or e is not None and option[1] + self.lengths[t] > e))
        return 1, load
