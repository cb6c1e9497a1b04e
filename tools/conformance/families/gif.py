"""GIF by Pillow, GDAL and ffmpeg: palettes of 2 to 256 colours, interlaced, transparent, and frames that cover a part."""
import numpy as np

import readers
from case import Case


def make(dice, stem):
    return dice.pick(single, single, by_gdal, by_netpbm)(dice, stem + ".gif")


def single(dice, path):
    Image = readers.need("PIL.Image")
    colors = dice.pick(2, 3, 4, 16, 17, 100, 256)
    index = dice.numpy.integers(0, colors, dice.size(), dtype="u1")
    palette = dice.numpy.integers(0, 256, (256, 3), dtype="u1")
    image = Image.fromarray(index, "P")
    image.putpalette(palette[:colors].tobytes())
    extra = {"interlace": dice.pick(0, 1), "optimize": False}
    truth = palette[index]
    if dice.chance(0.3):
        key = dice.number(0, colors - 1)
        extra["transparency"] = key
        # The colour under a transparent pixel is nobody's: only that it is transparent counts.
        alpha = np.where(index == key, 0, 255).astype("u1")
        truth = np.concatenate([np.where(alpha[..., None] > 0, truth, 0), alpha[..., None]], -1).astype("u1")
    image.save(path, **extra)
    return Case(path, f"{colors} colours {extra}", [truth], "Pillow", "ffmpeg", lambda p: read(p, truth.shape[2]), read_also=[readers.pillow_colors], entrance="image-alpha")


def read(path, bands):
    array = readers.ffmpeg(path, "rgba", 4)[0]
    if bands == 3:
        return [np.ascontiguousarray(array[..., :3])]
    return [np.ascontiguousarray(np.where(array[..., 3:] > 0, array, 0))]


def by_gdal(dice, path):
    gdal = readers.gdal_module()
    data = dice.integers(dice.size(), 8)
    from families.geotiff import memory
    dataset = memory(data, "u1", 1)
    table, lookup = gdal.ColorTable(), dice.numpy.integers(0, 256, (256, 3))
    for i, color in enumerate(lookup):
        table.SetColorEntry(i, tuple(int(v) for v in color) + (255,))
    dataset.GetRasterBand(1).SetColorTable(table)
    gdal.GetDriverByName("GIF").CreateCopy(path, dataset, options=[f"INTERLACING={dice.pick('YES', 'NO')}"])
    return Case(path, "GDAL's", [lookup[data].astype("u1")], "GDAL", "Pillow", lambda p: readers.pillow(p, "RGB"), read_also=[lambda p: read(p, 3)])


def by_netpbm(dice, path):
    data = dice.integers(dice.size(), dice.pick(1, 2, 3, 5, 8))
    head = f"P5\n{data.shape[1]} {data.shape[0]}\n255\n".encode()
    with open(path, "wb") as file:
        file.write(readers.run("pamtogif", *(["-interlace"] if dice.chance(0.5) else []), data=head + data.tobytes()))
    return Case(path, "grey", [np.repeat(data[..., None], 3, -1)], "pamtogif", "Pillow", lambda p: readers.pillow(p, "RGB"), read_also=[lambda p: read(p, 3)])
