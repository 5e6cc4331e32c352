"""python3 -m unittest discover -s lean/decode"""

import json
import unittest

import decode


class Export:
    """An export file with nothing but data in it, and a last theorem of a given type."""

    def __init__(self):
        self.lines, self.names, self.count = [], {(): 0}, 0

    def name(self, name):
        parts = tuple(name.split(".")) if isinstance(name, str) else name
        if parts not in self.names:
            before = self.name(parts[:-1])
            self.names[parts] = len(self.names)
            self.lines.append({"str": {"pre": before, "str": parts[-1]}, "in": self.names[parts]})
        return self.names[parts]

    def put(self, item):
        self.lines.append(item | {"ie": self.count})
        self.count += 1
        return self.count - 1

    def term(self, value):
        """A number, a boolean, None (for `none`), ("some", x), a list, or a constructor's name with its fields."""
        if value is True or value is False:
            return self.constant("Bool.true" if value else "Bool.false")
        if isinstance(value, int):
            return self.put({"natVal": str(value)})
        if value is None:
            return self.apply("Option.none", [0])
        if isinstance(value, list):
            at = self.apply("List.nil", [0])
            for item in reversed(value):
                at = self.apply("List.cons", [0, self.term(item), at])
            return at
        head, *fields = value
        if head == "some":
            return self.apply("Option.some", [0, self.term(fields[0])])
        return self.apply(("Witness." if head == "market" else "Apportion.") + head, [self.term(field) for field in fields])

    def constant(self, name):
        name = self.name(name)
        return self.put({"const": {"name": name, "us": []}})

    def apply(self, head, arguments):
        at = self.constant(head)
        for argument in arguments:
            at = self.put({"app": {"fn": at, "arg": argument}})
        return at

    def claim(self, market, head, *rest):
        self.put({"sort": 0})  # stands for types, which are not read
        value = self.term(market)
        self.lines.append({"def": {"name": self.name("Witness.market"), "value": value}})
        claimed = self.term((head, ("market",), *rest))
        self.lines.append({"thm": {"name": self.name("Witness.claim"), "type": claimed}})
        return decode.claim(decode.Witness(map(json.dumps, self.lines)))


def text(string):
    return int.from_bytes(b"\x01" + string.encode(), "big")


def market(scope=(), prices=((0, 2),), terms=(("price", 3),), scopes=None):
    permit = ("Permit.mk", ("some", [text("blue")]), None, scopes)
    limit = ("Limit.mk", None, 9, ("Span.window", 2, [4]), ("some", [0]), None)
    offer = ("Offer.mk", text("o"), ("some", text("s")), True, [("Capacity.mk", 1, None), ("Capacity.mk", 0, ("some", 7))],
             [], [], [("Entry.mk", *price) for price in prices], 0, 1_000_000, 0, 5, 0, 2, [], permit, [limit])
    quote = ("Quote.mk", 0, None, ("some", []), 1)
    task = ("Task.mk", text("t"), 0, [("Entry.mk", 1, 3)], 1, 1, 2, [], [], list(scope), 0, ("some", 8), 0, None, False, 0, 0, [], [],
            [quote], True)
    return ("Market.mk", None, [("Resource.mk", text("b"), text("")), ("Resource.mk", text("ä"), text("h"))], 3, 1000,
            [("Payer.mk", text('p"'), ("some", 6), [])], [offer], [task], [], [[("Weighted.mk", ("Term." + t,), w) for t, w in terms]])


class Decode(unittest.TestCase):
    def test_a_market_and_an_allocation_are_read_back(self):
        found, claim = Export().claim(market([text("a"), text("c")]), "Optimal", [("Choice.run", 0, 2)])
        self.assertEqual(claim, {"claim": "optimal", "assignments": [{"task": "t", "offer": "o", "slot": 2}]})
        self.assertEqual(found.canonical().decode(), (
            '{"objective":[{"price":3}],"offers":[{"capacity":{"b":7,"ä":"unlimited"},"donated":true,"id":"o",'
            '"limits":[{"amount":9,"of":"money","offers":["o"],"prior":[4],"window_slots":2}],"permit":{"labels":["blue"]},'
            '"price":{"b":2},"reliability_ppm":5,"seller":"s"}],"payers":[{"budget":6,"id":"p\\""}],'
            '"resources":[{"name":"b","unit":""},{"name":"ä","unit":"h"}],"slots":{"count":3,"length_ms":1000},'
            '"tasks":[{"demand":{"ä":3},"id":"t","latency_max_ms":8,"payer":"p\\"","quotes":[{"demand":{},"offer":"o","score":1}],'
            '"quotes_only":true,"scope":"a/c","slots":[1,2],"value":0}],"version":1}'))

    def test_other_claims_are_read(self):
        self.assertEqual(Export().claim(market(), "Infeasible")[1], {"claim": "infeasible"})
        self.assertEqual(Export().claim(market(), "LowerBound", [], 0, 4)[1], {"claim": "unknown", "bound": [4]})
        self.assertEqual(Export().claim(market(), "Bounded", [("Choice.unassigned",)], [5], [4])[1],
                         {"claim": "feasible", "assignments": [], "objective": [5], "bound": [4]})

    def refused(self, *claim):
        with self.assertRaises(ValueError):
            Export().claim(*claim)[0].canonical()

    def test_what_is_no_claim_is_refused(self):
        self.refused(market(), "Refuted", [])
        self.refused(market(), "LowerBound", [3], 1, 4)

    def test_a_name_that_looks_like_another_is_refused(self):
        export = Export()
        export.names[("Apportion", "Infeasible")] = export.name(("Apportion.Infeasible",))
        with self.assertRaises(ValueError):
            export.claim(market(), "Infeasible")

    def test_too_few_choices_are_refused(self):
        self.refused(market(), "Optimal", [])

    def test_a_key_that_occurs_twice_is_refused(self):
        self.refused(market(prices=((0, 2), (0, 3))), "Infeasible")
        self.refused(market(terms=(("price", 3), ("price", 4))), "Infeasible")

    def test_parts_that_are_no_path_are_refused(self):
        self.refused(market([text("")]), "Infeasible")
        self.refused(market([text("a/c")]), "Infeasible")
        self.refused(market(scopes=("some", [[text("")]])), "Infeasible")

    def test_a_number_that_is_no_text_is_refused(self):
        self.refused(market([5 << 8]), "Infeasible")


if __name__ == "__main__":
    unittest.main()
