"""Writes the origin-destination pairs that the peers' bench draws.

usage: pairs.py FOLDER_OF_PEERS DATA.tsv COUNT
prints one pair a line: origin, tab, destination.
"""

import sys

folder, data, count = sys.argv[1:4]
sys.path.insert(0, folder)
from common import Net  # noqa: E402  (found only once the folder is known)

for origin, destination in Net(data).od(int(count)):
    print(f"{origin}\t{destination}")
