"""User equilibrium in AequilibraE, on a street network of Anaheim's size.

usage: assign.py make NETWORK SEED       writes the network and its demands
       assign.py run NETWORK [RUNS]      bi-conjugate Frank-Wolfe to a gap of 1e-6

The network: 416 nodes, 914 one-way links, 38 zones and 1 406 pairs, as many as
Anaheim's in the instances of Bar-Gera and others; its streets are made up (a
grid, some of it one-way, with random times and capacities). Rows: `N count`,
`A from to minutes capacity-a-day factor power`, `D from to volume-a-day`.
Needs numpy, pandas and aequilibrae.
"""

import sys
import time

try:
    import numpy as np
    import pandas as pd
except ImportError as missing:
    print("SKIPPED:", missing.name, "is not installed")
    sys.exit(0)

NODES, LINKS, ZONES = 416, 914, 38


def make(path, seed):
    rng = np.random.default_rng(seed)
    wide, high = 26, 16
    at = lambda x, y: y * wide + x
    pairs = [(at(x, y), at(x + 1, y)) for y in range(high) for x in range(wide - 1)]
    pairs += [(at(x, y), at(x, y + 1)) for y in range(high - 1) for x in range(wide)]
    # A tree first, so that every node is reached both ways.
    rng.shuffle(pairs)
    group = list(range(NODES))

    def root(node):
        while group[node] != node:
            node = group[node]
        return node

    links = []
    for one, other in pairs:
        if root(one) != root(other):
            group[root(one)] = root(other)
            links += [(one, other), (other, one)]
    spare = [pair for pair in map(tuple, pairs) if tuple(pair) not in set(links)]
    for one, other in spare[: LINKS - len(links)]:
        links.append((one, other) if rng.random() < 0.5 else (other, one))
    assert len(links) == LINKS
    zones = rng.choice(NODES, ZONES, replace=False)
    with open(path, "w") as file:
        print("N", NODES, sep="\t", file=file)
        for one, other in links:
            minutes, capacity = rng.integers(5, 30) / 10, rng.integers(8, 40) * 500
            print("A", one, other, minutes, capacity, 0.15, 4, sep="\t", file=file)
        for one in zones:
            for other in zones:
                if one != other:
                    print("D", one, other, rng.integers(4, 90), sep="\t", file=file)


def run(path, runs):
    try:
        from aequilibrae.matrix import AequilibraeMatrix
        from aequilibrae.paths import Graph, TrafficAssignment, TrafficClass
    except ImportError as missing:
        print("SKIPPED:", missing.name, "is not installed")
        return
    rows = [line.split() for line in open(path)]
    links = [row[1:] for row in rows if row[0] == "A"]
    demands = [row[1:] for row in rows if row[0] == "D"]
    zones = sorted({int(row[0]) for row in demands})
    # Zones come first there: a node's number is its place.
    order = zones + [node for node in range(int(rows[0][1])) if node not in set(zones)]
    place = {node: at + 1 for at, node in enumerate(order)}
    network = pd.DataFrame(
        {
            "link_id": np.arange(1, len(links) + 1),
            "a_node": [place[int(row[0])] for row in links],
            "b_node": [place[int(row[1])] for row in links],
            "direction": 1,
            "fftime": [float(row[2]) for row in links],
            "capacity": [float(row[3]) for row in links],
            "b": [float(row[4]) for row in links],
            "power": [float(row[5]) for row in links],
        }
    )
    graph = Graph()
    graph.network = network
    graph.mode = "c"
    graph.prepare_graph(np.arange(1, len(zones) + 1))
    graph.set_graph("fftime")
    graph.set_blocked_centroid_flows(False)
    volumes = np.zeros((len(zones), len(zones)))
    for one, other, volume in demands:
        volumes[place[int(one)] - 1, place[int(other)] - 1] = float(volume)
    best = least = float("inf")
    for _ in range(runs):
        matrix = AequilibraeMatrix()
        matrix.create_empty(zones=len(zones), matrix_names=["cars"], memory_only=True)
        matrix.index[:] = np.arange(1, len(zones) + 1)
        matrix.matrix["cars"][:, :] = volumes
        matrix.computational_view(["cars"])
        assignment = TrafficAssignment()
        assignment.set_classes([TrafficClass("cars", graph, matrix)])
        assignment.set_vdf("BPR")
        assignment.set_vdf_parameters({"alpha": "b", "beta": "power"})
        assignment.set_capacity_field("capacity")
        assignment.set_time_field("fftime")
        assignment.set_algorithm("bfw")
        assignment.set_cores(1)
        assignment.max_iter = 10_000
        assignment.rgap_target = 1e-6
        start, before = time.perf_counter(), time.process_time()
        assignment.execute()
        best = min(best, time.perf_counter() - start)
        least = min(least, time.process_time() - before)
    result = assignment.results()
    total = (result["PCE_tot"] * result["Congested_Time_Max"]).sum()
    rounds, gap = len(assignment.assignment.convergence_report["rgap"]), assignment.assignment.rgap
    print(
        f"aequilibrae {total:.6e} car·min, gap {gap:.1e}, "
        f"{rounds} rounds, {best:.4f} s, "
        f"processor {least:.4f} s"
    )


if sys.argv[1] == "make":
    make(sys.argv[2], int(sys.argv[3]))
else:
    run(sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1)
