#!/usr/bin/env python3
"""Golden numbers of colorbars: where matplotlib's locators put them and how its ScalarFormatter writes them.

Writes tests/Pester/data/golden/ticks.json, a list of scales (norm, limits, parameters, intervals at most) with the values
that lie within the limits, their labels (linear only) and what they are to be multiplied by or added to.
"""
import json

import matplotlib.ticker as ticker

from manifest import GOLDEN, record

STEPS = [1, 2, 2.5, 5, 10]
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def within(values, low, high, log=False):
    below, above = (1e-10 * low, 1e-10 * high) if log else (1e-10 * (high - low),) * 2
    return [i for i, v in enumerate(values) if low - below <= v <= high + above]


def factor(formatter):
    parts = []
    if formatter.orderOfMagnitude:
        parts.append("×10" + str(int(formatter.orderOfMagnitude)).translate(SUPERSCRIPT))
    if formatter.offset:
        parts.append(("+ " if formatter.offset > 0 else "− ") + f"{abs(formatter.offset):.12g}")
    return " ".join(parts)


def round_values(low, high, intervals):
    return list(ticker.MaxNLocator(nbins=intervals, steps=STEPS).tick_values(low, high))


def entry(norm, low, high, values, intervals=9, **more):
    return {"norm": norm, "low": low, "high": high, "intervals": intervals, "values": [float(v) for v in values], **more}


def linear(low, high, intervals=9):
    low, high = float(low), float(high)
    formatter = ticker.ScalarFormatter()
    formatter.create_dummy_axis()
    formatter.axis.set_view_interval(low, high)
    values = round_values(low, high, intervals)
    labels = formatter.format_ticks(values)
    inside = within(values, low, high)
    return entry("Linear", low, high, [values[i] for i in inside], intervals,
                 labels=[labels[i] for i in inside], factor=factor(formatter))


def log(low, high, intervals=9):
    values = list(ticker.LogLocator(numticks=intervals).tick_values(low, high))
    return entry("Log", low, high, [values[i] for i in within(values, low, high, log=True)], intervals)


def symmetric_log(low, high, threshold):
    values = list(ticker.SymmetricalLogLocator(base=10, linthresh=threshold).tick_values(low, high))
    return entry("SymmetricLog", low, high, [values[i] for i in within(values, low, high)], LinearThreshold=threshold)


def power(low, high, gamma):
    values = round_values(low, high, 9)
    return entry("Power", low, high, [values[i] for i in within(values, low, high)], Gamma=gamma)


def two_slope(low, center, high, intervals=8):
    """Each half as a bar of its own."""
    values = {center}
    for a, b in ((low, center), (center, high)):
        half = round_values(a, b, intervals // 2)
        values |= {half[i] for i in within(half, a, b)}
    return entry("TwoSlope", low, high, sorted(values), intervals, Center=center)


def boundary(*edges):
    values = ticker.FixedLocator(edges, nbins=10).tick_values(None, None)
    return entry("Boundary", edges[0], edges[-1], values, Boundaries=[float(e) for e in edges])


LINEAR = [
    (0, 255), (0, 65535), (0, 1), (-1, 1), (0, 0.3), (20.3, 36.8), (-273.15, 1000), (0.1, 0.7), (-0.05, 0.05), (99, 101),
    (1e-9, 5e-9), (-1.5e-6, 2.1e-6), (0, 1e-5), (0, 9.9e-5), (0, 1e6), (0, 999999), (1e9, 2e9), (0, 1e300), (1e-30, 3e-30),
    (300000, 300008), (-300008, -300000), (1e6, 1e6 + 1), (99999.9, 100000.4), (12345.678, 12345.9), (1e9 + 0.5, 1e9 + 0.75),
    (-40, 80), (-12345.678, 12345.678), (0.00012, 0.00057), (3, 3.0000001), (-7, -2), (1013.2, 1013.9),
]


def main():
    cases = [linear(*limits) for limits in LINEAR]
    cases += [linear(*limits, intervals=n) for limits in [(0, 255), (20.3, 36.8), (-1.3, 7)] for n in (1, 2, 3, 5)]
    cases += [log(1, 1000), log(0.013, 450), log(1e-9, 1e9), log(1e-12, 1e3, 5), log(2.5, 88000), log(0.001, 1e5, 4)]
    cases += [symmetric_log(-1000, 1000, 1), symmetric_log(-100, 1e4, 10), symmetric_log(0.5, 2000, 1)]
    cases += [power(0, 100, 0.5), power(0, 65535, 0.8)]
    cases += [two_slope(-1, 0, 10), two_slope(0, 20, 100), two_slope(-300, 0, 0.5)]
    cases += [boundary(0, 1, 2, 5, 10), boundary(-20, -5, 0, 5, 20, 40), boundary(*range(-10, 15))]
    (GOLDEN / "ticks.json").write_text(json.dumps(cases, ensure_ascii=False, separators=(",", ":")).replace("},{", "},\n{") + "\n")
    record("ticks", ["matplotlib"], cases=len(cases))


if __name__ == "__main__":
    main()
