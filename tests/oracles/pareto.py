"""`pareto` against all loopless routes.

    python3 tests/oracles/pareto.py BINARY
"""

import math

from made import Net, near, results

SEEDS = range(25)
for seed in SEEDS:
    net = Net(300 + seed, nodes=7, legs=20)
    _, start, end, _ = net.demands[0]
    picked = net.draw.sample(net.legs, 5)
    rates = {leg[0]: net.draw.randint(1, 5) / 10 for leg in picked}
    more = "\n".join(
        f"disruption z_{name} {{ close leg {name}  rate: {rate}/year, duration: 2 days }}"
        for name, rate in rates.items()
    )
    more += "\nscenario s { apply " + ", ".join(f"z_{name}" for name in rates) + " }"
    ask = f"report pareto from n{start} to n{end} over time, cost, risk on 2024-01-01 in s"
    (pareto,) = results(net.script(f"{more}\n{ask}"))
    every = []
    for way in net.paths(start, end):
        calm = math.prod(math.exp(-rates.get(leg[0], 0)) for leg in way)
        every.append((sum(leg[3] for leg in way), sum(leg[4] for leg in way), 1 - calm))

    def beats(one, other):
        no_worse = all(a <= b + 1e-9 for a, b in zip(one, other))
        return no_worse and any(a < b - 1e-9 for a, b in zip(one, other))

    front = {tuple(round(x, 6) for x in one) for one in every if not any(beats(o, one) for o in every)}
    told = {
        (
            round(route["time"]["value"], 6),
            round(route["cost"]["value"], 6),
            round(route["risk"], 6),
        )
        for route in pareto["routes"]
    }
    if told != front:
        raise SystemExit(f"seed {seed}: {sorted(told)} is not {sorted(front)}")
print(f"{len(SEEDS)} networks: fronts are equal")
