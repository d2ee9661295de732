"""Sioux Falls (LeBlanc, Morlok and Pierskalla 1975) against its published optimum.

usage: sioux_falls.py BINARY

The network and its trips are those that AequilibraE ships as a demonstration
(24 nodes, 76 links, 528 pairs, times 0.15 and 4 of the Bureau of Public Roads).
Published by Bar-Gera and others: Beckmann's sum at the optimum 42.31335287107440
in units of 10^5 vehicle-minutes; the total time is 7 480 225. Needs aequilibrae.
"""

import json
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

try:
    import aequilibrae
    import numpy as np
    import openmatrix
except ImportError as missing:
    print("SKIPPED:", missing.name, "is not installed")
    sys.exit(0)

shipped = Path(aequilibrae.__path__[0]) / "reference_files" / "sioux_falls.zip"
folder = Path(tempfile.mkdtemp())
zipfile.ZipFile(shipped).extractall(folder)
base = sqlite3.connect(folder / "project_database.sqlite")
columns = "a_node, b_node, free_flow_time, capacity_ab, b, power"
links = base.execute(f"select {columns} from links").fetchall()
book = openmatrix.open_file(str(folder / "matrices" / "demand.omx"))
trips = np.array(book["matrix"])
book.close()
text = ['model "Sioux Falls" {}', "unit car", "commodity cars { unit: car }"]
text += [f"node n{node} {{}}" for node in range(1, 25)]
for a, b, minutes, capacity, factor, power in links:
    text.append(
        f"leg n{a} -> n{b} {{ time: {minutes} min, capacity: {capacity} car/day, "
        f"congestion: bpr({factor}, {power}) }}"
    )
for (a, b), volume in np.ndenumerate(trips):
    if a != b and volume > 0:
        text.append(
            f"demand d{a + 1}_{b + 1}: {volume} car/day of cars from n{a + 1} to n{b + 1}"
        )
text.append("report flow assigned by equilibrium")
path = folder / "sioux_falls.corridor"
path.write_text("\n".join(text) + "\n")
ran = subprocess.run([sys.argv[1], "run", path, "--format", "json"], capture_output=True, text=True)
answer = json.loads(ran.stdout)["results"][0]
flows = {}
for demand in answer["demands"]:
    for route in demand["routes"]:
        for pair in zip(route["nodes"], route["nodes"][1:]):
            flows[pair] = flows.get(pair, 0) + route["flow"]["value"]
beckmann = total = 0
for a, b, minutes, capacity, factor, power in links:
    flow = flows.get((f"n{a}", f"n{b}"), 0)
    full = (flow / capacity) ** power
    beckmann += minutes * flow * (1 + factor * full / (power + 1))
    total += minutes * flow * (1 + factor * full)
print(f"Beckmann's sum {beckmann:.4f} (published 4231335.2871), total {total:.1f}, gap {answer['gap']}")
assert abs(beckmann / 4231335.287107440 - 1) < 1e-9
