"""Targa by Pillow, netpbm, ffmpeg and ImageMagick: run lengths, image IDs, palettes, both row orders, 15 to 32 bits."""
import numpy as np

import readers
from case import Case
from families.bmp import color, gray_or_color


def make(dice, stem):
    return dice.pick(by_pillow, by_pillow, by_pillow, by_netpbm, by_ffmpeg, by_hand)(dice, stem + ".tga")


# Of a broken file one refuses packets that cross rows, and another goes on.
def by_ffmpeg_rgba(path):
    return readers.ffmpeg(path, "rgba", 4)


def by_tgatoppm(path):
    return [color(readers.netpbm(path, "tgatoppm")[0])]


def by_pillow(dice, path):
    Image = readers.need("PIL.Image")
    mode = dice.pick("1", "L", "LA", "P", "RGB", "RGBA")
    bands = {"LA": 2, "RGB": 3, "RGBA": 4}.get(mode, 1)
    data = dice.integers(dice.size() + ((bands,) if bands > 1 else ()), 8)
    truth = data
    image = Image.fromarray(np.where(data > 127, 255, 0).astype("u1") if mode == "1" else data, None if mode in ("1", "L") or bands > 1 else mode)
    if mode == "1":
        truth = np.where(data > 127, 255, 0).astype("u1")
        image = image.convert("1", dither=0)
    if mode == "P":
        palette = dice.numpy.integers(0, 256, (256, 3), dtype="u1")
        image.putpalette(palette.tobytes())
        truth = palette[data]
    extra = {"compression": dice.pick(None, "tga_rle"), "orientation": dice.pick(-1, 1)}
    if dice.chance(0.4):
        extra["id_section"] = b"made by hand"[:dice.number(1, 12)]
    image.save(path, **extra)

    # ffmpeg reads no grey with alpha; Pillow reads what it wrote.
    def read(p):
        return readers.pillow_colors(p)

    return Case(path, f"{mode} {extra}", [truth], "Pillow", "Pillow", read, bands_free=True, required=mode in ("L", "RGB", "RGBA"), read_also=[by_ffmpeg_rgba, by_tgatoppm])


def by_netpbm(dice, path):
    bands = dice.pick(1, 3)
    data = dice.integers(dice.size() + ((3,) if bands == 3 else ()), 8)
    head = f"P{6 if bands == 3 else 5}\n{data.shape[1]} {data.shape[0]}\n255\n".encode()
    options = [dice.pick("-mono", "-norle") if bands == 1 else dice.pick("-rgb", "-norle")]
    with open(path, "wb") as file:
        file.write(readers.run("pamtotga", *options, data=head + data.tobytes()))
    return Case(path, f"{bands} band(s) {options}", [color(data)], "pamtotga", "Pillow", lambda p: readers.pillow(p, "RGB"), bands_free=True, read_also=[by_ffmpeg_rgba, by_tgatoppm])


def by_ffmpeg(dice, path):
    pixels, bands = dice.pick(("gray", 1), ("bgr24", 3), ("bgra", 4))
    height, width = dice.size()
    data = dice.integers((height, width) + ((bands,) if bands > 1 else ()), 8)
    source = data if bands == 1 else data[..., [2, 1, 0, 3][:bands]]
    readers.run("ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", pixels, "-s", f"{width}x{height}", "-i", "-", "-rle", dice.pick("0", "1"),
                "-frames:v", "1", path, data=np.ascontiguousarray(source).tobytes())
    return Case(path, pixels, [data], "ffmpeg", "Pillow", readers.pillow, bands_free=True, read_also=[by_ffmpeg_rgba, by_tgatoppm])


def by_hand(dice, path):
    """Palettes of 15 and 16 bits, which no writer here makes; netpbm and ffmpeg read them."""
    bits = dice.pick(15, 16)
    height, width = dice.size()
    colors = dice.numpy.integers(0, 1 << 15, dice.number(2, 256), dtype="u2")
    index = dice.numpy.integers(0, len(colors), (height, width), dtype="u1")
    header = bytes([0, 1, 1, 0, 0]) + len(colors).to_bytes(2, "little") + bytes([bits, 0, 0, 0, 0]) + width.to_bytes(2, "little") + height.to_bytes(2, "little") + bytes([8, 0x20])
    with open(path, "wb") as file:
        file.write(header + colors.astype("<u2").tobytes() + index.tobytes())
    five = np.stack([colors >> 10 & 31, colors >> 5 & 31, colors & 31], -1).astype("f8")
    truth = np.rint(five * 255 / 31).astype("u1")[index]
    # Five bits widen by repetition of their bits or by division: 1 between them. A palette of greys stays colours.
    return Case(path, f"palette of {bits} bits", None, "by hand", "ffmpeg", lambda p: readers.ffmpeg(p, "rgb24", 3), tolerance=(9, 5), required=False, bands_free=True) if gray_or_color(truth).ndim == 3 else by_netpbm(dice, path)
