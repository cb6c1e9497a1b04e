"""PCX by Pillow, netpbm and ffmpeg: 1, 8 and 24 bits, palettes, odd widths."""
import numpy as np

import readers
from case import Case
from families.bmp import color


def make(dice, stem):
    return dice.pick(by_pillow, by_netpbm, by_ffmpeg)(dice, stem + ".pcx")


# Of a broken file one refuses runs that cross rows, and another goes on.
def by_pcxtoppm(path):
    return [color(readers.netpbm(path, "pcxtoppm")[0])]


def by_ffmpeg_rgb(path):
    return readers.ffmpeg(path, "rgb24", 3)


def by_pillow_rgb(path):
    return readers.pillow(path, "RGB")


def by_pillow(dice, path):
    Image = readers.need("PIL.Image")
    mode = dice.pick("1", "L", "P", "RGB")
    data = dice.integers(dice.size() + ((3,) if mode == "RGB" else ()), 8)
    truth = np.where(data > 127, 255, 0).astype("u1") if mode == "1" else data
    image = Image.fromarray(truth, "P" if mode == "P" else None)
    if mode == "1":
        image = image.convert("1", dither=0)
    if mode == "P":
        palette = dice.numpy.integers(0, 256, (256, 3), dtype="u1")
        image.putpalette(palette.tobytes())
        truth = palette[data]
    image.save(path)
    return Case(path, mode, [color(truth)], "Pillow", "ffmpeg", by_ffmpeg_rgb, bands_free=True, read_also=[by_pcxtoppm, by_pillow_rgb])


def by_netpbm(dice, path):
    # Fewer than 257 colours make a palette, 16 or 2 fewer bits.
    count = dice.pick(2, 4, 8, 16, 200)
    colors = dice.numpy.integers(0, 256, (count, 3), dtype="u1")
    data = colors[dice.numpy.integers(0, count, dice.size())]
    head = f"P6\n{data.shape[1]} {data.shape[0]}\n255\n".encode()
    options = dice.pick([], ["-24bit"], ["-8bit"], ["-packed"])
    with open(path, "wb") as file:
        file.write(readers.run("ppmtopcx", *options, data=head + data.tobytes()))
    return Case(path, f"{count} colours {options}", [data], "ppmtopcx", "pcxtoppm", by_pcxtoppm,
                # Two colours other than black and white: ppmtopcx and pcxtoppm keep them, Pillow, ffmpeg and GraphicsMagick pass over them.
                bands_free=True, required=count > 2 or bool(options) and options[0] != "-packed", read_also=[by_pillow_rgb, by_ffmpeg_rgb])


def by_ffmpeg(dice, path):
    pixels, bands = dice.pick(("gray", 1), ("rgb24", 3))
    height, width = dice.size()
    data = dice.integers((height, width) + ((3,) if bands == 3 else ()), 8)
    readers.run("ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", pixels, "-s", f"{width}x{height}", "-i", "-", "-frames:v", "1", path, data=data.tobytes())
    return Case(path, pixels, [color(data)], "ffmpeg", "Pillow", by_pillow_rgb, bands_free=True, read_also=[by_pcxtoppm, by_ffmpeg_rgb])
