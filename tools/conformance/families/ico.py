"""Windows icons by Pillow: one image of RGBA, as a bitmap or as PNG."""
import readers
from case import Case


def make(dice, stem):
    path = stem + ".ico"
    kind = dice.pick("png", "bmp")
    side = dice.pick(1, 2, 7, 16, 31, 32, 33, 64, 255, 256)
    data = dice.integers((side, side, 4), 8)
    readers.need("PIL.Image").fromarray(data).save(path, sizes=[(side, side)], bitmap_format=kind)
    return Case(path, f"{kind} {side}", [data], "Pillow", "Pillow", lambda p: readers.pillow(p, "RGBA"), read_also=[lambda p: readers.ffmpeg(p, "rgba", 4)])
