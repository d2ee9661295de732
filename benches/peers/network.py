"""The networks of the public benchmark as the peers see them.

`plain` is what gen.py wrote: a state is a node. `modes` adds what
benches/public/script.rs adds: three modes with transfers, dwell and throughput
at every node, borders and two pools; a state is then a node and the mode by
which one arrived, every node has a state to begin in and one to end in.
The time of an arc counts the dwell of the node where it ends.
"""

import numpy as np

MODE = {"sea": "sea", "rail": "rail", "pipeline": "rail"}
TRANSFER = {("rail", "road"): (360, 30), ("rail", "sea"): (1440, 60), ("road", "sea"): (720, 45)}


def transfer(a, b):
    return (0, 0) if a is None or a == b else TRANSFER[min(a, b), max(a, b)]


def border(a, b):
    if a == b:
        return 0, 0
    a, b = min(a, b), max(a, b)
    return 60 * (1 + (3 * a + 5 * b) % 12), 10 + (7 * a + 3 * b) % 40


class Net:
    """States, arcs (tail, head, minutes, usd, way) and joint capacities."""

    def __init__(self, path, kind):
        self.places, self.legs, self.demands = [], [], []
        for line in open(path):
            f = line.rstrip("\n").split("\t")
            if f[0] == "N":
                self.places.append((f[4], int(f[5]), int(f[6])))
            elif f[0] == "L":
                self.legs.append((int(f[2]), int(f[3]), f[4], int(f[6]), int(f[7]), int(f[8])))
            else:
                self.demands.append(tuple(int(x) for x in f[2:6]))
        self.kind, self.n = kind, len(self.places)
        self.dwell = [p[2] for p in self.places]
        self.arcs = []
        self.start = list(range(self.n))
        self.end = self.start
        # Joint capacities: (limit, ways that use it, node where units may begin or None).
        self.limits = [(leg[5], [2 * i + d], None) for i, leg in enumerate(self.legs) for d in (0, 1)]
        if kind == "plain":
            self.states = self.n
            for i, (a, b, _, minutes, usd, _) in enumerate(self.legs):
                for d, (u, v) in enumerate(((a, b), (b, a))):
                    self.arcs.append((u, v, minutes + self.dwell[v], usd, 2 * i + d))
        else:
            self.expand()

    def expand(self):
        names = sorted({p[0] for p in self.places})
        country = [names.index(p[0]) for p in self.places]
        ways, into = [], [[] for _ in range(self.n)]
        for i, (a, b, mode, minutes, usd, _) in enumerate(self.legs):
            mode = MODE.get(mode, "road")
            for d, (u, v) in enumerate(((a, b), (b, a))):
                delay, fee = border(country[u], country[v])
                into[v].append(2 * i + d)
                ways.append((u, v, mode, minutes + delay + self.dwell[v], usd + fee, 2 * i + d))
        state = {(v, None): v for v in range(self.n)}
        for u, v, mode, *_ in ways:
            state.setdefault((v, mode), len(state))
        arrived = [[] for _ in range(self.n)]
        for v, mode in state:
            arrived[v].append(mode)
        for u, v, mode, minutes, usd, way in ways:
            for before in arrived[u]:
                wait, fee = transfer(before, mode)
                self.arcs.append((state[u, before], state[v, mode], minutes + wait, usd + fee, way))
        self.states = len(state) + self.n
        self.end = [len(state) + v for v in range(self.n)]
        for (v, mode), own in state.items():
            if mode is not None:
                self.arcs.append((own, self.end[v], 0, 0, -1))
        for v in range(self.n):
            self.limits.append((self.places[v][1], into[v], v))
        sea = [w[5] for w in ways if w[2] == "sea"]
        fifth = [2 * i + d for i in range(0, len(self.legs), 5) for d in (0, 1)]
        self.limits.append((20 * self.n, sea, None))
        self.limits.append((10 * self.n, fifth, None))

    def pairs(self, count, seed=99):
        rng, out = np.random.default_rng(seed), []
        while len(out) < count:
            o, q = (int(v) for v in rng.integers(0, self.n, 2))
            if o != q:
                out.append((o, q))
        return out
