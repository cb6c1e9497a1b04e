#!/usr/bin/env python3
"""Golden merges: two RGBA images that meet every pair of notable levels, and what each blend mode makes of them.

Writes to tests/Pester/data/golden, for 8 and 16 bits:
  blend<bits>_backdrop.npy, blend<bits>_source.npy   (h, w, 4)
  blend<bits>_opaque.npy    (modes, h, w, 3), B(cb, cs) with alpha left out, rounded
  blend<bits>_alpha.npy     (modes, h, w, 4), composited source-over at opacity 0.6, rounded
and the modes' order to manifest.json. The formulas are those of the W3C's Compositing and Blending Level 1, and for the
modes it lacks the ones that Photoshop is commonly described by; all in float64.
"""
import numpy as np

from manifest import GOLDEN, record

OPACITY = 0.6


def lum(c):
    return c @ np.array([0.3, 0.59, 0.11])


def sat(c):
    return c.max(-1) - c.min(-1)


def clip_color(c):
    l, n, x = lum(c)[..., None], c.min(-1, keepdims=True), c.max(-1, keepdims=True)
    with np.errstate(all="ignore"):
        c = np.where((n < 0) & (l > n), l + (c - l) * l / (l - n), c)
        c = np.where((x > 1) & (x > l), l + (c - l) * (1 - l) / (x - l), c)
    return c


def set_lum(c, l):
    return clip_color(c + (l - lum(c))[..., None])


def set_sat(c, s):
    n, spread = c.min(-1, keepdims=True), sat(c)[..., None]
    with np.errstate(all="ignore"):
        return np.where(spread > 0, (c - n) * s[..., None] / spread, 0)


def dodge(b, s):
    with np.errstate(all="ignore"):
        return np.where(b == 0, 0, np.where(s == 1, 1, np.minimum(1, b / (1 - s))))


def burn(b, s):
    with np.errstate(all="ignore"):
        return np.where(b == 1, 1, np.where(s == 0, 0, 1 - np.minimum(1, (1 - b) / s)))


def hard_light(b, s):
    return np.where(s <= 0.5, b * 2 * s, b + (2 * s - 1) - b * (2 * s - 1))


def soft_light(b, s):
    d = np.where(b <= 0.25, ((16 * b - 12) * b + 4) * b, np.sqrt(b))
    return np.where(s <= 0.5, b - (1 - 2 * s) * b * (1 - b), b + (2 * s - 1) * (d - b))


def divide(b, s):
    with np.errstate(all="ignore"):
        return np.where(b == 0, 0, np.where(s == 0, 1, np.minimum(1, b / s)))


MODES = {
    "Normal": lambda b, s: s,
    "Multiply": lambda b, s: b * s,
    "Screen": lambda b, s: b + s - b * s,
    "Overlay": lambda b, s: hard_light(s, b),
    "Darken": np.minimum,
    "Lighten": np.maximum,
    "ColorDodge": dodge,
    "ColorBurn": burn,
    "HardLight": hard_light,
    "SoftLight": soft_light,
    "Difference": lambda b, s: np.abs(b - s),
    "Exclusion": lambda b, s: b + s - 2 * b * s,
    "Hue": lambda b, s: set_lum(set_sat(s, sat(b)), lum(b)),
    "Saturation": lambda b, s: set_lum(set_sat(b, sat(s)), lum(b)),
    "Color": lambda b, s: set_lum(s, lum(b)),
    "Luminosity": lambda b, s: set_lum(b, lum(s)),
    "LinearBurn": lambda b, s: np.maximum(0, b + s - 1),
    "LinearDodge": lambda b, s: np.minimum(1, b + s),
    "DarkerColor": lambda b, s: np.where((lum(s) < lum(b))[..., None], s, b),
    "LighterColor": lambda b, s: np.where((lum(s) > lum(b))[..., None], s, b),
    "VividLight": lambda b, s: np.where(s <= 0.5, burn(b, 2 * s), dodge(b, 2 * s - 1)),
    "LinearLight": lambda b, s: np.clip(b + 2 * s - 1, 0, 1),
    "PinLight": lambda b, s: np.where(s <= 0.5, np.minimum(b, 2 * s), np.maximum(b, 2 * s - 1)),
    "HardMix": lambda b, s: (np.rint((b + s) * 65535) >= 65535).astype(float),
    "Subtract": lambda b, s: np.maximum(0, b - s),
    "Divide": divide,
}


def blends(b, s):
    """What each mode makes of two RGBA images of 0..1: opaque, and composited."""
    opaque, composited = [], []
    for blend in MODES.values():
        mixed = blend(b[..., :3], s[..., :3])
        ab, as_ = b[..., 3:], s[..., 3:] * OPACITY
        ao = as_ + ab * (1 - as_)
        with np.errstate(all="ignore"):
            color = (as_ * ((1 - ab) * s[..., :3] + ab * mixed) + (1 - as_) * ab * b[..., :3]) / ao
        opaque.append(mixed)
        composited.append(np.concatenate([np.where(ao > 0, color, 0), ao], -1))
    return np.array(opaque), np.array(composited)


def main():
    rng = np.random.default_rng(20)
    # Levels that formulas turn on: both ends, both halves, and in 16 bits what no 8-bit level is.
    levels = np.array([0, 1, 257, 8000, 16384, 32767, 32768, 40000, 65277, 65534, 65535], np.uint16)
    pairs = np.array(np.meshgrid(levels, levels)).reshape(2, -1)
    h, w = 14, 22
    planes = []
    for index in range(2):
        image = rng.integers(0, 65536, (h * w, 4)).astype(np.uint16)
        for band in range(3):
            image[:pairs.shape[1], band] = np.roll(pairs[index], 7 * band)
        image[::5, 3] = 65535
        image[1::9, 3] = 0
        planes.append(image.reshape(h, w, 4))
    for bits, dtype in ((8, np.uint8), (16, np.uint16)):
        top = 2 ** bits - 1
        backdrop, source = ((p.astype(int) * top + 32767) // 65535 for p in planes)
        opaque, composited = blends(backdrop / top, source / top)
        for name, array in (("backdrop", backdrop), ("source", source), ("opaque", np.rint(opaque * top)), ("alpha", np.rint(composited * top))):
            np.save(GOLDEN / f"blend{bits}_{name}.npy", array.astype(dtype))
    record("merge", ["numpy"], modes=list(MODES), opacity=OPACITY)


main()
