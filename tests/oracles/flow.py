"""`flow` and `capacity` against HiGHS, as SciPy has it, and NetworkX.

    python3 tests/oracles/flow.py BINARY
"""

from made import Net, near, need, optimum, results

need("scipy", "networkx")

import networkx as nx

SEEDS = range(40)
for seed in SEEDS:
    net = Net(seed, demands=1 + seed % 3)
    _, start, end, _ = net.demands[0]
    flow, most = results(net.script(f"report flow\nreport capacity from n{start} to n{end}"))
    delivered, cost = optimum(net)
    told = sum(one["delivered"]["value"] for one in flow["demands"])
    near(told, delivered, f"seed {seed}, delivered")
    near(flow["objective"]["value"] / 0.365, cost, f"seed {seed}, cost")
    for one in flow["demands"]:
        along = sum(route["flow"]["value"] for route in one["routes"])
        near(along, one["delivered"]["value"], f"seed {seed}, flow along routes")
    graph = nx.DiGraph()
    graph.add_edges_from((a, b, {"capacity": tonnes}) for _, a, b, _, _, tonnes in net.legs)
    near(most["capacity"]["value"], nx.maximum_flow_value(graph, start, end), f"seed {seed}, most")
print(f"{len(SEEDS)} networks: flows and capacities are equal")
