"""routes.py NETWORK.tsv plain|modes [RUNS]: the route tasks of the public benchmark in igraph.

Prints task, answer and seconds, the best of RUNS; laying the graph out is not
counted. Answers are whole minutes and TEU a week. In `modes` the k best ways
over states may pass a node twice: these are counted, and for the answer more
are asked for, outside the clock, until there are ten that do not.
"""

import sys
import time

try:
    import igraph
except ImportError:
    sys.exit("SKIPPED: igraph is not installed")

from network import Net


def timed(runs, run):
    best = float("inf")
    for _ in range(runs):
        begun = time.perf_counter()
        answer = run()
        best = min(best, time.perf_counter() - begun)
    return answer, best


def main():
    net = Net(sys.argv[1], sys.argv[2])
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    pairs = net.pairs(100)
    graph = igraph.Graph(n=net.states, edges=[a[:2] for a in net.arcs], directed=True)
    minutes = [a[2] for a in net.arcs]
    graph.es["w"] = minutes
    tail, head = [a[0] for a in net.arcs], [a[1] for a in net.arcs]
    place = {net.start[v]: v for v in range(net.n)}
    for a, b, _, _, way in net.arcs:
        if way >= 0:
            leg = net.legs[way // 2]
            place[b] = leg[1 - way % 2]

    def best():
        found = []
        for o, q in pairs:
            found.append(graph.get_k_shortest_paths(
                net.start[o], net.end[q], k=10, weights="w", output="epath"))
        return found

    def is_route(path):
        passed = [place[tail[path[0]]]] + [place[head[e]] for e in path if head[e] in place]
        return len(passed) == len(set(passed))

    found, seconds = timed(runs, best)
    loops = sum(not is_route(path) for paths in found for path in paths)
    for index, (o, q) in enumerate(pairs):
        k = 10
        while sum(map(is_route, found[index])) < 10 and k <= 640:
            k *= 2
            found[index] = graph.get_k_shortest_paths(
                net.start[o], net.end[q], k=k, weights="w", output="epath")
        found[index] = list(filter(is_route, found[index]))[:10]
    total = sum(minutes[e] for paths in found for path in paths for e in path)
    print(f"igraph 10 best routes  {total} {seconds:.5f}  walks that pass a node twice: {loops}")

    def apsp():
        return graph.distances(source=net.start, target=net.end, weights="w")

    table, seconds = timed(runs, apsp)
    total = sum(d for o, row in enumerate(table) for q, d in enumerate(row) if o != q)
    print(f"igraph all-pairs times  {int(total)} {seconds:.5f}")

    if net.kind == "plain":
        graph.es["c"] = [net.limits[a[4]][0] for a in net.arcs]
        flow = lambda: sum(graph.maxflow_value(o, q, capacity="c") for o, q in pairs)
        total, seconds = timed(runs, flow)
        print(f"igraph maximum flow  {int(total)} {seconds:.5f}")


main()
