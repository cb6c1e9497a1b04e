#!/usr/bin/env python3
"""Golden grids: rows of data, and what NumPy makes of those that fall into each cell.

Writes to tests/Pester/data/golden:
  grid.csv    Time (ISO 8601), Host, Load
  grid.json   for each aggregate the cells, rows are hosts web1, web2, web10, columns hours 0 to 23; null where there is no value
"""
import csv
import datetime
import json

import numpy as np

from manifest import GOLDEN, record

HOSTS = ["web1", "web2", "web10"]
AGGREGATES = {
    "Mean": np.mean, "Sum": np.sum, "Count": len, "Minimum": np.min, "Maximum": np.max, "Median": np.median,
    "StandardDeviation": np.std, "First": lambda v: v[0], "Last": lambda v: v[-1], "Percentile": lambda v: np.percentile(v, 90),
}


def main():
    random = np.random.default_rng(7)
    start = datetime.datetime(2026, 3, 2)
    rows = []
    for _ in range(400):
        time = start + datetime.timedelta(minutes=int(random.integers(0, 14 * 1440)))
        if time.hour == 3:
            continue
        rows.append((time, HOSTS[random.integers(0, 3)], round(float(random.normal(20, 15)), 3)))
    with open(GOLDEN / "grid.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["Time", "Host", "Load"])
        writer.writerows((time.isoformat(), host, repr(value)) for time, host, value in rows)

    cells = [[[v for t, h, v in rows if h == host and t.hour == hour] for hour in range(24)] for host in HOSTS]
    grids = {
        name: [[float(function(np.array(v))) if v else None for v in line] for line in cells]
        for name, function in AGGREGATES.items()
    }
    (GOLDEN / "grid.json").write_text(json.dumps(grids, separators=(",", ":")) + "\n")
    record("grid", ["numpy"], rows=len(rows), percentile=90)


if __name__ == "__main__":
    main()
