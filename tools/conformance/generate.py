"""Writes a batch of random files with independent programs, and what independent readers find in them.

    python3 generate.py --seed 7 --families png,tiff --first 0 --count 100 --out folder
    python3 generate.py --seed 7 --case tiff:123 --out folder

Each line of manifest.jsonl in the folder is a case. A file depends on seed, family and number alone.
"""
import argparse
import importlib
import json
import os
import sys
import time
import traceback

import numpy as np

from case import Dice, Unavailable
from damage import damaged
from weights import WEIGHTS, place

DAMAGED = 0.25
HEATMAPS = 0.15


def same(one, other):
    return len(one) == len(other) and all(
        a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc" and b.dtype.kind in "fc") for a, b in zip(one, other))


def full(array):
    """As red, green, blue and alpha."""
    array = array if array.ndim == 3 else array[..., None]
    bands = array.shape[2]
    top = 255 if array.dtype.itemsize == 1 else 65535
    color = array[..., :3] if bands >= 3 else np.repeat(array[..., :1], 3, -1)
    alpha = array[..., -1:] if bands in (2, 4) else np.full(array.shape[:2] + (1,), top, array.dtype)
    return np.concatenate([color, alpha], -1)


def save(folder, name, arrays):
    names = []
    for page, array in enumerate(arrays):
        path = os.path.join(folder, f"{name}.{page}.npy")
        np.save(path, np.ascontiguousarray(array))
        names.append(path)
    return names


def colored(array):
    """The colours that matplotlib gives one band on its own range, in double precision."""
    from matplotlib import cm, colors
    low, high = float(array.min()), float(array.max())
    return np.rint(255 * cm.get_cmap("inferno")(colors.Normalize(low, high)(array.astype("f8")))[..., :3]).astype("u1")


def describe(dice, family, number, folder):
    """Makes a file; returns its line of the manifest."""
    name = f"{family}-{number}"
    case = importlib.import_module(f"families.{family}").make(dice, os.path.join(folder, name))
    line = {
        "family": family, "number": number, "variant": case.variant, "file": case.path, "writer": case.writer, "reader": case.reader,
        "required": case.required, "tolerance": case.tolerance, "allPages": case.all_pages, "nodata": [repr(float(v)) for v in case.nodata],
        "refusals": list(case.refusals), "entrance": case.entrance, "checkType": case.check_type, "bandsFree": case.bands_free, "expect": "pixels", "others": [],
    }
    found = [np.ascontiguousarray(a) for a in case.read(case.path)]
    if case.truth is None:
        case.truth = found
    elif not same(case.truth, found) and not (case.bands_free and same([full(a) for a in case.truth], [full(a) for a in found])):
        line["expect"] = "disputed"
        line["dispute"] = f"the writer's {[f'{a.dtype}{a.shape}' for a in case.truth]} is not the reader's {[f'{a.dtype}{a.shape}' for a in found]}"
    line["pages"] = save(folder, name, case.truth)
    if case.valid is not None:
        line["valid"] = save(folder, f"{name}-valid", [np.asarray(v).astype("u1") for v in case.valid])
    first = case.truth[0]
    if case.damage and line["expect"] == "pixels" and dice.chance(DAMAGED):
        damage(dice, case, line, folder, name)
    elif dice.chance(HEATMAPS) and first.ndim == 2 and not case.nodata and case.entrance == "image" and case.tolerance == (0, 0) and np.isfinite(first).all() and abs(first.astype("f8")).max() < 1e30:
        try:
            line["heatmap"] = save(folder, f"{name}-heatmap", [colored(first)])[0]
        except ImportError:
            pass
    return line


def damage(dice, case, line, folder, name):
    with open(case.path, "rb") as file:
        whole = file.read()
    if len(whole) < 2:
        return
    broken, what = damaged(dice, whole, case.damage == "cut")
    if broken == whole:
        return
    with open(case.path, "wb") as file:
        file.write(broken)
    line["variant"] += f", {what}"
    line["expect"] = "damaged"
    refusals = []
    # A cut file must be refused, or be what it was: it has lost something, whatever a reader makes of it. One that is broken
    # elsewise may be what any of the readers makes of it.
    for number, read in enumerate([] if what.startswith("cut") else [case.read, *case.read_also]):
        try:
            line["others"].append(save(folder, f"{name}-other{number}", [np.ascontiguousarray(a) for a in read(case.path)]))
        except Exception as e:
            refusals.append(f"{type(e).__name__} {e}"[:120])
    line["dispute"] = f"{len(refusals)} of {1 + len(case.read_also)} readers refuse it: {'; '.join(refusals)}"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--families", default=",".join(WEIGHTS))
    arguments.add_argument("--first", type=int, default=0)
    arguments.add_argument("--count", type=int, default=100)
    arguments.add_argument("--case")
    arguments.add_argument("--seconds", type=float, default=1e9)
    arguments.add_argument("--out", required=True)
    options = arguments.parse_args()
    os.makedirs(options.out, exist_ok=True)
    os.environ["PYTHONHASHSEED"] = "0"
    until = time.monotonic() + options.seconds
    lost = {}
    with open(os.path.join(options.out, "manifest.jsonl"), "w", encoding="utf-8") as manifest:
        def tell(line):
            manifest.write(json.dumps(line) + "\n")
            manifest.flush()

        for index in range(options.first, options.first + options.count):
            family, number = options.case.split(":") if options.case else place(options.families.split(","), index)
            if family in lost:
                continue
            tell({"begin": index, "family": family, "number": int(number)})
            try:
                tell(describe(Dice(options.seed, family, number), family, int(number), options.out) | {"index": index})
            except Unavailable as e:
                # Another number of the family may do without it.
                tell({"index": index, "family": family, "number": int(number), "expect": "unavailable", "dispute": str(e)})
            except Exception as e:
                place_of = traceback.extract_tb(sys.exc_info()[2])[-1]
                tell({"index": index, "family": family, "number": int(number), "expect": "failed",
                      "dispute": f"{type(e).__name__}: {e} ({os.path.basename(place_of.filename)}:{place_of.lineno})"[:400]})
            if options.case or time.monotonic() > until:
                break


main()
