"""`worst` and `invest` against every set there is, each solved by HiGHS.

    python3 tests/oracles/choices.py BINARY
"""

from made import Net, near, need, optimum, results

need("scipy")

import itertools

SEEDS = range(12)
for seed in SEEDS:
    net = Net(200 + seed, nodes=6, legs=12)
    names = [leg[0] for leg in net.legs]
    (worst,) = results(net.script("report worst 2 closures of legs"))
    before, cost = optimum(net)
    all_of_them = []
    for closed in itertools.combinations(names, 2):
        after, then = optimum(net, closed=set(closed))
        all_of_them.append((before - after, then - cost))
    most = max(lost for lost, _ in all_of_them)
    dearest = max(added for lost, added in all_of_them if lost > most - 1e-6)
    near(worst["lost_delivery"]["value"], most, f"seed {seed}, worst two")
    near(worst["added_objective"]["value"] / 0.365, dearest, f"seed {seed}, what they add")
    assert worst["proved"], f"seed {seed}: not proved"

    picked = net.draw.sample(net.legs, 5)
    offers = [(leg[0], net.draw.randint(1, 8), net.draw.randint(10, 60)) for leg in picked]
    budget = net.draw.randint(40, 140)
    more = "\n".join(
        f"upgrade u_{name} {{ raise capacity of leg {name} by {by} t/day  capex: {usd} USD }}"
        for name, by, usd in offers
    )
    (invest,) = results(net.script(f"{more}\nreport invest {budget} USD"))
    width = {leg[0]: leg[5] for leg in net.legs}
    sets = []
    for count in range(len(offers) + 1):
        for bought in itertools.combinations(offers, count):
            capex = sum(usd for *_, usd in bought)
            if capex > budget:
                continue
            wider = dict(width)
            for name, by, _ in bought:
                wider[name] += by
            delivered, then = optimum(net, capacity=wider)
            sets.append((round(delivered, 6), capex, round(then, 5)))
    # The least price comes first among the best, the least cost is told as well.
    told = invest["best"]
    by_price = min(sets, key=lambda one: (-one[0], one[1], one[2]))
    by_cost = min(sets, key=lambda one: (-one[0], one[2], one[1]))
    spent = lambda one: one["delivered"]["value"] * one["cost"]["value"]
    near(told["delivered"]["value"], by_price[0], f"seed {seed}, delivered with the best")
    near(told["capex"]["value"], by_price[1], f"seed {seed}, its price")
    near(spent(told), by_price[2], f"seed {seed}, its cost", 1e-5)
    other = invest.get("least_objective") or told
    near(spent(other), by_cost[2], f"seed {seed}, the least cost", 1e-5)
print(f"{len(SEEDS)} networks: worst sets and purchases are equal")
