"""The trips of `whatif risk` in other programs.

usage: draws.py NETWORK numpy|igraph|route [RUNS]

`numpy` and `igraph` find the best way in every draw, as `bench.py mc` does;
`route` sums the legs of the one way that is best at mean times. All draw the
times of legs inside the clock: triangular from 0.8 to 1.8 of the usual. Prints
mean and percentiles 50, 90, 95 in minutes, and the least seconds and processor
seconds of some runs.
"""

import sys
import time

try:
    import igraph
    import numpy as np
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra
except ImportError as missing:
    print("SKIPPED:", missing.name, "is not installed")
    sys.exit(0)

DRAWS = 10_000
path, task = sys.argv[1:3]
runs = int(sys.argv[3]) if len(sys.argv) > 3 else 3
rows = [line.rstrip("\n").split("\t") for line in open(path)]
dwell = np.array([int(f[6]) for f in rows if f[0] == "N"])
x = [float(f[2]) for f in rows if f[0] == "N"]
legs = [(int(f[2]), int(f[3]), int(f[6])) for f in rows if f[0] == "L"]
n, m = len(dwell), len(legs)
a, b, usual = (np.array(column) for column in zip(*legs))
src, dst = np.stack([a, b], 1).ravel(), np.stack([b, a], 1).ravel()
origin, target = 0, int(np.argmax([abs(at - x[0]) for at in x]))


def arcs(times):
    """Times of both directions of every leg, with the dwell where it ends."""
    return np.repeat(times, 2, axis=-1) + dwell[dst]


def drawn(rng, which=slice(None)):
    base = usual[which].astype(float)
    return rng.triangular(0.8, 1.0, 1.8, size=(DRAWS, len(base))) * base


def matrix(weight):
    return csr_matrix((weight, (src, dst)), shape=(n, n))


def vectorised(rng):
    """Bellman and Ford's corrections, all draws of a batch at once, nodes in the
    order of their distances at usual times."""
    weights = arcs(drawn(rng))
    into = [np.nonzero(dst == node)[0] for node in range(n)]
    usually = dijkstra(matrix(arcs(usual.astype(float))), indices=origin)
    order = [node for node in np.argsort(usually) if node != origin]
    out = np.empty(DRAWS)
    for start in range(0, DRAWS, 2000):
        w = np.ascontiguousarray(weights[start : start + 2000].T)
        d = np.full((n, w.shape[1]), np.inf)
        d[origin] = 0
        while True:
            changed = False
            for node in order:
                new = (d[src[into[node]]] + w[into[node]]).min(axis=0)
                if (new < d[node]).any():
                    changed = True
                    d[node] = np.minimum(d[node], new)
            if not changed:
                break
        out[start : start + 2000] = d[target]
    return out


def one_by_one(rng):
    weights = arcs(drawn(rng))
    return np.array([graph.distances(origin, target, weights=w.tolist())[0][0] for w in weights])


def one_way(rng):
    return drawn(rng, way).sum(axis=1) + fixed


if task == "igraph":
    graph = igraph.Graph(n=n, edges=list(zip(src.tolist(), dst.tolist())), directed=True)
if task == "route":
    mean = arcs(usual * 1.2)
    _, before = dijkstra(matrix(mean), indices=origin, return_predecessors=True)
    leg_of = {(int(s), int(t)): at // 2 for at, (s, t) in enumerate(zip(src, dst))}
    node, way, fixed = target, [], 0
    while node != origin:
        way.append(leg_of[int(before[node]), node])
        fixed += dwell[node]
        node = int(before[node])
    way = np.array(way)
    print(len(way), "legs")
work = {"numpy": vectorised, "igraph": one_by_one, "route": one_way}[task]
best = least = np.inf
for run in range(runs):
    rng = np.random.default_rng(7)
    start, before = time.perf_counter(), time.process_time()
    found = work(rng)
    best = min(best, time.perf_counter() - start)
    least = min(least, time.process_time() - before)
told = [found.mean(), *np.percentile(found, [50, 90, 95])]
print(task, " ".join(f"{value:.1f}" for value in told), f"{best:.5f} s, processor {least:.5f} s")
