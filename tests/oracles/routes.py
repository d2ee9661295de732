"""`routes` and `critical` against NetworkX; what closures cost against HiGHS.

    python3 tests/oracles/routes.py BINARY
"""

from made import Net, near, need, optimum, results

need("scipy", "networkx")

import itertools

import networkx as nx

SEEDS = range(25)
for seed in SEEDS:
    net = Net(100 + seed, nodes=8, legs=22)
    _, start, end, _ = net.demands[0]
    routes, critical = results(
        net.script(f"report routes from n{start} to n{end} by time top 12\nreport critical legs")
    )
    graph = nx.DiGraph()
    graph.add_edges_from((a, b, {"days": days}) for _, a, b, days, *_ in net.legs)
    found = itertools.islice(nx.shortest_simple_paths(graph, start, end, "days"), 12)
    expected = [nx.path_weight(graph, path, "days") for path in found]
    told = [route["time"]["value"] for route in routes["routes"]]
    if len(told) != len(expected):
        raise SystemExit(f"seed {seed}: {len(told)} routes, not {len(expected)}")
    for rank, (one, other) in enumerate(zip(told, expected)):
        near(one, other, f"seed {seed}, route {rank}")
    before, _ = optimum(net)
    closures = critical["closures"] + critical.get("holding_ends", [])
    for one in closures:
        after, _ = optimum(net, closed={one["name"]})
        near(one["lost_delivery"]["value"], before - after, f"seed {seed}, {one['name']} closed")
print(f"{len(SEEDS)} networks: routes and knock-outs are equal")
