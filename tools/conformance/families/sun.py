"""Sun raster by netpbm, ffmpeg and ImageMagick: odd widths, palettes, run lengths or none."""
import numpy as np

import readers
from case import Case
from families.bmp import color


def make(dice, stem):
    return dice.pick(by_netpbm, by_ffmpeg)(dice, stem + ".ras")


def by_netpbm(dice, path):
    bands = dice.pick(1, 3)
    data = dice.integers(dice.size() + ((3,) if bands == 3 else ()), 8)
    if not (data % 255).any():
        # Of pnmtorast's files of 1 bit, readers do not agree which bit is black.
        data = data // np.uint8(2)
    head = f"P{6 if bands == 3 else 5}\n{data.shape[1]} {data.shape[0]}\n255\n".encode()
    option = dice.pick("-standard", "-rle")
    with open(path, "wb") as file:
        file.write(readers.run("pnmtorast", option, data=head + data.tobytes()))
    return Case(path, f"{bands} band(s) {option}", [color(data)], "pnmtorast", "ffmpeg", lambda p: readers.ffmpeg(p, "rgb24", 3), bands_free=True, read_also=[by_pillow])


def by_ffmpeg(dice, path):
    pixels, bands = dice.pick(("gray", 1), ("bgr24", 3), ("monow", 0))
    height, width = dice.size()
    if bands == 0:
        bits = dice.numpy.integers(0, 2, (height, width), dtype="u1")
        data, source = (1 - bits) * np.uint8(255), np.packbits(bits, axis=1)
    else:
        data = dice.integers((height, width) + ((3,) if bands == 3 else ()), 8)
        source = data if bands == 1 else data[..., ::-1]
    readers.run("ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", pixels, "-s", f"{width}x{height}", "-i", "-", "-rle", dice.pick("0", "1"),
                "-frames:v", "1", "-f", "image2", "-c:v", "sunrast", path, data=np.ascontiguousarray(source).tobytes())
    return Case(path, pixels, [color(data)], "ffmpeg", "rasttopnm", lambda p: [color(readers.netpbm(p, "rasttopnm")[0])], bands_free=True,
                # Of a broken file one heeds the length in its header, and another does not.
                read_also=[by_pillow, lambda p: readers.ffmpeg(p, "rgb24", 3)])


def by_pillow(path):
    return readers.pillow(path, "RGB")
