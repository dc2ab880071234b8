"""The workloads W1 to W4 as a user of numpy would write them. Prints a line of JSON: answers and seconds.

    python3 numpy_peers.py w1|w2|w3|w4 [table.csv]
"""

import json
import sys
import time

import numpy as np


def table(path):
    """The columns of a table of companies, without their names."""
    with open(path) as file:
        names = file.readline().strip().split(",")[1:]
    columns = np.loadtxt(path, delimiter=",", skiprows=1, usecols=range(1, len(names) + 1), unpack=True)
    return dict(zip(names, columns))


def firm(p, price):
    """The formulas that W1, W2 and W4 share, for arrays or numbers."""
    demand = (price / 2) ** p["elasticity"]
    active = p["users"] * np.maximum(0, 1 + p["growth"] - p["churn"]) * np.minimum(1.5, demand)
    subscriptions = active * p["arpu"]
    fees = p["volume"] * demand * p["fee_rate"]
    staking = p["treasury_tokens"] * p["staking_share"] * p["staking_yield"] / 12 * price
    revenue = subscriptions + fees + staking
    opex = (
        p["headcount"] * p["cost_per_head"]
        + p["infra_base"]
        + p["infra_per_user"] * active
        + p["marketing_ratio"] * (subscriptions + fees)
    )
    sellable = np.minimum(p["vesting"] * price, 0.03 * p["liquidity"])
    pretax = revenue - opex
    net = pretax - np.where(pretax > 0, pretax * p["tax_rate"], 0) + sellable
    treasury = p["cash"] + 0.25 * p["treasury_tokens"] * price
    burn = np.maximum(0, -net)
    with np.errstate(divide="ignore"):
        runway = np.where(burn > 0, np.minimum(treasury / np.where(burn > 0, burn, 1), 120), 120)
    return {"revenue": revenue, "net": net, "treasury": treasury, "runway": runway}


def summary(x):
    p5, p50, p95 = np.quantile(x, [0.05, 0.5, 0.95])
    return {"mean": float(x.mean()), "sd": float(x.std()), "p5": float(p5), "p50": float(p50), "p95": float(p95)}


def w1(_, n=1_000_000):
    random = np.random.default_rng(42)
    logs = {"users": (50_000, 0.3), "arpu": (8, 0.25), "infra_per_user": (0.6, 0.3), "volume": (120e6, 0.7), "liquidity": (5e6, 0.8)}
    p = {name: random.lognormal(np.log(middle), sigma, n) for name, (middle, sigma) in logs.items()}
    normals = {"treasury_tokens": (4e6, 4e5), "cash": (3e6, 4e5), "growth": (0.04, 0.03), "cost_per_head": (14000, 1500), "staking_yield": (0.05, 0.01)}
    p |= {name: random.normal(mean, sd, n) for name, (mean, sd) in normals.items()}
    ends = {"churn": (0.02, 0.08), "infra_base": (80e3, 160e3), "marketing_ratio": (0.05, 0.25), "staking_share": (0.1, 0.4), "vesting": (2e5, 8e5), "tax_rate": (0.1, 0.25)}
    p |= {name: random.uniform(low, high, n) for name, (low, high) in ends.items()}
    modes = {"headcount": (40, 55, 80), "fee_rate": (0.001, 0.0025, 0.005), "elasticity": (0.3, 0.6, 1.1)}
    p |= {name: random.triangular(*mode, n) for name, mode in modes.items()}
    price = random.lognormal(np.log(2), 0.6, n)
    answers = {}
    for scenario, shock in (("base", 1), ("what if", 0.5)):
        values = firm(p, price * shock)
        answers[scenario] = {name: summary(value) for name, value in values.items()}
        answers[scenario]["P(runway < 12)"] = float((values["runway"] < 12).mean())
    return answers


def w2(path, n=10_000):
    random = np.random.default_rng(42)
    columns = table(path)
    price = random.lognormal(np.log(2), 0.6, n)
    total, low, nets = np.zeros(n), 0, []
    for i in range(len(columns["cash"])):
        p = {name: column[i] for name, column in columns.items()}
        z = random.standard_normal((5, n))
        p["users"] = p["users_mid"] * np.exp(0.3 * z[0])
        p["arpu"] = p["arpu_mid"] * np.exp(0.25 * z[1])
        p["growth"] = 0.04 + 0.03 * z[2]
        p["volume"] = p["volume_mid"] * np.exp(0.7 * z[3])
        p["liquidity"] = p["liquidity_mid"] * np.exp(0.8 * z[4])
        values = firm(p, price)
        total += values["net"]
        low += int((values["runway"] < 12).sum())
        nets.append([float(values["net"].mean()), *map(float, np.quantile(values["net"], [0.05, 0.95]))])
    return {"sum": summary(total), "P(runway < 12)": low / len(nets) / n, "means": [float(x) for x in np.mean(nets, axis=0)]}


def valuation(p, price):
    rel = price / 2
    own_price = 2 * rel ** p["beta"]
    demand = np.minimum(1.5, rel ** p["elasticity"])
    active = p["users"] * 1.02 * demand
    subscriptions, traded = active * p["arpu"], p["volume"] * demand
    fees = traded * p["fee_rate"]
    revenue = subscriptions + fees + p["tokens"] * 0.002 * own_price
    opex = p["headcount"] * p["cost_per_head"] + 50_000 + 0.6 * active + 0.001 * traded * 30 / 100 + 0.12 * (subscriptions + fees)
    pretax = revenue - opex
    net = pretax - np.where(pretax > 0, 0.2 * pretax, 0)
    treasury = p["cash"] + 0.25 * p["tokens"] * own_price
    burn = np.maximum(0, -net)
    runway = np.where(burn > 0, np.minimum(treasury / np.where(burn > 0, burn, 1), 120), 120)
    score = np.clip(net / np.maximum(revenue, 1) + 0.02 * 5, 0, 1)
    return np.maximum(treasury + net * 12 * (4 + 6 * score), 0.1 * treasury) * 0.92, runway


def w3(path):
    p = table(path)
    start = time.perf_counter()
    before, runway_before = valuation(p, 2.0)
    after, runway_after = valuation(p, 1.0)
    change = np.abs(after - before)
    top = np.argpartition(-change, 20)[:20]
    top = top[np.argsort(-change[top], kind="stable")]
    return {
        "total": [float(before.sum()), float(after.sum())],
        "low": [int((runway_before < 12).sum()), int((runway_after < 12).sum())],
        "top": [f"C{i}" for i in top],
        "change": float(change[top[0]]),
        "without reading": time.perf_counter() - start,
    }


MIDDLE = {
    "treasury_tokens": 4e6, "cash": 3e6, "users": 50_000, "arpu": 8, "churn": 0.05, "growth": 0.04, "cost_per_head": 14_000, "infra_base": 120e3,
    "infra_per_user": 0.6, "marketing_ratio": 0.15, "fee_rate": 0.0028, "volume": 120e6, "staking_share": 0.25, "staking_yield": 0.05, "liquidity": 5e6,
    "elasticity": 0.65, "vesting": 5e5, "tax_rate": 0.175,
}


def w4(path, side=1000):
    start = time.perf_counter()
    price, headcount = np.linspace(0.2, 4, side)[:, None], np.linspace(30, 120, side)[None, :]
    runway = firm(MIDDLE | {"headcount": headcount}, price)["runway"]
    swept = time.perf_counter() - start
    answers = {"sweep": float(runway.sum()), "low": int((runway < 12).sum()), "sweep seconds": swept}
    p = table(path) | {"growth": 0.04}
    start = time.perf_counter()
    low, high = np.full(len(p["cash"]), 0.01), np.full(len(p["cash"]), 100.0)

    def gap(x):
        return firm(p, x)["runway"] - 18

    lower, upper = gap(low), gap(high)
    is_bracket = lower * upper < 0
    for _ in range(60):  # bisection: numpy itself has no search
        middle = (low + high) / 2
        value = gap(middle)
        left = np.sign(value) == np.sign(lower)
        low, high = np.where(left, middle, low), np.where(left, high, middle)
    roots = ((low + high) / 2)[is_bracket]
    return answers | {"solved": int(is_bracket.sum()), "roots": float(roots.sum()), "search seconds": time.perf_counter() - start}


if __name__ == "__main__":
    name, path = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    start, processor = time.perf_counter(), time.process_time()
    answers = {"w1": w1, "w2": w2, "w3": w3, "w4": w4}[name](path)
    answers |= {"seconds": time.perf_counter() - start, "cpu": time.process_time() - processor}
    print(json.dumps(answers))
