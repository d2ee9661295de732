"""knock.py NETWORK.tsv [COUNT]: every leg closed in turn in HiGHS, warm-started, one thread.

The multicommodity flow of flow.py on the plain network; of the legs with flow
COUNT (10 without it) are closed one by one, the basis of the run before kept.
Prints the objective with nothing closed, that after each closure and their sum,
and seconds a closure of HiGHS alone.
"""

import sys
import time

try:
    import highspy
    import numpy as np
    from scipy.sparse import coo_matrix
except ImportError as missing:
    sys.exit(f"SKIPPED: {missing.name} is not installed")

from flow import Program
from network import Net


def main():
    net = Net(sys.argv[1], "plain")
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    origins = sorted({d[0] for d in net.demands})
    p = Program(net, origins)
    cost, upper = p.with_demands()
    h = p.highs(cost, upper, "simplex")
    begun = time.perf_counter()
    h.run()
    cold = time.perf_counter() - begun
    base = h.getInfo().objective_function_value
    flow = np.array(h.getSolution().col_value)[: p.columns].reshape(len(origins), -1).sum(0)
    legs = sorted({arc[4] // 2 for arc, f in zip(net.arcs, flow) if f > 1e-7})
    some = legs[:: max(1, -(-len(legs) // count))]
    total = spent = 0.0
    for leg in some:
        rows = [p.first_limit + 2 * leg, p.first_limit + 2 * leg + 1]
        for row in rows:
            h.changeRowBounds(row, -np.inf, 0.0)
        begun = time.perf_counter()
        h.run()
        spent += time.perf_counter() - begun
        after = h.getInfo().objective_function_value
        print(f"leg {leg} closed: {after:.4f}")
        total += after
        for row in rows:
            h.changeRowBounds(row, -np.inf, float(net.limits[row - p.first_limit][0]))
    print(f"HiGHS cold {cold:.5f} objective {base:.4f}; {len(legs)} legs carry flow")
    print(f"HiGHS warm, {len(some)} legs: objectives {total:.4f}, {spent / len(some):.5f} a closure")
    print("legs", *some)


main()
