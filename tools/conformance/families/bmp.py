"""BMP by Pillow, OpenCV, netpbm, ffmpeg and ImageMagick: 1 to 32 bits, palettes, run lengths, both row orders."""
import numpy as np

import readers
from case import Case


def make(dice, stem):
    return dice.pick(by_pillow, by_pillow, by_opencv, by_netpbm, by_ffmpeg, by_imagemagick)(dice, stem + ".bmp")


def by_pillow(dice, path):
    Image = readers.need("PIL.Image")
    mode = dice.pick("1", "L", "P", "RGB")
    shape = dice.size() + ((3,) if mode == "RGB" else ())
    data = dice.integers(shape, 8)
    if mode == "P":
        image = Image.fromarray(data, "P")
        palette = dice.numpy.integers(0, 256, (256, 3), dtype="u1")
        image.putpalette(palette.tobytes())
        truth = palette[data]
    else:
        truth = np.where(data > 127, 255, 0).astype("u1") if mode == "1" else data
        image = Image.fromarray(truth)
        image = image.convert("1", dither=0) if mode == "1" else image
    image.save(path)
    return Case(path, mode, [truth], "Pillow", "GDAL", colored, bands_free=True)


def colored(path):
    """GDAL, with the colours of a palette."""
    dataset = readers.gdal_open(path)
    table = dataset.GetRasterBand(1).GetColorTable()
    array = dataset.ReadAsArray()
    if table is None:
        return [readers.plain(array if array.ndim == 2 else np.moveaxis(array, 0, -1))]
    lookup = np.array([table.GetColorEntry(i)[:3] for i in range(table.GetCount())], "u1")
    return [gray_or_color(lookup[array])]


def gray_or_color(array):
    """One band where the three are the same."""
    return np.ascontiguousarray(array[..., 0]) if array.ndim == 3 and (array == array[..., :1]).all() else array


def by_opencv(dice, path):
    cv2 = readers.need("cv2")
    bands = dice.pick(1, 3)
    data = dice.integers(dice.size() + ((3,) if bands == 3 else ()), 8)
    cv2.imwrite(path, data if bands == 1 else data[..., ::-1])
    return Case(path, f"{bands} band(s)", [data], "OpenCV", "Pillow", lambda p: [gray(readers.pillow_colors(p)[0], bands)], bands_free=True)


def gray(array, bands):
    return gray_or_color(array) if bands == 1 else array


def by_netpbm(dice, path):
    data = dice.numpy.integers(0, dice.pick(2, 5, 16, 256), dice.size() + (3,), dtype="u1")
    if len(np.unique(data.reshape(-1, 3), axis=0)) > 256 or dice.chance(0.5):
        data = np.repeat(data[..., :1] * np.uint8(dice.pick(1, 51, 85)), 3, -1) if dice.chance(0.3) else data
    head = f"P6\n{data.shape[1]} {data.shape[0]}\n255\n".encode()
    options = [dice.pick("-windows", "-os2")]
    with open(path, "wb") as file:
        file.write(readers.run("ppmtobmp", *options, data=head + data.tobytes()))
    return Case(path, " ".join(options), [data], "ppmtobmp", "bmptopnm", lambda p: [color(readers.netpbm(p, "bmptopnm")[0])], bands_free=True)


def color(array):
    return array if array.ndim == 3 else np.repeat(array[..., None], 3, -1)


def by_ffmpeg(dice, path):
    pixels, bands = dice.pick(("bgr24", 3), ("bgra", 4), ("gray", 1), ("rgb565le", 0), ("rgb555le", 0))
    height, width = dice.size()
    data = dice.integers((height, width) + ((bands or 3,) if bands != 1 else ()), 8)
    source = data if bands in (0, 1) else data[..., [2, 1, 0, 3][:bands]]
    readers.run("ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", pixels if bands else "rgb24", "-s", f"{width}x{height}", "-i", "-",
                *([] if bands else ["-pix_fmt", pixels]), "-frames:v", "1", path, data=np.ascontiguousarray(source).tobytes())
    if not bands:
        # Five bits widen to eight in one way in GDAL, in another in ImageMagick.
        return Case(path, pixels, None, "ffmpeg", "Pillow", lambda p: readers.pillow(p, "RGB"), tolerance=(8, 4), required=False)
    if bands == 4:
        return Case(path, pixels, [data], "ffmpeg", "ffmpeg", lambda p: readers.ffmpeg(p, "rgba", 4), bands_free=True, required=False)
    return Case(path, pixels, [data], "ffmpeg", "GDAL", colored, bands_free=True)


def by_imagemagick(dice, path):
    kind = dice.pick("BMP2", "BMP3", "BMP")
    options = ["-compress", "RLE"] if kind == "BMP3" and dice.chance(0.6) else []
    data = dice.numpy.integers(0, 256, dice.size(), dtype="u1")
    head = f"P5\n{data.shape[1]} {data.shape[0]}\n255\n".encode()
    with open(path, "wb") as file:
        file.write(readers.run("convert", "-", *options, f"{kind}:-", data=head + data.tobytes()))
    return Case(path, f"{kind} {options}", [data], "ImageMagick", "Pillow", lambda p: [gray_or_color(readers.pillow(p, "RGB")[0])], bands_free=True)
