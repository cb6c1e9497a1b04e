#!/usr/bin/env python3
"""Golden lookup tables from the peers: what each colormap gives for the 256 values k/255, as rounded bytes.

Writes to tests/Pester/data/golden: <family>_luts.npy, uint8 of shape (maps, 256, 3) in RGB order, and
<family>_luts.txt, the names in that order; matplotlib_levels.npy, uint8 of shape (maps, sum of LEVELS, 3): each of matplotlib's
maps reduced to each number of colours in turn, as get_cmap(name, n) does. Needs the packages that tools/colormaps/extract.py needs.
"""
import cv2
import matplotlib
import numpy as np

from manifest import GOLDEN, record

LEVELS = (2, 3, 5, 8, 11, 33)


def save(family, names, luts):
    luts = np.stack(luts)
    assert luts.dtype == np.uint8 and luts.shape[1:] == (256, 3)
    np.save(GOLDEN / f"{family}_luts.npy", luts)
    (GOLDEN / f"{family}_luts.txt").write_text("\n".join(names) + "\n")
    print(family, luts.shape)


def rounded(cmap):
    return np.rint(255 * cmap(np.arange(256) / 255.0)[:, :3]).astype(np.uint8)


def rounded_table(cmap):
    return np.rint(255 * cmap(np.arange(cmap.N))[:, :3]).astype(np.uint8)


def main():
    GOLDEN.mkdir(parents=True, exist_ok=True)
    maps = sorted(matplotlib.colormaps)  # before colorcet adds its own
    save("matplotlib", maps, [rounded(matplotlib.colormaps[n]) for n in maps])

    steps = [np.concatenate([rounded_table(matplotlib.colormaps[n].resampled(k)) for k in LEVELS]) for n in maps]
    np.save(GOLDEN / "matplotlib_levels.npy", np.stack(steps))

    ramp = np.arange(256, dtype=np.uint8).reshape(1, 256)
    names = sorted((n for n in dir(cv2) if n.startswith("COLORMAP_")), key=lambda n: getattr(cv2, n))
    save("opencv", names, [cv2.applyColorMap(ramp, getattr(cv2, n))[0, :, ::-1] for n in names])

    import colorcet
    full = sorted(n for n in colorcet.cm if not n.startswith("cet_"))
    save("colorcet", full, [rounded(colorcet.cm[n]) for n in full])
    record("luts", ["matplotlib", "cv2", "numpy", "colorcet"])


main()
