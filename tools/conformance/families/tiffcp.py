"""TIFF by libtiff's tools: FillOrder, planes, endianness, LZW with predictors and old styles of them."""
import numpy as np

import readers
from case import Case
from families import tiff

CODECS = ["none", "none", "lzw", "lzw:2", "zip", "zip:2", "packbits", "zstd", "lzma"]


def make(dice, stem):
    path = stem + ".tif"
    tifffile = readers.need("tifffile")
    bands = dice.pick(1, 1, 3, 4)
    dtype = dice.pick("u1", "u2", "i2", "u4", "f4")
    shape = dice.size(120) + ((bands,) if bands > 1 else ())
    data = tiff.data_of(dice, dtype, shape)
    source = stem + ".source"
    tifffile.imwrite(source, data, photometric="rgb" if bands > 2 else "minisblack", metadata=None,
                     extrasamples=["unassalpha"] if bands == 4 else None)
    codec = dice.pick(*CODECS)
    options = ["-c", codec]
    if dtype[0] == "f" and codec.endswith(":2"):
        options[1] = codec.replace(":2", ":3")
    options += ["-f", dice.pick("lsb2msb", "msb2lsb")]
    # libtiff does not read what it writes with predictor 3 in the other byte order.
    options += ["-L" if ":3" in options[1] else dice.pick("-B", "-L")]
    if dice.chance(0.3):
        options.append("-8")
    if bands > 1 and dtype == "u1":
        options += ["-p", dice.pick("contig", "separate")]
    options += ["-t", "-w", "32", "-l", "48"] if dice.chance(0.4) else ["-s", "-r", str(dice.number(1, shape[0]))]
    readers.run("tiffcp", *options, source, path)
    return Case(path, f"{dtype} {bands} band(s) {' '.join(options)}", [data], "tiffcp", "GDAL", readers.gdal, required=codec not in ("zstd", "lzma"))
