"""FITS by astropy, GDAL and netpbm: every BITPIX, unsigned, scaled, BLANK, cubes, several units, tables, compressed images."""
import numpy as np

import readers
from case import Case


def make(dice, stem):
    return dice.pick(image, image, scaled, blank, units, cube, refused, by_gdal)(dice, stem + dice.pick(".fits", ".fit"))


def samples(dice, dtype, shape):
    return dice.floats(shape, dtype) if dtype[0] == "f" else dice.integers(shape, min(50, int(dtype[1]) * 8), dtype[0] == "i", dtype)


def meant(data):
    return data.astype("f8") if data.dtype.str[1:] in ("i8", "u8") else data


def image(dice, path):
    fits = readers.need("astropy.io.fits")
    dtype = dice.pick("u1", "i2", "i4", "i8", "f4", "f8", "u2", "u4")
    data = samples(dice, dtype, dice.size())
    unit = fits.PrimaryHDU(data)
    if dice.chance(0.3):
        # What is said of the data's range changes no number.
        unit.header["DATAMIN"], unit.header["DATAMAX"] = 10, 20
    unit.writeto(path)
    return Case(path, f"{dtype} {list(unit.header)[4:]}", [meant(data)], "astropy", "GDAL" if dtype in ("u1", "i2", "i4", "f4", "f8", "u2", "u4") else "astropy",
                gdal_upside if dtype in ("u1", "i2", "i4", "f4", "f8", "u2", "u4") else by_astropy, required=dtype == "u1")


def gdal_upside(path):
    """GDAL has the first stored row at the bottom."""
    return [np.ascontiguousarray(a[::-1]) for a in readers.gdal(path)]


def by_astropy(path):
    fits = readers.need("astropy.io.fits")
    import warnings
    warnings.simplefilter("ignore")
    found = []
    with fits.open(path, memmap=False) as file:
        for unit in file:
            if unit.is_image and unit.data is not None and not isinstance(unit, fits.CompImageHDU):
                data = unit.data.reshape((-1,) + unit.data.shape[-2:])
                found += [meant(readers.plain(plane)) for plane in data]
    if not found:
        raise ValueError("no image unit")
    return found


def first_by_astropy(path):
    return by_astropy(path)[:1]


def scaled(dice, path):
    """BSCALE and BZERO: astropy computes 8 and 16 bits in single precision, others in double."""
    fits = readers.need("astropy.io.fits")
    dtype = dice.pick("u1", "i2", "i4")
    data = samples(dice, dtype, dice.size())
    unit = fits.PrimaryHDU(data)
    unit.header["BSCALE"], unit.header["BZERO"] = dice.pick(0.5, 0.01, 2.0, -1.0, 3.25), dice.pick(0.0, 10.0, -273.15, 100.5)
    unit.header.set("BITPIX", unit.header["BITPIX"])
    with open(path, "wb") as file:
        file.write(unit.header.tostring().encode())
        body = data.astype(">" + dtype if dtype != "u1" else "u1").tobytes()
        file.write(body + bytes(-len(body) % 2880))
    return Case(path, f"{dtype} scale {unit.header['BSCALE']} zero {unit.header['BZERO']}", None, "astropy's header, by hand", "astropy", first_by_astropy, required=False)


def blank(dice, path):
    fits = readers.need("astropy.io.fits")
    dtype = dice.pick("u1", "i2", "i4")
    data = samples(dice, dtype, dice.size())
    value = int(data.flat[0])
    unit = fits.PrimaryHDU(data)
    unit.header["BLANK"] = value
    unit.writeto(path, output_verify="ignore")
    return Case(path, f"{dtype} BLANK {value}", [data], "astropy", "GDAL", gdal_upside, nodata=[value], valid=[data != value], required=False, damage=False)


def units(dice, path):
    """Several image units, an empty first one now and then, tables among them."""
    fits = readers.need("astropy.io.fits")
    parts, truth = [], []
    if dice.chance(0.5):
        parts.append(fits.PrimaryHDU())
    for _ in range(dice.number(1, 4)):
        data = samples(dice, dice.pick("u1", "i2", "f4", "f8", "i4"), dice.size(40))
        truth.append(data)
        parts.append(fits.ImageHDU(data) if parts else fits.PrimaryHDU(data))
        if dice.chance(0.3):
            parts.append(fits.BinTableHDU.from_columns([fits.Column("a", "J", array=np.arange(5))]))
    fits.HDUList(parts).writeto(path)
    return Case(path, f"{len(parts)} units, {len(truth)} images", truth, "astropy", "astropy", by_astropy, all_pages=True, required=False)


def cube(dice, path):
    fits = readers.need("astropy.io.fits")
    dtype = dice.pick("u1", "i2", "f4")
    data = samples(dice, dtype, (dice.number(2, 5),) + dice.size(40))
    fits.PrimaryHDU(data).writeto(path)
    return Case(path, f"cube {dtype} {data.shape}", list(data), "astropy", "astropy", by_astropy, all_pages=True, required=False)


def refused(dice, path):
    """Tables and tile-compressed images are no pictures of their bytes."""
    fits = readers.need("astropy.io.fits")
    data = samples(dice, "i2", dice.size(40))
    if dice.chance(0.5):
        fits.HDUList([fits.PrimaryHDU(), fits.BinTableHDU.from_columns([fits.Column("a", "I", array=data.ravel())])]).writeto(path)
        return Case(path, "table", [np.zeros((1, 1), "u1")], "astropy", "none", lambda p: [np.zeros((1, 1), "u1")], required=False, damage=False)
    fits.HDUList([fits.PrimaryHDU(), fits.CompImageHDU(data, compression_type=dice.pick("RICE_1", "GZIP_1"))]).writeto(path)
    return Case(path, "compressed", [data], "astropy", "none", lambda p: [data], required=False, damage=False)


def by_gdal(dice, path):
    gdal = readers.gdal_module()
    from families.geotiff import memory
    dtype = dice.pick("u1", "i2", "i4", "f4", "f8")
    data = samples(dice, dtype, dice.size())
    # GDAL writes the rows from the bottom.
    gdal.GetDriverByName("FITS").CreateCopy(path, memory(np.ascontiguousarray(data[::-1]), dtype, 1))
    # It names -9999 as the number that means nothing, unasked, as a fraction that astropy passes over.
    known = {"nodata": [-9999], "valid": [data != -9999]} if dtype in ("i2", "i4") else {}
    return Case(path, f"GDAL's {dtype}", [data], "GDAL", "astropy", first_by_astropy, required=dtype == "u1", **known)
