#!/usr/bin/env python3
"""Makes the colormap tables that the engine embeds, one file a family.

    apt-get install python3-matplotlib python3-opencv python3-colorcet python3-palettable
    python3 tools/colormaps/extract.py [folder]

The folder is src/HeatmapPS.Engine/Color/Tables by default. The last two packages may also be unpacked anywhere
(apt-get download, dpkg -x) and named by PYTHONPATH. The file format is described in Color/ColormapFile.cs.
"""
import pathlib
import struct
import sys

import cv2
import matplotlib
import numpy as np

import segments
import thermal
from kinds import MATPLOTLIB_CVD_SAFE, MATPLOTLIB_CVD_UNSAFE, MATPLOTLIB_KINDS, MATPLOTLIB_LICENCES, UNIFORM

MAGIC = b"HPSCMAP1"
OPENCV_KINDS = {"parula": "Sequential", "deepgreen": "Sequential"}
COLORCET = "colorcet 2.0.2"  # Debian's version; the package itself does not tell it
OKABE_ITO = ["000000", "E69F00", "56B4E9", "009E73", "F0E442", "0072B2", "D55E00", "CC79A7"]


class Family:
    """Collects the maps of one family and writes them as one file."""

    def __init__(self, name, source, licence):
        self.name, self.lines, self.data = name, ["\t".join((name, source, licence))], b""

    def _store(self, table):
        """Appends an N x 3 table; gives its offset and sample type. Bytes are kept as bytes where that is exact."""
        table = np.asarray(table)
        at = len(self.data)
        if table.dtype == np.uint8:
            raw, kind = table.tobytes(), "u8"
        else:
            raw, kind = table.astype("<f8").tobytes(), "f64"
        self.data += raw + b"\0" * (-len(raw) % 8)
        return at, kind

    def add(self, name, table, kind, uniform=False, cvd=None, aliases=(), licence=None, reversed_table=None,
            curves=()):
        at, sample = self._store(table)
        reversed_at = ""
        if reversed_table is not None:
            reversed_at, reversed_sample = self._store(reversed_table)
            assert reversed_sample == sample
        definition = ";".join(c if isinstance(c, str) else f"points:{self._store(c)[0]},{len(c)}" for c in curves)
        safe = "" if cvd is None else "safe" if cvd else "unsafe"
        fields = (name, len(table), at, sample, kind, "uniform" if uniform else "", safe, reversed_at, licence or "",
                  ",".join(aliases), definition)
        self.lines.append("\t".join(map(str, fields)))

    def write(self, folder):
        text = ("\n".join(self.lines) + "\n").encode()
        text += b"\n" * (-(len(text) + 12) % 8)
        path = folder / (self.name + ".cmap")
        path.write_bytes(MAGIC + struct.pack("<i", len(text)) + text + self.data)
        print(path, len(self.lines) - 1, "maps", path.stat().st_size, "bytes")


def matplotlib_family():
    family = Family("matplotlib", "matplotlib " + matplotlib.__version__, "Matplotlib")
    aliases = {"gray": ["grey"], "gist_gray": ["gist_grey"], "gist_yarg": ["gist_yerg"], "Greys": ["Grays"]}
    maps = matplotlib.colormaps
    for name in sorted((n for n in maps if not n.endswith("_r")), key=str.lower):
        table = maps[name](np.arange(maps[name].N))
        backward = maps[name + "_r"](np.arange(maps[name + "_r"].N))
        assert (table[:, 3] == 1).all() and table.shape == backward.shape
        # matplotlib computes a reversed map anew; where that changes a rounded colour, both are stored.
        differs = any((np.rint(s * table[::-1]) != np.rint(s * backward)).any() for s in (255, 65535))
        cvd = True if name in MATPLOTLIB_CVD_SAFE else False if name in MATPLOTLIB_CVD_UNSAFE else None
        family.add(name, table[:, :3], MATPLOTLIB_KINDS[name], name in UNIFORM, cvd, aliases.get(name, ()),
                   MATPLOTLIB_LICENCES.get(name), backward[:, :3] if differs else None, segments.curves(maps[name]))
    okabe_ito = np.array([list(bytes.fromhex(c)) for c in OKABE_ITO], np.uint8)
    family.add("okabe_ito", okabe_ito, "Qualitative", cvd=True, licence="Public domain")
    return family


def opencv_family():
    family = Family("opencv", "OpenCV " + cv2.__version__, "Apache-2.0")
    ramp = np.arange(256, dtype=np.uint8).reshape(1, 256)
    constants = {k: getattr(cv2, k) for k in dir(cv2) if k.startswith("COLORMAP_")}
    for constant, value in sorted(constants.items(), key=lambda p: p[1]):
        name = constant[len("COLORMAP_"):].lower()
        kind = OPENCV_KINDS.get(name) or MATPLOTLIB_KINDS[name]
        cvd = True if name in UNIFORM else False if name in MATPLOTLIB_CVD_UNSAFE else None
        table = cv2.applyColorMap(ramp, value)[0, :, ::-1]
        family.add(name, np.ascontiguousarray(table), kind, name in UNIFORM, cvd)
    return family


def colorcet_family():
    import colorcet
    short, taken = set(colorcet.palette_n), {}
    family = Family("colorcet", COLORCET, "CC-BY-4.0")
    for full in colorcet.all_original_names():
        names = [n.strip() for n in colorcet.get_aliases(full).split(",")]
        name = next((n for n in names if n in short), None) or full
        data = getattr(colorcet, full)
        if name in taken:  # a second full name of a map that is there already
            assert np.array_equal(np.array(data), taken[name])
            continue
        taken[name] = np.array(data)
        glasbey = full.startswith("glasbey")
        kind = ("Qualitative" if glasbey else "Cyclic" if full.startswith("cyclic")
                else "Diverging" if full.startswith("diverging") and "linear" not in full and "rainbow" not in full
                else "Sequential" if full.startswith("linear") else "Miscellaneous")
        if glasbey:
            data = np.rint(255 * np.array(data)).astype(np.uint8)
        cvd = True if "protanopic" in full or "grey" in full else None
        family.add(name, np.array(data), kind, not glasbey, cvd, sorted(set(names) - {name}))
    return family


def palettable_family(name, module, licence, qualitative_free_kinds, skip=()):
    import palettable
    family = Family(name, "palettable " + palettable.__version__, licence)
    for key, data in sorted(vars(module).items()):
        label = key.lstrip("_")
        if key.startswith("__") or not label.isupper() or label in skip or not isinstance(data, (list, tuple)):
            continue
        label = {"GRAYC": "grayC"}.get(label, label.lower())
        family.add(label, np.array(data, np.uint8), qualitative_free_kinds.get(label, "Sequential"), True,
                   True if name == "scientific" or label == "gray" else None)
    return family


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else root / "src/HeatmapPS.Engine/Color/Tables"
    folder.mkdir(parents=True, exist_ok=True)
    thermal.fill(Family("thermal", "HeatmapPS 0.1.0", "MIT")).write(folder)
    # colorcet adds its own names to matplotlib's register when it is imported, so matplotlib's are taken first.
    matplotlib_family().write(folder)
    opencv_family().write(folder)
    colorcet_family().write(folder)
    from palettable.cmocean import colormaps as cmocean
    from palettable.scientific import colordata as scientific
    palettable_family("cmocean", cmocean, "MIT", {
        "balance": "Diverging", "curl": "Diverging", "delta": "Diverging", "phase": "Cyclic"}).write(folder)
    palettable_family("scientific", scientific, "MIT", {
        n: "Diverging" for n in ("berlin", "broc", "cork", "lisbon", "roma", "tofino", "vik")}).write(folder)


main()
