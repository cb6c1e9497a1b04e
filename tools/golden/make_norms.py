#!/usr/bin/env python3
"""Golden norms: the colour that each value takes under matplotlib's norms and scikit-image's equalization.

Writes to tests/Pester/data/golden:
  norm_values.npy             float64 (1, n): ordinary values, every limit and its neighbours, zeros, NaN, infinities
  norm_indices_<data>.npy     uint16 (cases, h, w): what HeatmapPS promises
  norm_matplotlib_<data>.npy  the same as matplotlib gives it; it differs where the promise differs by name
and the cases, in that order, with their parameters and limits to manifest.json. Index i of N colours is i; N is under,
N + 1 over, N + 2 bad. Run make_frames.py first: its frames are used too.
"""
import math

import numpy as np
from matplotlib import colors
from skimage import exposure

from manifest import GOLDEN, record


def indices(norm, data, count):
    """Where matplotlib finds a value's colour, read from a map whose colours are their own numbers."""
    cmap = colors.ListedColormap([(i / 255, 0, 0) for i in range(count)])
    cmap.set_extremes(under=(0, 1, 0), over=(0, 0, 1), bad=(0, 0, 0, 0))
    rgba = np.rint(255 * cmap(norm(data))).astype(int)
    result = rgba[..., 0]
    result[rgba[..., 1] == 255] = count
    result[rgba[..., 2] == 255] = count + 1
    result[rgba[..., 3] == 0] = count + 2
    return result


def promised(result, norm, data, count, parameters):
    """Where HeatmapPS differs from matplotlib 3.6: infinities and (BoundaryNorm) NaN are bad, PowerNorm has an under, and
    regions get their colours by whole numbers."""
    result = result.copy()
    if "Gamma" in parameters:
        result[data < norm.vmin] = count
    if "Boundary" in parameters:
        edges = parameters["Boundary"]
        last = len(edges) - 2
        region = np.digitize(data, edges) - 1
        exact = [(count - 1) // 2] if last == 0 else [i * (count - 1) // last for i in range(last + 1)]
        inside = (region >= 0) & (region <= last)
        result[inside] = np.array(exact)[region[inside]]
    result[~np.isfinite(data)] = count + 2
    return result


class Equalized:
    """scikit-image's equalization, with matplotlib's call."""

    def __init__(self, data):
        self.good = np.isfinite(data)
        self.vmin, self.vmax = data[self.good].min(), data[self.good].max()

    def __call__(self, data):
        integer = np.issubdtype(data.dtype, np.integer)
        filled = data if integer else np.where(self.good, data, self.vmin)
        x = exposure.equalize_hist(filled, nbins=65536, mask=None if self.good.all() else self.good)
        return np.ma.array(x.astype(np.float64), mask=~self.good)


def values(rng):
    limits = [-100, -40, -20, -5, -2, -1, 0, 0.5, 1, 2, 3, 5, 10, 20, 25, 40, 50, 99, 100, 1000]
    # The limits of "symlog" come without neighbours: whether its logarithm tells a last digit depends on the processor.
    near = [f(x) for x in limits for f in (float, lambda v: np.nextafter(v, -np.inf), lambda v: np.nextafter(v, np.inf))]
    ordinary = [rng.normal(0, 30, 500), np.linspace(-110, 110, 221), 10 ** rng.uniform(-4, 3, 300), np.arange(-10, 300)]
    return np.concatenate([near, *ordinary, [-90, 900, -0.0, 5e-324, np.nan, np.inf, -np.inf]])[None, :]


def uneven_regions(count):
    """The smallest number of regions for which matplotlib's rounded quotient puts one a colour too low."""
    for regions in range(3, count + 1):
        quotient = (count - 1) / (regions - 1)
        if any(int(quotient * i) != i * (count - 1) // (regions - 1) for i in range(regions)):
            return regions
    raise ValueError("There is none.")


def cases(uneven):
    """Name, data, colours, parameters, norm."""
    many = list(range(-5, uneven - 4))
    yield "linear", "values", 256, {"Minimum": -20, "Maximum": 40}, colors.Normalize(-20, 40)
    yield "linear10", "values", 10, {"Minimum": -20, "Maximum": 50}, colors.Normalize(-20, 50)
    yield "log", "values", 256, {"Norm": "Log", "Minimum": 0.5, "Maximum": 100}, colors.LogNorm(0.5, 100)
    yield "log10", "values", 10, {"Norm": "Log", "Minimum": 1, "Maximum": 1000}, colors.LogNorm(1, 1000)
    yield "logAuto", "values", 256, {"Norm": "Log"}, colors.LogNorm()
    yield "symlog", "values", 256, {"LinearThreshold": 2, "Minimum": -90, "Maximum": 900}, colors.SymLogNorm(2, vmin=-90, vmax=900, base=10)
    yield "symlogAuto", "values", 256, {"LinearThreshold": 0.5}, colors.SymLogNorm(0.5, base=10)
    yield "symlogPositive", "values", 10, {"LinearThreshold": 5, "Minimum": 1, "Maximum": 100}, colors.SymLogNorm(5, vmin=1, vmax=100, base=10)
    yield "power", "values", 256, {"Gamma": 0.5, "Minimum": -5, "Maximum": 99}, colors.PowerNorm(0.5, -5, 99)
    yield "powerSquare", "values", 256, {"Gamma": 2.2, "Minimum": 0, "Maximum": 50}, colors.PowerNorm(2.2, 0, 50)
    yield "powerAuto", "values", 10, {"Gamma": 0.3}, colors.PowerNorm(0.3)
    yield "center", "values", 256, {"Center": 3, "Minimum": -40, "Maximum": 25}, colors.TwoSlopeNorm(3, -40, 25)
    yield "centerAuto", "values", 256, {"Center": 10}, colors.TwoSlopeNorm(10)
    yield "centerOutside", "values", 256, {"Center": 2000}, colors.TwoSlopeNorm(2000)
    yield "symmetric", "values", 256, {"Symmetric": True}, colors.CenteredNorm()
    yield "symmetricCenter", "values", 256, {"Symmetric": True, "Center": 20}, colors.CenteredNorm(20)
    yield "symmetricGiven", "values", 256, {"Symmetric": True, "Center": 5, "Maximum": 25}, colors.CenteredNorm(5, 20)
    yield "boundary", "values", 256, {"Boundary": [-40, -5, 0, 10, 50]}, colors.BoundaryNorm([-40, -5, 0, 10, 50], 256)
    yield "boundaryOne", "values", 256, {"Boundary": [-5, 25]}, colors.BoundaryNorm([-5, 25], 256)
    yield "boundaryFull", "values", 10, {"Boundary": list(range(0, 11))}, colors.BoundaryNorm(range(0, 11), 10)
    yield "boundaryUneven", "values", 256, {"Boundary": many}, colors.BoundaryNorm(many, 256)
    yield "equalize", "frame_u8", 256, {"Norm": "Equalize"}, None
    yield "equalize", "frame_u16", 256, {"Norm": "Equalize"}, None
    yield "log", "frame_u16", 256, {"Norm": "Log"}, colors.LogNorm()
    yield "power", "frame_u16", 256, {"Gamma": 0.4}, colors.PowerNorm(0.4)
    yield "equalize", "frame_i16", 256, {"Norm": "Equalize"}, None
    yield "symmetric", "frame_i16", 256, {"Symmetric": True}, colors.CenteredNorm()
    yield "symlog", "frame_i16", 256, {"LinearThreshold": 100}, colors.SymLogNorm(100, base=10)
    yield "center", "frame_i16", 256, {"Center": 0}, colors.TwoSlopeNorm(0)
    yield "equalize", "frame_f64", 256, {"Norm": "Equalize"}, None


def main():
    data = {name: np.load(GOLDEN / f"{name}.npy") for name in ("frame_u8", "frame_u16", "frame_i16")}
    # Doubles: scikit-image rounds the shares of single-precision images to single precision.
    data["frame_f64"] = np.load(GOLDEN / "frame_f32.npy").astype(np.float64)
    data["values"] = values(np.random.default_rng(20240919))
    np.save(GOLDEN / "norm_values.npy", data["values"])
    np.save(GOLDEN / "frame_f64.npy", data["frame_f64"])
    described, expected, matplotlib = [], {}, {}
    for name, source, count, parameters, norm in cases(uneven_regions(256)):
        array = data[source]
        wide = array.astype(np.float64)
        norm = norm or Equalized(array)
        if not isinstance(norm, Equalized):
            norm.autoscale_None(np.ma.masked_invalid(wide))
        raw = indices(norm, array if isinstance(norm, Equalized) else wide, count)
        result = promised(raw, norm, wide, count, parameters)
        described.append({"name": name, "data": source, "colors": count, "parameters": parameters, "position": len(expected.get(source, [])),
                          "minimum": float(norm.vmin), "maximum": float(norm.vmax), "differs": int((raw != result).sum())})
        expected.setdefault(source, []).append(result)
        matplotlib.setdefault(source, []).append(raw)
    for source, results in expected.items():
        np.save(GOLDEN / f"norm_indices_{source}.npy", np.array(results, np.uint16))
    np.save(GOLDEN / "norm_matplotlib_values.npy", np.array(matplotlib["values"], np.uint16))

    # One scale for several frames, of one type and of several.
    groups = {"integers": ["frame_u16", "frame_u16b"], "floats": ["frame_f32", "frame_f64"], "narrow": ["frame_u8", "frame_i16"],
              "mixed": ["frame_u16", "frame_i16", "frame_f32"]}
    shared = {}
    for group, names in groups.items():
        pool = np.concatenate([np.load(GOLDEN / f"{name}.npy").astype(np.float64).ravel() for name in names])
        pool = pool[np.isfinite(pool)]
        shared[group] = {"frames": names, "minimum": float(pool.min()), "maximum": float(pool.max()), "mean": float(pool.mean()),
                         "standardDeviation": float(pool.std()), "smallestPositive": float(pool[pool > 0].min()),
                         "percentiles": {str(p): float(np.percentile(pool, p)) for p in (0.1, 2, 37.3, 98, 99.9)}}
    record("norms", ["numpy", "matplotlib", "skimage"], cases=described, shared=shared)
    print(*(f"{c['data']} {c['name']}: {c['differs']}" for c in described), sep="\n")
    assert not any(math.isnan(c["minimum"]) for c in described)


main()
