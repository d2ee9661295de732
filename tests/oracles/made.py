"""Random networks with fixed seeds, written as scripts, and the program's answers
to them: what the oracles of this folder have in common.
"""

import itertools
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

BINARY = sys.argv[1] if len(sys.argv) > 1 else "corridor"


class Net:
    """One-way legs of whole numbers: days, USD/t, t/day."""

    def __init__(self, seed, nodes=7, legs=16, demands=2):
        draw = random.Random(seed)
        self.nodes = [f"n{at}" for at in range(nodes)]
        pairs = [pair for pair in itertools.permutations(range(nodes), 2)]
        self.legs = []
        for number, (a, b) in enumerate(sorted(draw.sample(pairs, legs))):
            days, usd, tonnes = draw.randint(1, 9), draw.randint(1, 30), draw.randint(1, 12)
            self.legs.append((f"l{number:02}", a, b, days, usd, tonnes))
        self.demands = []
        while len(self.demands) < demands:
            a, b = draw.sample(range(nodes), 2)
            if self.reaches(a, b):
                self.demands.append((f"d{len(self.demands)}", a, b, draw.randint(5, 25)))
        self.draw = draw

    def reaches(self, start, end):
        seen, todo = {start}, [start]
        while todo:
            at = todo.pop()
            for _, a, b, *_ in self.legs:
                if a == at and b not in seen:
                    seen.add(b)
                    todo.append(b)
        return end in seen

    def paths(self, start, end, closed=()):
        """All loopless routes, as lists of legs."""

        def walk(at, seen, way):
            if at == end:
                yield list(way)
                return
            for leg in self.legs:
                if leg[1] == at and leg[2] not in seen and leg[0] not in closed:
                    yield from walk(leg[2], seen | {leg[2]}, way + [leg])

        return list(walk(start, {start}, []))

    def script(self, more="", of_leg=lambda leg: ""):
        lines = ['model "Made" { edition: 1, currency: USD }', "commodity stuff { unit: t }"]
        lines += [f"node {name} {{}}" for name in self.nodes]
        for leg in self.legs:
            name, a, b, days, usd, tonnes = leg
            lines.append(
                f"leg {name}: n{a} -> n{b} {{ time: {days} days, cost: {usd} USD/t, "
                f"distance: 100 km, capacity: {tonnes} t/day{of_leg(leg)} }}"
            )
        for name, a, b, tonnes in self.demands:
            lines.append(f"demand {name}: {tonnes} t/day of stuff from n{a} to n{b}")
        return "\n".join(lines) + "\n" + more + "\n"


def results(script):
    """The answers of the program to a script."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.corridor"
        path.write_text(script)
        done = subprocess.run(
            [BINARY, "run", str(path), "--format", "json"], capture_output=True, text=True
        )
    try:
        answers = json.loads(done.stdout)["results"]
    except (ValueError, KeyError):
        raise SystemExit(f"no answers to\n{script}\n{done.stdout}\n{done.stderr}")
    if not answers:
        raise SystemExit(f"no answers to\n{script}\n{done.stdout}\n{done.stderr}")
    return answers


def optimum(net, closed=(), capacity=None):
    """Least unmet first, then least cost, of the arc form of the flow, by the HiGHS
    that comes with SciPy: what each demand delivers, and the cost a day."""
    import numpy as np
    from scipy.optimize import linprog

    legs = [leg for leg in net.legs if leg[0] not in closed]
    count, kinds = len(legs), len(net.demands)
    size = (count + 1) * kinds
    flow = lambda kind, leg: kind * (count + 1) + leg
    unmet = lambda kind: kind * (count + 1) + count
    rows, right = [], []
    for kind, (_, start, end, tonnes) in enumerate(net.demands):
        for node in range(len(net.nodes)):
            row = np.zeros(size)
            for number, (_, a, b, *_rest) in enumerate(legs):
                row[flow(kind, number)] += (a == node) - (b == node)
            row[unmet(kind)] += (node == start) - (node == end)
            rows.append(row)
            right.append(tonnes * ((node == start) - (node == end)))
    upper, most = [], []
    for number, leg in enumerate(legs):
        row = np.zeros(size)
        row[[flow(kind, number) for kind in range(kinds)]] = 1
        upper.append(row)
        most.append((capacity or {}).get(leg[0], leg[5]))
    first = np.zeros(size)
    first[[unmet(kind) for kind in range(kinds)]] = 1
    upper = upper or [np.zeros(size)]
    most = most or [0]
    lp = dict(A_eq=rows, b_eq=right, bounds=(0, None), method="highs")
    least = linprog(first, A_ub=upper, b_ub=most, **lp)
    assert least.status == 0, least.message
    second = np.zeros(size)
    for kind in range(kinds):
        for number, leg in enumerate(legs):
            second[flow(kind, number)] = leg[4]
    cheapest = linprog(second, A_ub=upper + [first], b_ub=most + [least.fun + 1e-9], **lp)
    assert cheapest.status == 0, cheapest.message
    volume = sum(tonnes for *_, tonnes in net.demands)
    return volume - least.fun, cheapest.fun


def near(found, expected, what, close=1e-6):
    if abs(found - expected) > close * max(1.0, abs(expected)):
        raise SystemExit(f"{what}: {found} is not {expected}")


def need(*names):
    """Ends without a failure where a package is missing."""
    import importlib

    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            print(f"SKIPPED: {Path(sys.argv[0]).name} needs Python's {name}")
            raise SystemExit(0)
