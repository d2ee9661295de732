"""An independent answer to the stormy trip of src/analysis/risk/tests.rs.

    python3 tests/oracles/risk.py

Needs numpy. Prints mean, standard deviation, percentiles and chances of 400 000
trips, drawn one by one from the definitions of section 6 alone.
"""

import numpy as np

DRAWS, YEAR, DEADLINE = 400_000, 365.0, 14.0
rng = np.random.default_rng(2026)


def pert(low, mode, high, size):
    a = 1 + 4 * (mode - low) / (high - low)
    b = 1 + 4 * (high - mode) / (high - low)
    return low + (high - low) * rng.beta(a, b, size)


def storms():
    """Starts of storms of three days, from three days before the year."""
    count = rng.poisson(12 / YEAR * (3 + YEAR + 60))
    return np.sort(rng.uniform(-3, YEAR + 60, count))


def shut(starts, at):
    return np.any((starts <= at) & (at < starts + 3))


def opens(starts, at):
    while True:
        over = starts[(starts <= at) & (at < starts + 3)]
        if len(over) == 0:
            return at
        at = over.max() + 3


leg = pert(4, 5, 7, DRAWS)
dwell = pert(1, 2, 6, DRAWS)
border = rng.exponential(2, DRAWS)
wait = rng.uniform(0, 3.5, DRAWS)
leaves = rng.uniform(0, YEAR, DRAWS)
days, round_way = np.empty(DRAWS), 0
for i in range(DRAWS):
    s = storms()
    if shut(s, leaves[i]):
        round_way += 1
        days[i] = 20 + border[i]
        continue
    at = opens(s, leaves[i] + leg[i] + dwell[i] + wait[i])
    days[i] = at + 1 + border[i] - leaves[i]
print("mean", days.mean(), "sd", days.std(ddof=1))
print("percentiles", np.percentile(days, [5, 25, 50, 75, 90, 95, 99], method="inverted_cdf"))
print("deadline", (days <= DEADLINE).mean(), "round", round_way / DRAWS)
