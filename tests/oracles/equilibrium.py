"""`flow assigned by equilibrium` against Beckmann's program over all routes, by
SciPy, and against Wardrop's condition.

    python3 tests/oracles/equilibrium.py BINARY
"""

from made import Net, near, need, results

need("scipy", "numpy")

import numpy as np
from scipy.optimize import minimize

SEEDS = range(12)
A, POWER = 0.5, 2
for seed in SEEDS:
    net = Net(400 + seed, nodes=5, legs=11)
    script = net.script(
        "report flow assigned by equilibrium", lambda leg: f", congestion: bpr({A}, {POWER})"
    )
    (flow,) = results(script)
    number = {leg[0]: at for at, leg in enumerate(net.legs)}
    free = np.array([leg[3] for leg in net.legs], float)
    width = np.array([leg[5] for leg in net.legs], float)
    ways = [(kind, way) for kind, (_, a, b, _) in enumerate(net.demands) for way in net.paths(a, b)]
    on = np.zeros((len(net.legs), len(ways)))
    for at, (_, way) in enumerate(ways):
        on[[number[leg[0]] for leg in way], at] = 1
    volume = [tonnes for *_, tonnes in net.demands]
    belongs = np.array([[kind == of for kind, _ in ways] for of in range(len(volume))], float)

    def days(flows):
        return free * (1 + A * (flows / width) ** POWER)

    def beckmann(ways):
        flows = on @ ways
        return (free * (flows + A * width * (flows / width) ** (POWER + 1) / (POWER + 1))).sum()

    even = (np.array(volume) / belongs.sum(axis=1)) @ belongs
    least = minimize(
        beckmann,
        even,
        jac=lambda ways: on.T @ days(on @ ways),
        bounds=[(0, None)] * len(ways),
        constraints={"type": "eq", "fun": lambda w: belongs @ w - volume, "jac": lambda w: belongs},
        method="SLSQP",
        options={"ftol": 1e-12, "maxiter": 2000},
    )
    flows = np.zeros(len(net.legs))
    for one in flow["demands"]:
        for route in one["routes"]:
            for leg in route["legs"]:
                flows[number[leg["name"]]] += route["flow"]["value"]
    told = (free * (flows + A * width * (flows / width) ** (POWER + 1) / (POWER + 1))).sum()
    if told > least.fun * (1 + 1e-6):
        raise SystemExit(f"seed {seed}: Beckmann's sum {told} is above {least.fun}")
    near(told, least.fun, f"seed {seed}, Beckmann's sum", 1e-5)
    took = days(flows)
    for kind, one in enumerate(flow["demands"]):
        quickest = min(sum(took[number[leg[0]]] for leg in way) for of, way in ways if of == kind)
        for route in one["routes"]:
            along = sum(took[number[leg["name"]]] for leg in route["legs"])
            near(along, quickest, f"seed {seed}, a way of {one['demand']}", 1e-5)
            near(along, route["time"]["value"], f"seed {seed}, its time", 1e-6)
print(f"{len(SEEDS)} networks: equilibria are equal")
