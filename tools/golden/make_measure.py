#!/usr/bin/env python3
"""Golden measurements and comparisons, from NumPy, SciPy and scikit-image.

Reads the frames of make_frames.py. Writes to tests/Pester/data/golden:
  measure_mask.npy         uint8 (80, 96), a mask of several pieces, with values other than 1
  measure_f64.npy          float64 (80, 96) with NaN and infinities
  compare_<name>_<a|b>.npy pairs of images
  measure.json             what is measured of each frame: whole, by rectangle, circle and mask
  compare.json             how each pair differs
Structural similarity is worked out from float64 with the range given, since scikit-image works in single precision
on single-precision images.
"""
import json

import numpy as np
from scipy import ndimage
from skimage import measure
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from manifest import GOLDEN, record

PERCENTILES = [0, 2, 5, 50, 95, 99.9, 100]
RECT = (10, 20, 50, 30)
CIRCLE = (60.5, 40, 12.25)
# Frame, threshold, bins, nodata.
CASES = {
    "u8": (128, 10, None),
    "u16": (9000, 256, None),
    "u16_nodata": (9000, 32, [7300, 7301, 7900]),
    "i16": (0, 17, None),
    "f32": (20.5, 50, None),
    "f64": (0.25, 33, None),
}


def load(name):
    return np.load(GOLDEN / f"{name}.npy")


def spot(values, valid, pick):
    place = np.where(valid, values.astype(np.float64), np.nan)
    y, x = np.unravel_index(pick(place), place.shape)
    return {"X": int(x), "Y": int(y), "Value": float(place[y, x])}


def area(values, mask, count):
    labels, regions = ndimage.label(mask, np.ones((3, 3)))
    if not mask.any():
        return {"AreaCount": 0, "AreaPercent": 0.0, "ConnectedRegions": 0}
    properties = measure.regionprops(mask.astype(np.uint8))[0]
    top, left, bottom, right = properties.bbox
    cy, cx = properties.centroid
    return {
        "AreaCount": int(mask.sum()), "AreaPercent": 100.0 * int(mask.sum()) / count, "ConnectedRegions": int(regions),
        "BoundingBox": [int(left), int(top), int(right - left), int(bottom - top)], "Centroid": [float(cx), float(cy)],
    }


def measured(values, inside, threshold, bins, nodata):
    valid = inside & np.isfinite(values)
    if nodata:
        valid &= ~np.isin(values, nodata)
    chosen = values[valid]
    wide = chosen.astype(np.float64)
    counts, edges = np.histogram(chosen, bins)
    return {
        "Count": int(valid.sum()), "NaNCount": int(inside.sum() - valid.sum()),
        "Minimum": float(wide.min()), "Maximum": float(wide.max()), "Mean": float(wide.mean()),
        "Median": float(np.median(wide)), "StandardDeviation": float(wide.std()),
        "Percentiles": [float(p) for p in np.percentile(wide, PERCENTILES)],
        "HotSpot": spot(values, valid, np.nanargmax), "ColdSpot": spot(values, valid, np.nanargmin),
        "Counts": [int(c) for c in counts], "Edges": [float(e) for e in edges],
        "Above": area(values, valid & (np.where(valid, values, threshold) >= threshold), int(valid.sum())),
        "Below": area(values, valid & (np.where(valid, values, threshold) <= threshold), int(valid.sum())),
    }


def regions(shape):
    y, x = np.mgrid[0:shape[0], 0:shape[1]]
    left, top, width, height = RECT
    cx, cy, radius = CIRCLE
    return {
        "whole": np.ones(shape, bool),
        "rect": (x >= left) & (x < left + width) & (y >= top) & (y < top + height),
        "circle": (x - cx) ** 2 + (y - cy) ** 2 <= radius ** 2,
        "mask": load("measure_mask") != 0,
    }


def compared(a, b, data_range, tolerance, wide=None):
    x, y = (a, b) if wide is None else wide
    x, y = x.astype(np.float64), y.astype(np.float64)
    valid = np.isfinite(x) & np.isfinite(y)
    with np.errstate(invalid="ignore"):
        difference = np.where(valid, x - y, 0)
    like = (np.isnan(x) & np.isnan(y)) | (~valid & (x == y))
    mismatch = ~valid & ~like
    differs = (np.abs(difference) > tolerance) | mismatch
    pixels = differs.any(axis=2) if differs.ndim == 3 else differs
    place = np.unravel_index(np.argmax(np.abs(difference)), difference.shape)
    chosen = difference[valid]
    whole = bool(valid.all())
    return {
        "DataRange": data_range, "Tolerance": tolerance,
        "MeanDifference": float(chosen.mean()), "MeanAbsoluteError": float(np.abs(chosen).mean()),
        "RootMeanSquareError": float(np.sqrt((chosen ** 2).mean())),
        "PeakSignalNoiseRatio": float(peak_signal_noise_ratio(x[valid], y[valid], data_range=data_range)),
        "StructuralSimilarity": float(structural_similarity(
            y, x, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=data_range,
            channel_axis=2 if x.ndim == 3 else None)) if whole else None,
        "LargestDifference": float(np.abs(difference).max()),
        "Place": [int(place[1]), int(place[0]), int(place[2]) + 1 if x.ndim == 3 else 1],
        "DifferentPixels": int(pixels.sum()), "NaNCount": int((~valid).sum()), "NaNMismatchCount": int(mismatch.sum()),
    }


def pairs(rng):
    u8, u16, u16b, f32 = (load(f"frame_{n}") for n in ("u8", "u16", "u16b", "f32"))
    noisy8 = np.clip(u8 + np.rint(rng.normal(0, 6, u8.shape)), 0, 255).astype(np.uint8)
    y, x = np.mgrid[0:40, 0:56]
    rgb = np.stack([x * 4, y * 6, 255 - x * 2], axis=2).astype(np.uint8)
    rgb2 = np.clip(rgb + np.rint(rng.normal(0, 9, rgb.shape)), 0, 255).astype(np.uint8)
    i16 = load("frame_i16")
    i16b = np.clip(i16.astype(np.int32) + np.rint(rng.normal(0, 40, i16.shape)).astype(np.int32), -32768, 32767).astype(np.int16)
    f64 = rng.normal(20, 5, (45, 37))
    f64b = f64 + rng.normal(0, 0.3, f64.shape)
    other = (f32 + rng.normal(0, 0.05, f32.shape)).astype(np.float32)
    other[40, 41], other[2, 3] = -np.inf, np.nan
    return {
        "u8": (noisy8, u8, 255.0, 3.0, None),
        "u16": (u16b, u16, 65535.0, 0.0, None),
        "u8_u16": (u8, (noisy8.astype(np.uint16) * 257 + 5).astype(np.uint16), 65535.0, 0.0,
                   (u8.astype(np.uint16) * 257, (noisy8.astype(np.uint16) * 257 + 5))),
        "i16": (i16b, i16, 65535.0, 0.0, None),
        "rgb8": (rgb2, rgb, 255.0, 5.0, None),
        "f64": (f64b, f64, float(f64.max() - f64.min()), 0.1, None),
        "f32": (other, f32, 30.0, 0.01, None),
    }


def main():
    rng = np.random.default_rng(20240612)
    mask = np.zeros((80, 96), np.uint8)
    mask[5:20, 8:40], mask[20:30, 40:60], mask[50:79:2, 3:90:3], mask[79, 95] = 1, 255, 7, 2
    np.save(GOLDEN / "measure_mask.npy", mask)
    f64 = rng.normal(0, 1, (80, 96))
    f64[3, 4], f64[50, 3], f64[22, 45], f64[10, 10] = np.nan, np.inf, -np.inf, np.nan
    np.save(GOLDEN / "measure_f64.npy", f64)
    results = {}
    for name, (threshold, bins, nodata) in CASES.items():
        file = "measure_f64" if name == "f64" else "frame_" + name.split("_")[0]
        values = load(file)
        results[name] = {"File": file, "Threshold": threshold, "Bins": bins, "NoData": nodata, "Regions": {
            region: measured(values, inside, threshold, bins, nodata) for region, inside in regions(values.shape).items()}}
    (GOLDEN / "measure.json").write_text(json.dumps({
        "Percentiles": PERCENTILES, "Rect": RECT, "Circle": CIRCLE, "Cases": results}) + "\n")

    comparisons = {}
    for name, (a, b, data_range, tolerance, wide) in pairs(rng).items():
        np.save(GOLDEN / f"compare_{name}_a.npy", a)
        np.save(GOLDEN / f"compare_{name}_b.npy", b)
        comparisons[name] = compared(a, b, data_range, tolerance, wide)
    (GOLDEN / "compare.json").write_text(json.dumps(comparisons, indent=1) + "\n")
    record("measure", ["numpy", "scipy", "skimage"])


if __name__ == "__main__":
    main()
