#!/usr/bin/env python3
"""Writes the example markets of this folder: `python3 examples/generate.py`. The same bytes every time; see README.md."""
import json, os, random

FOLDER = os.path.dirname(os.path.abspath(__file__))
MIC = 10**9


def write(name, market):
    """One item of a list per line, so that a person can read the file and a diff shows one change as one line."""
    lines = []
    for key, value in market.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            items = ",\n".join("    " + json.dumps(item) for item in value)
            lines.append(f"  {json.dumps(key)}: [\n{items}\n  ]")
        else:
            lines.append(f"  {json.dumps(key)}: {json.dumps(value)}")
    with open(os.path.join(FOLDER, name), "w", encoding="utf-8") as out:
        out.write("{\n" + ",\n".join(lines) + "\n}\n")


def llm_gateway():
    """200 requests of four citizens to five model providers within one hour."""
    rng = random.Random(2025)
    providers = [  # id, seller, nMIC per token, latency ms, quality ppm, reliability ppm, context
        ("anthropic_claude", "anthropic", 15_000, 600, 970_000, 990_000, 200_000),
        ("openai_gpt4", "openai", 10_000, 800, 950_000, 980_000, 128_000),
        ("google_gemini", "relay", 8_000, 700, 920_000, 970_000, 1_000_000),
        ("deepseek", "relay", 2_000, 1_200, 880_000, 950_000, 64_000),
        ("local_llama", "citizens", 100, 2_500, 800_000, 990_000, 32_000),
    ]
    rates = {  # tokens and requests per minute
        "anthropic_claude": (60_000, 2), "openai_gpt4": (60_000, 2), "google_gemini": (90_000, 3),
        "deepseek": (60_000, 2), "local_llama": (30_000, 1),
    }
    offers = []
    for name, seller, price, latency, quality, reliability, context in providers:
        tokens, requests = rates[name]
        offer = {
            "id": name, "seller": seller,
            "capacity": {"tokens": "unlimited", "requests": "unlimited"}, "demand_max": {"tokens": context},
            "price": {"tokens": price}, "quality_ppm": quality, "latency_ms": latency, "reliability_ppm": reliability,
            "limits": [{"of": "tokens", "amount": tokens, "window_slots": 1}, {"of": "requests", "amount": requests, "window_slots": 1}],
        }
        if name == "local_llama":
            offer["donated"] = True
            offer["provides"] = ["on-premises"]
        if name in ("google_gemini", "deepseek"):
            offer["permit"] = {"labels": []}
        elif name != "local_llama":
            offer["permit"] = {"labels": ["personal"]}
        offers.append(offer)
    # One seller meters its two models together, over every five minutes, and has already served some before this hour.
    shared = {"of": "tokens", "amount": 40_000, "window_slots": 5, "offers": ["google_gemini", "deepseek"], "prior": [20_000, 10_000]}
    payers = [
        {"id": "did:kaizen:alice", "budget": 1_200_000_000},
        {"id": "did:kaizen:bob", "budget": 1_100_000_000, "limits": [{"of": "money", "amount": 400_000_000, "window_slots": 15}]},
        {"id": "did:kaizen:carol", "budget": 550_000_000},
        {"id": "did:kaizen:dave", "budget": 420_000_000},
    ]
    tasks = []
    for number in range(200):
        payer = rng.choices(payers, weights=[4, 3, 2, 2])[0]["id"]
        tokens = rng.choice([500, 1_000, 1_000, 2_000, 2_000, 3_000, 4_000, 5_000, 6_000, 8_000])
        first = rng.randint(0, 57)
        task = {
            "id": f"req-{number:03}", "payer": payer, "demand": {"requests": 1, "tokens": tokens},
            "slots": [first, min(59, first + rng.choice([0, 1, 2, 2, 5]))],
        }
        quality = rng.choice([0, 0, 800_000, 800_000, 850_000, 900_000, 900_000, 940_000, 960_000])
        if quality:
            task["quality_min_ppm"] = quality
        if rng.random() < 0.2:
            task["latency_max_ms"] = rng.choice([700, 1_000])
        kind = rng.random()
        if kind < 0.12:
            task["labels"] = ["personal"]
        elif kind < 0.18:
            task["requires"] = ["on-premises"]
        # What it is worth to its citizen: more than the dearest provider for most requests, less for some.
        task["penalty"] = tokens * rng.choice([4_000, 12_000, 20_000, 20_000, 30_000])
        tasks.append(task)
    for number, change in {  # requests that nobody can serve, each for a reason of its own
        37: {"demand": {"requests": 1, "tokens": 300_000}, "quality_min_ppm": 940_000},
        88: {"demand": {"requests": 1, "tokens": 2_000}, "latency_max_ms": 300},
        121: {"demand": {"requests": 1, "tokens": 60_000}, "requires": ["on-premises"]},
        164: {"demand": {"requests": 1, "tokens": 9_000}, "requires": ["on-premises"], "quality_min_ppm": 900_000},
    }.items():
        tasks[number].update(change)
    return {
        "version": 1, "name": "llm-gateway",
        "resources": [{"name": "tokens", "unit": "token"}, {"name": "requests", "unit": "request"}],
        "slots": {"count": 60, "length_ms": 60_000},
        "payers": payers, "offers": offers, "tasks": tasks, "limits": [shared], "objective": "cost",
    }


def donated_cluster():
    """Donated machines of several owners in a federation; jobs with dependencies, deadlines and required features."""
    rng = random.Random(7)
    machines = [  # id, owner, scope, cpu, memory, gpu, network, features, first and last slot of the day that it is given
        ("orchid", "ada", "north/lab", 32, 128, 2, 10, ["avx512", "cuda"], (0, 23)),
        ("fern", "ada", "north/lab", 16, 64, 0, 10, ["avx512"], (0, 23)),
        ("moss", "ben", "north/campus", 8, 32, 1, 5, ["cuda"], (0, 11)),
        ("reed", "ben", "north/campus", 8, 32, 0, 5, [], (12, 23)),
        ("kelp", "coop", "south/coop", 24, 96, 0, 20, ["avx512", "ssd"], (0, 23)),
        ("coral", "coop", "south/coop", 16, 64, 1, 20, ["cuda", "ssd"], (6, 23)),
        ("dune", "eve", "south", 12, 48, 0, 2, [], (0, 17)),
        ("salt", "eve", "south", 12, 48, 0, 2, ["ssd"], (4, 23)),
    ]
    offers = []
    for name, owner, scope, cpu, memory, gpu, network, features, slots in machines:
        capacity = {"cpu": cpu, "memory": memory, "gpu": gpu, "network": network}
        offer = {"id": name, "seller": owner, "donated": True, "capacity": {k: v for k, v in capacity.items() if v}}
        if slots != (0, 23):
            offer["slots"] = list(slots)
        if features:
            offer["provides"] = features
        offer["permit"] = {"scopes": [scope.split("/")[0]] if owner != "coop" else ["", "south"]}
        if owner == "ben":
            offer["permit"]["principals"] = ["project:climate", "project:genome"]
        offers.append(offer)
    payers = [
        {"id": "project:climate", "limits": [{"of": "gpu", "amount": 14}]},
        {"id": "project:genome", "limits": [{"of": "cpu", "amount": 420}]},
        {"id": "project:archive"},
    ]
    scopes = {"project:climate": ["north/lab", "north", "south"], "project:genome": ["north/campus", "north"], "project:archive": ["south", "south/coop"]}
    tasks = []
    for number in range(60):
        payer = rng.choices([p["id"] for p in payers], weights=[4, 3, 3])[0]
        duration = rng.choice([1, 2, 2, 3, 4, 6])
        first = rng.randint(0, 14)
        last = min(23, first + duration + rng.choice([0, 1, 2, 4]))
        cpu = rng.choice([2, 4, 4, 8, 12])
        demand = {"cpu": cpu, "memory": cpu * rng.choice([2, 4])}
        if rng.random() < 0.3:
            demand["gpu"] = 1
        if rng.random() < 0.4:
            demand["network"] = rng.choice([1, 2, 4])
        task = {
            "id": f"job-{number:02}", "payer": payer, "demand": demand, "duration_slots": duration, "slots": [first, last],
            "scope": rng.choice(scopes[payer]), "value": cpu * duration * rng.choice([1, 2, 3]),
        }
        if "gpu" in demand:
            task["requires"] = ["cuda"]
        elif rng.random() < 0.2:
            task["requires"] = [rng.choice(["avx512", "ssd"])]
        earlier = [t for t in tasks if t["payer"] == payer and t["slots"][0] + t["duration_slots"] <= last - duration + 1]
        if earlier and rng.random() < 0.35:
            task[rng.choice(["after", "after", "needs"])] = [rng.choice(earlier)["id"]]
        tasks.append(task)
    tasks[11].update({"requires": ["tpu"]})
    tasks[29].update({"demand": {"cpu": 48, "memory": 96}})
    carbon = {"of": "cpu", "amount": 500, "slots": [17, 20], "offers": ["orchid", "fern", "kelp", "coral"]}
    return {
        "version": 1, "name": "donated-cluster",
        "resources": [{"name": "cpu", "unit": "core"}, {"name": "memory", "unit": "GiB"}, {"name": "gpu", "unit": "card"}, {"name": "network", "unit": "Gbit/s"}],
        "slots": {"count": 24, "length_ms": 3_600_000},
        "payers": payers, "offers": offers, "tasks": tasks, "limits": [carbon],
        "objective": [{"value_lost": 100, "end_slot": 1}],
    }


def energy_shift():
    """Deferrable compute moved to the hours and sites with cheap power of low carbon, under one cap on carbon over all sites."""
    rng = random.Random(11)
    bands = [("night", 0, 5), ("morning", 6, 10), ("noon", 11, 15), ("evening", 16, 23)]
    sites = {  # nMIC per kWh and gCO2 per kWh in each band, kW available
        "fjord": ([30, 60, 50, 90], [20, 30, 25, 40], 40),
        "plain": ([50, 80, 20, 120], [300, 350, 80, 420], 60),
        "coast": ([40, 70, 60, 110], [120, 220, 150, 380], 50),
    }
    offers = []
    for site, (prices, _, power) in sites.items():
        for (band, first, last), price in zip(bands, prices):
            offers.append({
                "id": f"{site}-{band}", "seller": site, "capacity": {"power": power, "carbon": "unlimited"},
                "price": {"power": price * 1_000_000}, "slots": [first, last],
            })
    limits = [{"of": "carbon", "amount": 28_000}]
    for site, (_, _, power) in sites.items():
        limits.append({"of": "power", "amount": power * 15, "offers": [f"{site}-{band}" for band, _, _ in bands]})
    payers = [{"id": "render", "budget": 5 * MIC}, {"id": "training", "budget": 6 * MIC}, {"id": "backup"}]
    tasks = []
    for number in range(36):
        payer = rng.choice(payers)["id"]
        power = 5
        duration = rng.choice([1, 2, 4, 5])
        first = rng.choice([0, 0, 0, 6, 8])
        last = rng.choice([15, 18, 23, 23])
        home = rng.choice(list(sites))
        quotes = []
        for site, (prices, intensities, _) in sites.items():
            for (band, _, _), price, intensity in zip(bands, prices, intensities):
                # Away from home the data has to travel, which is paid for.
                travel = 0 if site == home else 5 * power * duration
                quotes.append({
                    "offer": f"{site}-{band}", "price": (price * power * duration + travel) * 1_000_000,
                    "demand": {"power": power, "carbon": power * intensity},
                })
        tasks.append({
            "id": f"batch-{number:02}", "payer": payer, "duration_slots": duration, "slots": [first, last],
            "penalty": power * duration * rng.choice([60, 100, 150]) * 1_000_000, "quotes": quotes, "quotes_only": True,
        })
    tasks[5].update({"duration_slots": 9})
    return {
        "version": 1, "name": "energy-shift",
        "resources": [{"name": "power", "unit": "kW"}, {"name": "carbon", "unit": "g CO2 per hour"}],
        "slots": {"count": 24, "length_ms": 3_600_000},
        "payers": payers, "offers": offers, "tasks": tasks, "limits": limits, "objective": "cost",
    }


def llm_gateway_usage():
    """What citizens used of two providers in that hour, as metered: nothing that the market forbids."""
    rng = random.Random(5)
    people = ["did:kaizen:" + name for name in ("alice", "bob", "alice", "carol")]
    for minute in range(60):
        for payer, offer, price, most in (
            (people[minute % 4], "openai_gpt4", 10_000, 3_000),
            ("did:kaizen:dave", "local_llama", 100, 30_000),
        ):
            tokens = rng.randrange(100, most)
            yield {
                "time_ms": minute * 60_000 + rng.randrange(60_000), "payer": payer, "offer": offer,
                "usage": {"tokens": tokens, "requests": 1}, "price": price * tokens,
            }


if __name__ == "__main__":
    write("llm-gateway.json", llm_gateway())
    write("donated-cluster.json", donated_cluster())
    write("energy-shift.json", energy_shift())
    with open(os.path.join(FOLDER, "llm-gateway-usage.jsonl"), "w", encoding="utf-8") as out:
        out.writelines(json.dumps(event) + "\n" for event in llm_gateway_usage())
