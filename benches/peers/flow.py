"""flow.py NETWORK.tsv plain|modes [simplex|ipm] [RUNS] [PAIRS]: the flow tasks in HiGHS, one thread.

Multicommodity flow as the arc linear program, aggregated by origin, with its
duals; in `modes` (with joint capacities, which no maximum flow algorithm
takes) also the maximum flow of PAIRS pairs (10 without it), one linear program
each. Prints task, answer and seconds of HiGHS alone, the best of RUNS.
"""

import sys
import time

try:
    import highspy
    import numpy as np
    from scipy.sparse import coo_matrix
except ImportError as missing:
    sys.exit(f"SKIPPED: {missing.name} is not installed")

from network import Net


class Program:
    """Arc flows of groups, one an origin, under the capacities of a network."""

    def __init__(self, net, origins):
        self.net, self.origins, self.m = net, origins, len(net.arcs)
        tail = np.array([a[0] for a in net.arcs])
        head = np.array([a[1] for a in net.arcs])
        g, arcs = len(origins), np.arange(self.m)
        self.columns = g * self.m
        self.rows = g * net.states + len(net.limits)
        self.first_limit = g * net.states
        r, c, v = [], [], []

        def put(row, col, val):
            r.append(row), c.append(col), v.append(np.full(len(col), val))

        of_way = [[] for _ in range(2 * len(net.legs))]
        begins = [[] for _ in range(net.n)]
        for index, arc in enumerate(net.arcs):
            if arc[4] >= 0:
                of_way[arc[4]].append(index)
            if arc[0] < net.n:
                begins[arc[0]].append(index)
        for j, o in enumerate(origins):
            put(j * net.states + tail, j * self.m + arcs, 1.0)
            put(j * net.states + head, j * self.m + arcs, -1.0)
            for k, (_, ways, node) in enumerate(net.limits):
                used = [a for w in ways for a in of_way[w]]
                if node == o:
                    used = used + begins[o]
                if used:
                    used = j * self.m + np.array(used)
                    put(np.full(len(used), self.first_limit + k), used, 1.0)
        self.r, self.c, self.v = r, c, v
        self.cost = np.tile(np.array([a[3] for a in net.arcs], float), g)
        self.low = np.zeros(self.rows)
        self.high = np.zeros(self.rows)
        self.low[self.first_limit:] = -np.inf
        self.high[self.first_limit:] = [limit[0] for limit in net.limits]

    def put(self, row, column, value):
        self.r.append(np.array([row]))
        self.c.append(np.array([column]))
        self.v.append(np.array([value]))

    def with_demands(self):
        """Adds the demands of the network; returns costs and bounds of all columns."""
        net = self.net
        for index, (o, q, volume, _) in enumerate(net.demands):
            base = self.origins.index(o) * net.states
            for row, sign in ((base + net.start[o], 1.0), (base + net.end[q], -1.0)):
                self.low[row] += sign * volume
                self.high[row] += sign * volume
                self.put(row, self.columns + index, sign)
        cost = np.r_[self.cost, [d[3] for d in net.demands]].astype(float)
        return cost, np.r_[np.full(self.columns, np.inf), [d[2] for d in net.demands]]

    def highs(self, cost, upper, solver):
        """HiGHS with this program, not run yet."""
        cat = np.concatenate
        entries = (cat(self.v), (cat(self.r), cat(self.c)))
        m = coo_matrix(entries, shape=(len(self.low), len(cost))).tocsc()
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(cost), len(self.low)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, np.zeros(len(cost)), upper
        lp.row_lower_, lp.row_upper_ = self.low, self.high
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = m.indptr, m.indices, m.data
        h = highspy.Highs()
        h.setOptionValue("output_flag", False)
        h.setOptionValue("threads", 1)
        h.setOptionValue("solver", solver)
        h.passModel(lp)
        return h

    def solve(self, cost, upper, solver):
        h = self.highs(cost, upper, solver)
        begun = time.perf_counter()
        h.run()
        seconds = time.perf_counter() - begun
        return h.getInfo().objective_function_value, seconds, np.array(h.getSolution().row_dual)


def multicommodity(net, solver, runs):
    p = Program(net, sorted({d[0] for d in net.demands}))
    cost, upper = p.with_demands()
    best = float("inf")
    for _ in range(runs):
        value, seconds, duals = p.solve(cost, upper, solver)
        best = min(best, seconds)
    binding = int((np.abs(duals[p.first_limit:]) > 1e-7).sum())
    told = f"{len(net.demands)} demands, {binding} duals"
    print(f"HiGHS {solver} multicommodity flow  {value:.4f} {best:.5f}  {told}")


def maximum(net, solver, pairs):
    total = spent = 0.0
    for o, q in net.pairs(100)[:pairs]:
        p = Program(net, [o])
        cost = np.r_[np.zeros(p.columns), -1.0]
        p.put(net.start[o], p.columns, -1.0)
        p.put(net.end[q], p.columns, 1.0)
        value, seconds, _ = p.solve(cost, np.full(p.columns + 1, np.inf), solver)
        total -= value
        spent += seconds
    print(f"HiGHS {solver} maximum flow, {pairs} pairs  {total:.4f} {spent:.5f}")


def main():
    net = Net(sys.argv[1], sys.argv[2])
    solver = sys.argv[3] if len(sys.argv) > 3 else "simplex"
    runs = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    multicommodity(net, solver, runs)
    if net.kind == "modes":
        maximum(net, solver, int(sys.argv[5]) if len(sys.argv) > 5 else 10)


if __name__ == "__main__":
    main()
