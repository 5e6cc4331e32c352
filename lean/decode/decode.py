#!/usr/bin/env python3
"""Reads what a witness proves: the market and the claim in the type of its last theorem.

usage: decode.py WITNESS.ndjson [--market FILE]

Prints the SHA-256 of the market's canonical bytes and the claim as JSON. With --market, writes the canonical bytes, too. Uses nothing of
Apportion but the names of the Lean specification (Apportion/Spec/Market.lean, Apportion/Spec/Claim.lean). It checks no proof: a kernel does.
"""

import hashlib
import json
import sys

PPM = 1_000_000
sys.set_int_max_str_digits(0)  # a text is one number


class Witness:
    """The names, expressions and declarations of an export file (lean4export NDJSON, format 3.1)."""

    def __init__(self, lines):
        self.names, self.expressions, self.definitions, self.last = {0: ()}, [], {}, None
        for line in lines:
            item = json.loads(line)
            if "in" in item:
                part = item.get("str") or item["num"]
                self.names[item["in"]] = self.names[part["pre"]] + (part["str"] if "str" in part else part["i"],)
            elif "ie" in item:
                self.expressions.append(item)
            elif "def" in item:
                self.definitions[item["def"]["name"]] = item["def"]["value"]
            elif "thm" in item:
                self.last = item["thm"]

    def spine(self, at):
        """The constant at the head of an application and the arguments; definitions of the witness itself are unfolded."""
        arguments = []
        while True:
            item = self.expressions[at]
            if "app" in item:
                arguments.append(item["app"]["arg"])
                at = item["app"]["fn"]
            elif "const" in item:
                name = item["const"]["name"]
                if self.names[name][0] != "Witness":
                    if any("." in str(part) for part in self.names[name]):
                        raise ValueError(f"{self.names[name]} looks like another name")
                    return ".".join(map(str, self.names[name])), arguments[::-1]
                at = self.definitions[name]
            elif "natVal" in item:
                return int(item["natVal"]), arguments[::-1]
            else:
                raise ValueError(f"expression {at} is neither data nor a claim")

    def fields(self, at, constructor):
        head, arguments = self.spine(at)
        if head != "Apportion." + constructor:
            raise ValueError(f"{head} stands where Apportion.{constructor} should")
        return arguments

    def number(self, at):
        head, arguments = self.spine(at)
        if not isinstance(head, int) or arguments:
            raise ValueError(f"{head} stands where a number should")
        return head

    def boolean(self, at):
        return {"Bool.true": True, "Bool.false": False}[self.spine(at)[0]]

    def option(self, at, read):
        head, arguments = self.spine(at)
        return {"Option.none": lambda: None, "Option.some": lambda: read(arguments[1])}[head]()

    def items(self, at, read):
        found = []
        while True:
            head, arguments = self.spine(at)
            if head == "List.nil":
                return found
            if head != "List.cons":
                raise ValueError(f"{head} stands where a list should")
            found.append(read(arguments[1]))
            at = arguments[2]

    def text(self, at):
        number = self.number(at)
        data = number.to_bytes((number.bit_length() + 7) // 8, "big")
        if data[:1] != b"\x01":
            raise ValueError(f"{number} is no text")
        return data[1:].decode()

    def numbers(self, at):
        return self.items(at, self.number)

    def texts(self, at):
        return self.items(at, self.text)

    def path(self, at):
        parts = self.texts(at)
        path = "/".join(parts)
        if parts != (path.split("/") if path else []):
            raise ValueError(f"{parts} are not the parts of a path")
        return path


class Market:
    """A market literal as the JSON document that it states, members equal to their default left out (docs/model.md, D30)."""

    def __init__(self, witness, at):
        self.witness = w = witness
        name, resources, slots, length, payers, offers, tasks, limits, objective = w.fields(at, "Market.mk")
        self.slots = w.number(slots)
        self.resources = w.items(resources, lambda at: tuple(w.text(field) for field in w.fields(at, "Resource.mk")))
        self.payers = w.items(payers, lambda at: w.text(w.fields(at, "Payer.mk")[0]))
        self.offers = w.items(offers, lambda at: w.text(w.fields(at, "Offer.mk")[0]))
        self.tasks = w.items(tasks, lambda at: w.text(w.fields(at, "Task.mk")[0]))
        levels = w.items(objective, self.level)
        self.levels = len(levels)
        self.document = kept({
            "limits": w.items(limits, self.limit),
            "offers": w.items(offers, self.offer),
            "payers": w.items(payers, self.payer),
            "resources": [{"name": name, "unit": unit} for name, unit in self.resources],
            "tasks": w.items(tasks, self.task),
        }, []) | kept({
            "name": w.option(name, w.text),
            "objective": levels if levels != [{"penalty": 1, "price": 1}] else None,
            "slots": {"count": self.slots, "length_ms": w.number(length)} if (self.slots, w.number(length)) != (1, 1000) else None,
        }, None) | {"version": 1}

    def canonical(self):
        return json.dumps(self.document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def entries(self, at):
        pairs = self.witness.items(at, lambda at: [self.witness.number(field) for field in self.witness.fields(at, "Entry.mk")])
        return mapping((self.resources[resource][0], amount) for resource, amount in pairs)

    def capacities(self, at):
        def read(at):
            resource, amount = self.witness.fields(at, "Capacity.mk")
            amount = self.witness.option(amount, self.witness.number)
            return self.resources[self.witness.number(resource)][0], "unlimited" if amount is None else amount
        return mapping(self.witness.items(at, read))

    def interval(self, first, last):
        first, last = self.witness.number(first), self.witness.number(last)
        return None if (first, last) == (0, self.slots - 1) else [first, last]

    def ids(self, at, names):
        return sorted((names[place] for place in self.witness.numbers(at)), key=str.encode)

    def limit(self, at):
        w = self.witness
        subject, amount, span, offers, payers = w.fields(at, "Limit.mk")
        head, parts = w.spine(span)
        subject = w.option(subject, w.number)
        limit = kept({
            "offers": w.option(offers, lambda at: self.ids(at, self.offers)),
            "payers": w.option(payers, lambda at: self.ids(at, self.payers)),
        }, None) | {"amount": w.number(amount), "of": "money" if subject is None else self.resources[subject][0]}
        if head == "Apportion.Span.interval":
            limit["slots"] = [w.number(part) for part in parts]
        elif head == "Apportion.Span.window":
            limit |= kept({"prior": w.numbers(parts[1])}, []) | {"window_slots": w.number(parts[0])}
        elif head != "Apportion.Span.horizon":
            raise ValueError(f"{head} stands where a span should")
        return limit

    def payer(self, at):
        w = self.witness
        name, budget, limits = w.fields(at, "Payer.mk")
        return {"id": w.text(name)} | kept({"budget": w.option(budget, w.number)}, None) | kept({"limits": w.items(limits, self.limit)}, [])

    def permit(self, at):
        w = self.witness
        labels, principals, scopes = w.fields(at, "Permit.mk")
        return kept({
            "labels": w.option(labels, w.texts),
            "principals": w.option(principals, w.texts),
            "scopes": w.option(scopes, lambda at: w.items(at, w.path)),
        }, None)

    def offer(self, at):
        w = self.witness
        (name, seller, donated, capacity, total, demand_max, price, price_fixed, quality, latency, reliability, first, last, provides,
         permit, limits) = w.fields(at, "Offer.mk")
        return {"id": w.text(name)} | kept({
            "capacity": self.capacities(capacity), "demand_max": self.entries(demand_max), "permit": self.permit(permit),
            "price": self.entries(price), "total": self.entries(total),
        }, {}) | kept({"limits": w.items(limits, self.limit), "provides": w.texts(provides)}, []) | kept({
            "donated": w.boolean(donated) or None, "seller": w.option(seller, w.text), "slots": self.interval(first, last),
        }, None) | kept({"latency_ms": w.number(latency), "price_fixed": w.number(price_fixed)}, 0) | kept({
            "quality_ppm": w.number(quality), "reliability_ppm": w.number(reliability),
        }, PPM)

    def quote(self, at):
        w = self.witness
        offer, price, demand, score = w.fields(at, "Quote.mk")
        return {"offer": self.offers[w.number(offer)]} | kept({
            "demand": w.option(demand, self.entries), "price": w.option(price, w.number),
        }, None) | kept({"score": w.number(score)}, 0)

    def task(self, at):
        w = self.witness
        (name, payer, demand, duration, first, last, labels, requires, scope, quality_min, latency_max, reliability_min, price_max,
         required, penalty, value, needs, after, quotes, quotes_only) = w.fields(at, "Task.mk")
        return {"id": w.text(name), "payer": self.payers[w.number(payer)]} | kept({
            "after": self.ids(after, self.tasks), "labels": w.texts(labels), "needs": self.ids(needs, self.tasks),
            "quotes": w.items(quotes, self.quote), "requires": w.texts(requires),
        }, []) | kept({"demand": self.entries(demand)}, {}) | kept({"scope": w.path(scope)}, "") | kept({
            "duration_slots": w.number(duration), "value": w.number(value),
        }, 1) | kept({
            "penalty": w.number(penalty), "quality_min_ppm": w.number(quality_min), "reliability_min_ppm": w.number(reliability_min),
        }, 0) | kept({
            "latency_max_ms": w.option(latency_max, w.number), "price_max": w.option(price_max, w.number),
            "quotes_only": w.boolean(quotes_only) or None, "required": w.boolean(required) or None,
            "slots": self.interval(first, last),
        }, None)

    def level(self, at):
        return mapping(self.witness.items(at, self.weighted))

    def weighted(self, at):
        w = self.witness
        term, weight = w.fields(at, "Weighted.mk")
        head, arguments = w.spine(term)
        names = {"price": "price", "penalty": "penalty", "value_lost": "value_lost", "latency": "latency_ms", "quality_lost": "quality_lost_ppm",
                 "reliability_lost": "reliability_lost_ppm", "score": "score", "end_slot": "end_slot"}
        name = head.removeprefix("Apportion.Term.")
        name = "use:" + self.resources[w.number(arguments[0])][0] if name == "use" else names[name]
        return name, w.number(weight)

    def allocation(self, at):
        def read(at):
            head, arguments = self.witness.spine(at)
            if head == "Apportion.Choice.unassigned":
                return None
            offer, start = (self.witness.number(part) for part in self.witness.fields(at, "Choice.run"))
            return self.offers[offer], start
        choices = self.witness.items(at, read)
        return [{"task": task, "offer": choice[0], "slot": choice[1]} for task, choice in zip(self.tasks, choices, strict=True) if choice]


def mapping(pairs):
    """A map; a key that occurs twice is refused, as Lean and JSON would read it differently."""
    found = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"{key} occurs twice")
        found[key] = value
    return found


def kept(members, default):
    """Members that differ from a default; types are compared, too, as 0 is not False."""
    return {key: value for key, value in members.items() if not (type(value) is type(default) and value == default)}


def claim(witness):
    """The market and the claim of the last theorem."""
    head, arguments = witness.spine(witness.last["type"])
    market = Market(witness, arguments[0])
    if head == "Apportion.Optimal":
        return market, {"claim": "optimal", "assignments": market.allocation(arguments[1])}
    if head == "Apportion.Bounded":
        values, bounds = (witness.numbers(at) for at in arguments[2:])
        return market, {"claim": "feasible", "assignments": market.allocation(arguments[1]), "objective": values, "bound": bounds}
    if head == "Apportion.Infeasible":
        return market, {"claim": "infeasible"}
    if head == "Apportion.LowerBound" and not witness.numbers(arguments[1]) and witness.number(arguments[2]) == 0:
        return market, {"claim": "unknown", "bound": [witness.number(arguments[3])] + [0] * (market.levels - 1)}
    raise ValueError(f"{head} is no claim")


def main(arguments):
    if not (len(arguments) == 1 or len(arguments) == 3 and arguments[1] == "--market"):
        sys.exit(__doc__)
    with open(arguments[0], encoding="utf-8") as lines:
        market, stated = claim(Witness(lines))
    canonical = market.canonical()
    if len(arguments) == 3:
        with open(arguments[2], "wb") as out:
            out.write(canonical)
    print(json.dumps({"market_sha256": hashlib.sha256(canonical).hexdigest()} | stated, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
