#!/usr/bin/env python3
"""Golden gradients: what matplotlib's LinearSegmentedColormap.from_list gives, and mixtures in Lab and OKLab.

Writes to tests/Pester/data/golden: gradient_<case>.npy, float64 (colours, 3), from 0 to 1. Lab goes through
scikit-image; OKLab through XYZ, the other published way to it, written out here.
"""
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from skimage.color import lab2rgb, rgb2lab

from manifest import GOLDEN, record

# The matrices of https://bottosson.github.io/posts/oklab/, from XYZ (D65).
M1 = np.array([[0.8189330101, 0.3618667424, -0.1288597137],
               [0.0329845436, 0.9293118715, 0.0361456387],
               [0.0482003018, 0.2643662691, 0.6338517070]])
M2 = np.array([[0.2104542553, 0.7936177850, -0.0040720468],
               [1.9779984951, -2.4285922050, 0.4505937099],
               [0.0259040371, 0.7827717662, -0.8086757660]])
XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])


def save(name, table):
    np.save(GOLDEN / f"gradient_{name}.npy", np.ascontiguousarray(table, np.float64))
    print(name, table.shape)


def from_list(name, colors, count=256, gamma=1.0):
    cmap = LinearSegmentedColormap.from_list(name, colors, count, gamma)
    cmap._init()
    save(name, cmap._lut[:count, :3])


def linear(c):
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def stored(c):
    return np.clip(np.where(c <= 0.0031308, c * 12.92, 1.055 * np.maximum(c, 0) ** (1 / 2.4) - 0.055), 0, 1)


def mixed(colors, to, back):
    a, b = (to(np.array(to_rgb(c))) for c in colors)
    t = np.arange(256)[:, None] / 255
    return back(a + t * (b - a))


def main():
    GOLDEN.mkdir(parents=True, exist_ok=True)
    from_list("even", ["navy", "#3cb371", "gold", (1, 1, 1)])
    from_list("places", [(0, "black"), (0.13, "#8a2be2"), (0.77, "orange"), (1, "white")])
    from_list("jump", [(0, "#2166ac"), (0.4, "#f7f7f7"), (0.4, "#fddbc7"), (1, "#b2182b")])
    from_list("gamma", ["#440154", "#21918c", "#fde725"], 256, 2.2)
    from_list("hundred", ["red", "lime", "blue"], 100)
    save("lab", mixed(["blue", "yellow"], lambda c: rgb2lab(c[None])[0], lambda m: lab2rgb(m[None])[0]))
    save("oklab", mixed(["blue", "yellow"], lambda c: M2 @ np.cbrt(M1 @ XYZ @ linear(c)),
                        lambda m: stored((np.linalg.inv(M1 @ XYZ) @ (np.linalg.inv(M2) @ m.T) ** 3).T)))
    record("gradients", ["matplotlib", "numpy", "skimage"])


main()
