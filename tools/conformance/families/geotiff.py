"""GeoTIFF by GDAL: every compression, packed bits, predictors, nodata, alpha, planes, endianness, overviews, COG."""
import numpy as np

import readers
from case import Case

NUMBERS = {"u1": "Byte", "u2": "UInt16", "i2": "Int16", "u4": "UInt32", "i4": "Int32", "f4": "Float32", "f8": "Float64"}
BITS = {"u1": 8, "u2": 16, "i2": 16, "u4": 32, "i4": 32}


def make(dice, stem):
    path = stem + ".tif"
    return dice.pick(ordinary, ordinary, ordinary, packed, nodata, nodata, cog, lossy, colors)(dice, path)


def memory(data, dtype, bands):
    gdal = readers.gdal_module()
    dataset = gdal.GetDriverByName("MEM").Create("", data.shape[1], data.shape[0], bands, getattr(gdal, f"GDT_{NUMBERS[dtype]}"))
    for band in range(bands):
        dataset.GetRasterBand(band + 1).WriteArray(data if bands == 1 else data[..., band])
    return dataset


def samples(dice, dtype, shape):
    return dice.floats(shape, dtype) if dtype[0] == "f" else dice.integers(shape, BITS[dtype], dtype[0] == "i", dtype)


def layout(dice, dtype, bands, compressions=("NONE", "LZW", "PACKBITS", "DEFLATE", "DEFLATE", "LZW")):
    compression = dice.pick(*compressions)
    options = [f"COMPRESS={compression}", f"BIGTIFF={dice.pick('YES', 'NO')}", f"ENDIANNESS={dice.pick('LITTLE', 'BIG')}"]
    if bands > 1:
        options.append(f"INTERLEAVE={dice.pick('PIXEL', 'BAND')}")
    if dice.chance(0.5):
        options += ["TILED=YES", f"BLOCKXSIZE={16 * dice.number(1, 4)}", f"BLOCKYSIZE={16 * dice.number(1, 4)}"]
    elif dice.chance(0.6):
        options.append(f"BLOCKYSIZE={dice.number(1, 40)}")
    if compression in ("LZW", "DEFLATE", "ZSTD") and dice.chance(0.6):
        options.append(f"PREDICTOR={dice.pick(2, 3) if dtype[0] == 'f' else 2}")
    if "PREDICTOR=3" in options:
        # libtiff does not read what it writes with this predictor in the other byte order.
        options = [o.replace("=BIG", "=LITTLE") for o in options]
    return options


def predicted_double(dtype, options):
    """Predictor 2 on doubles is GDAL's own; predictor 3 on doubles is in the specification."""
    return dtype == "f8" and "PREDICTOR=2" in options


def by_tifffile(path):
    return readers.tifffile_pages(path)[:1]


def check(path):
    """tifffile where it knows the compression without further packages, else GDAL itself, beside what was written."""
    try:
        return by_tifffile(path)
    except (ValueError, KeyError, NotImplementedError, RuntimeError) as e:
        if "imagecodecs" not in str(e):
            raise
        return readers.gdal(path)


def ordinary(dice, path):
    dtype, bands = dice.pick(*NUMBERS), dice.pick(1, 1, 1, 2, 3, 4, 5)
    shape = dice.size(150) + ((bands,) if bands > 1 else ())
    data = samples(dice, dtype, shape)
    rare = dice.chance(0.15) and bands == 1
    options = layout(dice, dtype, bands, ("ZSTD", "LZMA", "LERC", "LERC_DEFLATE") if rare else ("NONE", "LZW", "PACKBITS", "DEFLATE", "DEFLATE", "LZW"))
    if bands == 4 and dtype in ("u1", "u2"):
        options.append(f"ALPHA={dice.pick('YES', 'NO')}")
    readers.gdal_module().GetDriverByName("GTiff").CreateCopy(path, memory(data, dtype, bands), options=options)
    return Case(path, f"{dtype} {bands} band(s) {options}", [data], "GDAL", "tifffile", check, read_also=[readers.gdal],
                required=not rare and not predicted_double(dtype, options))


def packed(dice, path):
    """Samples of fewer bits than their type: 1, 2 and 4 widened, 9 to 15 as they are."""
    bits, bands = dice.number(1, 15), dice.pick(1, 1, 3)
    if bits == 8:
        bits = 12
    dtype = "u1" if bits < 8 else "u2"
    shape = dice.size(100) + ((bands,) if bands > 1 else ())
    data = dice.integers(shape, bits)
    # Predictors of packed samples are nobody's standard.
    options = [o for o in layout(dice, dtype, bands) if not o.startswith("PREDICTOR")] + [f"NBITS={bits}"]
    readers.gdal_module().GetDriverByName("GTiff").CreateCopy(path, memory(data, dtype, bands), options=options)
    widen = {1: 255, 2: 85, 4: 17}.get(bits, 1)
    return Case(path, f"{bits} bits {bands} band(s) {options}", [data * np.uint8(widen) if widen > 1 else data], "GDAL", "GDAL",
                lambda p: [a * np.uint8(widen) if widen > 1 else a for a in readers.gdal(p)], required=bits in (1, 2, 4, 10, 12, 14) and bands == 1)


def nodata(dice, path):
    """What GDAL's mask says is missing counts in no statistic, compared in the samples' own type."""
    dtype = dice.pick("u1", "u2", "i2", "i4", "f4", "f4", "f4", "f8")
    shape = dice.size(100)
    data = samples(dice, dtype, shape)
    if dtype[0] == "f":
        value = dice.pick(-9999.0, -3.40282306074e+38, -3.4e38, 1e20, -9999.9, 0.1, 1.17549435e-38, float("nan"), -32768.0)
    else:
        value = float(data.flat[0]) if dice.chance(0.5) else float(dice.pick(0, 1, 255))
    with np.errstate(over="ignore"):
        data[dice.numpy.random(shape) < 0.2] = np.array(value).astype(dtype)
    options = layout(dice, dtype, 1)
    dataset = memory(data, dtype, 1)
    dataset.GetRasterBand(1).SetNoDataValue(value)
    readers.gdal_module().GetDriverByName("GTiff").CreateCopy(path, dataset, options=options)
    # The dataset must outlive its bands.
    written = readers.gdal_open(path)
    mask = written.GetRasterBand(1).GetMaskBand().ReadAsArray() != 0
    return Case(path, f"{dtype} nodata {value!r} {options}", [data], "GDAL", "tifffile", check, nodata=[value],
                valid=[mask & np.isfinite(data)], damage=False, required=not predicted_double(dtype, options))


def cog(dice, path):
    """Overviews are other pages: the first is the image."""
    dtype, bands = dice.pick("u1", "u2", "f4"), dice.pick(1, 3)
    shape = (dice.number(80, 300), dice.number(80, 300)) + ((bands,) if bands > 1 else ())
    data = samples(dice, dtype, shape)
    options = [f"COMPRESS={dice.pick('NONE', 'LZW', 'DEFLATE')}", f"BLOCKSIZE={dice.pick(128, 256)}", f"PREDICTOR={dice.pick('YES', 'NO')}",
               "OVERVIEWS=AUTO", f"BIGTIFF={dice.pick('YES', 'NO')}"]
    readers.gdal_module().GetDriverByName("COG").CreateCopy(path, memory(data, dtype, bands), options=options)
    return Case(path, f"COG {dtype} {bands} band(s) {options}", [data], "GDAL", "tifffile", check, read_also=[readers.gdal])


def lossy(dice, path):
    """JPEG in TIFF. Both readers use libjpeg; other versions and upsampling differ by a little."""
    bands = dice.pick(1, 3, 3, 4)
    shape = (dice.number(16, 150), dice.number(16, 150)) + ((bands,) if bands > 1 else ())
    data = dice.picture(shape)
    options = ["COMPRESS=JPEG", f"JPEG_QUALITY={dice.number(30, 98)}"]
    if bands == 3 and dice.chance(0.5):
        options += ["PHOTOMETRIC=YCBCR"]
    elif bands > 1 and dice.chance(0.3):
        options.append("INTERLEAVE=BAND")
    if dice.chance(0.5):
        options += ["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=32"]
    readers.gdal_module().GetDriverByName("GTiff").CreateCopy(path, memory(data, "u1", bands), options=options)
    return Case(path, f"{bands} band(s) {options}", None, "GDAL", "GDAL", readers.gdal, required=bands != 4, tolerance=(6, 0.6))


def colors(dice, path):
    """A colour table, in files of 2 to 8 bits."""
    gdal = readers.gdal_module()
    bits = dice.pick(2, 4, 8, 8)
    data = dice.integers(dice.size(), bits)
    table, lookup = gdal.ColorTable(), dice.numpy.integers(0, 256, (1 << bits, 3))
    for i, color in enumerate(lookup):
        table.SetColorEntry(i, tuple(int(v) for v in color) + (255,))
    dataset = memory(data, "u1", 1)
    dataset.GetRasterBand(1).SetColorTable(table)
    options = [o for o in layout(dice, "u1", 1) if not o.startswith("PREDICTOR")] + ([f"NBITS={bits}"] if bits < 8 else [])
    gdal.GetDriverByName("GTiff").CreateCopy(path, dataset, options=options)
    from families.tiff import gdal_palette
    return Case(path, f"palette of {bits} bits {options}", [lookup[data].astype("u1")], "GDAL", "GDAL", gdal_palette, required=bits == 8, damage="cut")
