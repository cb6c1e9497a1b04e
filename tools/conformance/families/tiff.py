"""TIFF by tifffile and Pillow: types, bands, planes, compression, predictor, tiles, byte order, BigTIFF, photometric, pages."""
import numpy as np

import readers
from case import Case, oriented

INTEGERS = {"u1": 8, "u2": 16, "u4": 32, "i1": 8, "i2": 16, "i4": 32}


def make(dice, stem):
    path = stem + ".tif"
    return dice.pick(by_tifffile, by_tifffile, by_tifffile, pages, by_pillow, palette, fax)(dice, path)


def data_of(dice, dtype, shape):
    return dice.floats(shape, dtype) if dtype[0] == "f" else dice.integers(shape, INTEGERS[dtype], dtype[0] == "i", dtype)


def by_tifffile(dice, path):
    tifffile = readers.need("tifffile")
    dtype = dice.pick("u1", "u2", "u2", "u4", "i1", "i2", "i4", "f2", "f4", "f4", "f8")
    bands = dice.pick(1, 1, 1, 2, 3, 4, 5)
    height, width = dice.size(150)
    planar = "separate" if bands > 1 and dice.chance(0.4) else "contig"
    data = data_of(dice, dtype, (height, width) + ((bands,) if bands > 1 else ()))
    extra = layout(dice, path, data, planar)
    photometric = "minisblack"
    if bands >= 3 and dtype[0] == "u" and dice.chance(0.6):
        photometric = "rgb"
        if bands > 3:
            extra["extrasamples"] = [dice.pick("unassalpha", "unspecified") if bands == 4 else "unspecified"] * (bands - 3)
    elif bands == 1 and dtype in ("u1", "u2") and dice.chance(0.25):
        photometric = "miniswhite"
    orientation = 1
    if dice.chance(0.12):
        orientation = dice.number(1, 8)
        extra["extratags"] = [(274, "H", 1, orientation, True)]
    stored = np.moveaxis(data, -1, 0) if planar == "separate" else data
    tifffile.imwrite(path, stored, photometric=photometric, planarconfig=planar if bands > 1 else None, metadata=None, **extra)
    truth = data.astype("f4") if dtype == "f2" else data
    if photometric == "miniswhite":
        truth = np.iinfo(dtype).max - truth
    truth = oriented(truth, orientation)
    variant = f"{dtype} {bands} band(s) {planar} {photometric} {extra}"

    def read(p):
        array = readers.gdal(p)[0]
        return [shown(p, array.view("i1") if dtype == "i1" else array)]

    def by_own(p):
        array = readers.tifffile_pages(p)[0]
        return [shown(p, array.astype("f4") if dtype == "f2" else array)]

    # GDAL 3.6 reads a half float as float; some orders of half floats it refuses.
    return Case(path, variant, [truth], "tifffile", "GDAL", read if dtype != "f2" else by_own,
                required=bands in (1, 3, 4) or planar == "contig", read_also=[by_own])


def shown(path, array):
    """Upright, and white inverted, by what the file itself says: a broken one may say otherwise than it was told to."""
    with readers.need("tifffile").TiffFile(path) as file:
        page = file.pages[0]
        turn = page.tags[274].value if 274 in page.tags else 1
        # Without the tag, tifffile assumes white, and libtiff, GDAL and the module black.
        if 262 in page.tags and page.photometric == 0 and array.dtype.kind == "u":
            array = (np.iinfo(array.dtype).max - array).astype(array.dtype)
    return oriented(array, turn if turn in range(1, 9) else 1)


def layout(dice, path, data, planar):
    extra = {"byteorder": dice.pick("<", ">"), "bigtiff": dice.chance(0.3)}
    if dice.chance(0.4):
        extra["tile"] = (16 * dice.number(1, 4), 16 * dice.number(1, 4))
    else:
        extra["rowsperstrip"] = dice.number(1, data.shape[0])
    if dice.chance(0.5):
        extra["compression"] = "zlib" if dice.chance(0.7) else 32946
        # tifffile writes predictor 2 of NumPy's differences without further packages, in the machine's byte order only.
        if dice.chance(0.4) and data.dtype.kind in "ui" and extra["byteorder"] == "<":
            extra["predictor"] = 2
    return extra


def pages(dice, path):
    """Pages of several sizes and types in one file."""
    tifffile = readers.need("tifffile")
    truth = []
    with tifffile.TiffWriter(path, bigtiff=dice.chance(0.3), byteorder=dice.pick("<", ">")) as writer:
        for _ in range(dice.number(2, 5)):
            bands = dice.pick(1, 1, 3)
            dtype = dice.pick("u1", "u2", "f4", "i2") if bands == 1 else dice.pick("u1", "u2")
            data = data_of(dice, dtype, dice.size() + ((3,) if bands == 3 else ()))
            writer.write(data, photometric="rgb" if bands == 3 else "minisblack", metadata=None, contiguous=False,
                         compression="zlib" if dice.chance(0.5) else None, rowsperstrip=dice.number(1, data.shape[0]))
            truth.append(data)
    return Case(path, f"{len(truth)} pages {[f'{a.dtype}{a.shape}' for a in truth]}", truth, "tifffile", "GDAL", gdal_pages, all_pages=True)


def gdal_pages(path):
    found, gdal = [], readers.gdal_module()
    while True:
        try:
            dataset = gdal.Open(f"GTIFF_DIR:{len(found) + 1}:{path}")
        except RuntimeError:
            if not found or len(found) < len(readers.tifffile_pages(path)):
                raise
            return found
        array = dataset.ReadAsArray()
        found.append(readers.plain(array if array.ndim == 2 else np.moveaxis(array, 0, -1)))


def by_pillow(dice, path):
    Image = readers.need("PIL.Image")
    mode = dice.pick("L", "RGB", "RGBA", "I;16", "I", "F", "LA")
    bands = {"RGB": 3, "RGBA": 4, "LA": 2}.get(mode, 1)
    shape = dice.size(120) + ((bands,) if bands > 1 else ())
    data = dice.floats(shape) if mode == "F" else dice.integers(shape, {"I;16": 16, "I": 32}.get(mode, 8), mode == "I")
    compression = dice.pick(None, "tiff_lzw", "tiff_deflate", "tiff_adobe_deflate", "packbits", "zstd", "tiff_lzma")
    extra = {"compression": compression} if compression else {}
    image = Image.fromarray(data)
    try:
        image.save(path, **extra)
    except (OSError, RuntimeError) as e:
        raise ValueError(f"Pillow cannot write {mode} {compression}: {e}") from e
    return Case(path, f"{mode} {compression}", [data], "Pillow", "GDAL", readers.gdal, required=compression not in ("zstd", "tiff_lzma"))


def palette(dice, path):
    tifffile = readers.need("tifffile")
    index = dice.integers(dice.size(), 8)
    colors = dice.numpy.integers(0, 256, (3, 256), dtype="u2")
    extra = {"compression": "zlib"} if dice.chance(0.5) else {}
    if dice.chance(0.3):
        extra["tile"] = (16, 32)
    # TIFF's tables have 16 bits a colour.
    tifffile.imwrite(path, index, photometric="palette", colormap=(colors * 257).astype("u2"), metadata=None, **extra)
    truth = np.moveaxis(colors.astype("u1"), 0, -1)[index]
    # Readers round 16 bits of a broken colour to 8 in their own ways, and guess what a table without its tag of colours means.
    return Case(path, f"palette {extra}", [truth], "tifffile", "GDAL", gdal_palette, damage="cut")


def gdal_palette(path):
    dataset = readers.gdal_open(path)
    table = dataset.GetRasterBand(1).GetColorTable()
    if table is None:
        raise ValueError("no colour table")
    lookup = np.array([table.GetColorEntry(i)[:3] for i in range(table.GetCount())], "u1")
    return [np.ascontiguousarray(lookup[dataset.ReadAsArray()])]


def fax(dice, path):
    """One bit a pixel, by libtiff through Pillow."""
    Image = readers.need("PIL.Image")
    data = np.where(dice.integers(dice.size(), 8) > 127, 255, 0).astype("u1")
    compression = dice.pick(None, "group3", "group4", "tiff_ccitt", "packbits", "tiff_lzw", "tiff_adobe_deflate")
    Image.fromarray(data).convert("1", dither=0).save(path, **({"compression": compression} if compression else {}))
    return Case(path, f"1 bit {compression}", [data], "Pillow", "GDAL", lambda p: [a * np.uint8(255) for a in gdal_bits(p)])


def gdal_bits(path):
    """GDAL gives the stored bit; where 0 is white it is inverted."""
    dataset = readers.gdal_open(path)
    array = dataset.ReadAsArray()
    table = dataset.GetRasterBand(1).GetColorTable()
    if table is not None and table.GetColorEntry(0)[0] == 255:
        array = 1 - array
    return [array.astype("u1")]
