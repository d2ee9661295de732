"""pairs.py NETWORK.tsv COUNT: the pairs of nodes that the benchmarks ask about."""

import sys

from network import Net

for pair in Net(sys.argv[1], "plain").pairs(int(sys.argv[2])):
    print(*pair, sep="\t")
