#!/usr/bin/env python3
"""Golden heatmaps: data frames, the limits each kind of range gives for them, and the expected colours.

Writes to tests/Pester/data/golden:
  frame_<a>.npy            the data
  heat_<name>.npy          uint8 (h, w, 3) RGB, np.rint(255 * cmap(norm(data))); what bad pixels hold is not defined
  bad_f32.npy              bool, where frame_f32 is NaN or infinite
  gray_rgb8.npy, gray_rgb16.npy, gray_rgb8_expected.npy, gray_rgb16_expected.npy
and the exact limits to manifest.json. Float arithmetic is in float64 throughout: matplotlib normalizes 16-bit integers
in float32, which moves a few pixels by one colour, so the data are given to it as float64.
"""
import cv2
import numpy as np
from matplotlib import colormaps
from matplotlib.colors import Normalize

from manifest import GOLDEN, record

WIDTH, HEIGHT = 96, 80


def save(name, array):
    np.save(GOLDEN / f"{name}.npy", np.ascontiguousarray(array))


def scene(shift, rng):
    """A warm room: a gradient, two hot spots, a cold window, sensor noise; in counts of a 14-bit camera."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    field = 7200 + 6 * x + 3 * y
    for cx, cy, radius, heat in ((30 + shift, 25, 7, 2600), (70, 55 - shift, 4, 4100)):
        field += heat * np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * radius ** 2))
    field[10:30, 74:90] -= 1900
    return field + rng.normal(0, 18, field.shape)


def colours(data, lo, hi, name):
    normalized = np.asarray(Normalize(lo, hi)(np.asarray(data, np.float64)))
    return np.rint(255 * colormaps[name](normalized)[..., :3]).astype(np.uint8)


def main():
    GOLDEN.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(20240611)
    a = np.rint(scene(0, rng)).astype(np.uint16)
    b = np.rint(scene(6, rng) + 350).astype(np.uint16)
    # Counts from 22 to 41 °C as floats, with broken pixels.
    f32 = (a.astype(np.float64) / 420.0 - 1.0).astype(np.float32)
    f32[5, 7], f32[40, 41], f32[0, 0], f32[79, 95] = np.nan, np.inf, -np.inf, np.nan
    f32[60:64, 10:13] = np.nan
    i16 = np.rint((scene(3, rng) - 8200) * 1.5).astype(np.int16)
    u8 = np.clip(np.rint((a.astype(float) - a.min()) / (int(a.max()) - int(a.min())) * 255), 0, 255).astype(np.uint8)
    for name, frame in (("u16", a), ("u16b", b), ("f32", f32), ("i16", i16), ("u8", u8)):
        save(f"frame_{name}", frame)
    bad = ~np.isfinite(f32)
    save("bad_f32", bad)

    limits = {}

    def both(case, frame, lo, hi):
        limits[case] = {"minimum": float(lo), "maximum": float(hi)}
        for cmap in ("viridis", "inferno"):
            save(f"heat_{case}_{cmap}", colours(frame, float(lo), float(hi), cmap))

    wide = a.astype(np.float64)
    both("u16_given", a, 7000, 9000)
    both("u16_auto", a, a.min(), a.max())
    both("u16_percentile", a, *np.percentile(wide, [2, 98]))
    both("u16_std", a, wide.mean() - 2 * wide.std(), wide.mean() + 2 * wide.std())
    pool = np.concatenate([a.ravel(), b.ravel()])
    both("u16_shared", a, pool.min(), pool.max())
    both("u16b_shared", b, pool.min(), pool.max())
    both("u16_sharedpercentile", a, *np.percentile(pool.astype(np.float64), [2, 98]))
    both("u16b_sharedpercentile", b, *np.percentile(pool.astype(np.float64), [2, 98]))
    good = f32[~bad].astype(np.float64)
    both("f32_auto", f32, good.min(), good.max())
    both("f32_percentile", f32, *np.percentile(good, [2, 98]))
    both("i16_auto", i16, i16.min(), i16.max())
    both("i16_given", i16, -1000, 1000)
    both("u8_type", u8, 0, 255)
    for name in ("JET", "INFERNO", "TURBO"):
        save(f"heat_u8_opencv_{name.lower()}", cv2.applyColorMap(u8, getattr(cv2, "COLORMAP_" + name))[..., ::-1])
    # 16-bit colours, the table interpolated linearly to 65,536 entries.
    table = colormaps["inferno"](np.arange(256))[:, :3]
    place = np.arange(65536) * 255 / 65535
    deep = np.stack([np.rint(65535 * np.interp(place, np.arange(256), table[:, i])) for i in range(3)], 1)
    index = np.clip((wide - 7000) / 2000 * 65536, 0, 65535).astype(int)
    save("heat16_u16_given_inferno", deep.astype(np.uint16)[index])

    statistics = {name: {"minimum": float(v.min()), "maximum": float(v.max()), "mean": float(v.mean()),
                         "median": float(np.median(v)), "standardDeviation": float(v.std()), "count": int(v.size),
                         "percentiles": {str(p): float(np.percentile(v, p)) for p in (1, 2, 25, 75, 98, 99)}}
                  for name, v in (("u16", wide), ("u16b", b.astype(np.float64)), ("f32", good),
                                  ("i16", i16.astype(np.float64)), ("u8", u8.astype(np.float64)))}

    rgb8 = rng.integers(0, 256, (48, 64, 3), np.uint8)
    rgb16 = rng.integers(0, 65536, (48, 64, 3), np.uint16)
    for name, rgb in (("rgb8", rgb8), ("rgb16", rgb16)):
        save(f"gray_{name}", rgb)
        save(f"gray_{name}_expected", cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY))
    record("frames", ["numpy", "matplotlib", "cv2"], limits=limits, statistics=statistics)


main()
