"""SGI by Pillow, netpbm and ffmpeg: 8 and 16 bits, grey to RGBA, run lengths or none."""
import numpy as np

import readers
from case import Case


def make(dice, stem):
    return dice.pick(by_pillow, by_netpbm, by_ffmpeg)(dice, stem + ".sgi")


def by_pillow(dice, path):
    Image = readers.need("PIL.Image")
    mode = dice.pick("L", "RGB", "RGBA")
    data = dice.integers(dice.size() + ((len(mode),) if mode != "L" else ()), 8)
    Image.fromarray(data).save(path)
    return Case(path, mode, [data], "Pillow", "ffmpeg" if mode == "RGBA" else "sgitopnm",
                (lambda p: readers.ffmpeg(p, "rgba", 4)) if mode == "RGBA" else (lambda p: readers.netpbm(p, "sgitopnm")))


def by_netpbm(dice, path):
    bits, bands = dice.pick(8, 16), dice.pick(1, 3)
    data = dice.integers(dice.size() + ((3,) if bands == 3 else ()), bits)
    head = f"P{6 if bands == 3 else 5}\n{data.shape[1]} {data.shape[0]}\n{(1 << bits) - 1}\n".encode()
    option = dice.pick("-rle", "-verbatim")
    with open(path, "wb") as file:
        file.write(readers.run("pnmtosgi", option, data=head + data.astype(">u2" if bits == 16 else "u1").tobytes()))
    pixels = {(1, 8): "gray", (3, 8): "rgb24", (1, 16): "gray16le", (3, 16): "rgb48le"}[bands, bits]
    return Case(path, f"{bits} bits {bands} band(s) {option}", [data], "pnmtosgi", "ffmpeg",
                lambda p: readers.ffmpeg(p, pixels, bands, "u1" if bits == 8 else "<u2"), bands_free=True, required=bits == 8)


def by_ffmpeg(dice, path):
    pixels, bands, dtype = dice.pick(("gray", 1, "u1"), ("rgb24", 3, "u1"), ("rgba", 4, "u1"), ("gray16be", 1, ">u2"), ("rgb48be", 3, ">u2"), ("rgba64be", 4, ">u2"))
    height, width = dice.size()
    data = dice.integers((height, width) + ((bands,) if bands > 1 else ()), 16 if "2" in dtype else 8)
    runs = dice.pick("0", "1")
    readers.run("ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", pixels, "-s", f"{width}x{height}", "-i", "-", "-rle", runs,
                "-frames:v", "1", path, data=np.ascontiguousarray(data.astype(dtype)).tobytes())
    # ffmpeg leaves out the byte that ends a row's runs, and sgitopnm asks for it.
    netpbm = bands < 4 and runs == "0"
    read = (lambda p: readers.netpbm(p, "sgitopnm")) if netpbm else (lambda p: readers.ffmpeg(p, pixels, bands, dtype))
    return Case(path, f"{pixels} runs {runs}", [data], "ffmpeg", "sgitopnm" if netpbm else "ffmpeg", read, bands_free=True, required=dtype == "u1")
