"""PBM, PGM, PPM, PAM and PFM by netpbm's own programs, Pillow and GDAL: plain and raw, every maxval, comments."""
import numpy as np

import readers
from case import Case


def make(dice, stem):
    return dice.pick(plain_text, raw, raw, pam, pfm, by_pillow, by_gdal)(dice, stem)


def maxval(dice):
    return dice.pick(1, 3, 7, 15, 100, 255, 255, 256, 1000, 1023, 4095, 16383, 65534, 65535, 65535, dice.number(1, 65535))


def samples(dice, bands, top):
    shape = dice.size() + ((bands,) if bands > 1 else ())
    return dice.numpy.integers(0, top, shape, endpoint=True).astype("u2" if top > 255 else "u1")


def header(dice, magic, shape, top):
    space = dice.pick(" ", "\n", "\t", " # made\n")
    return f"{magic}{dice.pick(chr(10), ' ', chr(10) + '# a comment' + chr(10))}{shape[1]}{space}{shape[0]}{'' if top is None else dice.pick(' ', chr(10)) + str(top)}\n".encode()


def read(path):
    """netpbm's own pamtopam normalizes nothing but the spelling."""
    with open(path, "rb") as file:
        return [readers.pnm(readers.run("pamtopam", data=file.read()))]


def plain_text(dice, stem):
    kind = dice.pick("P1", "P2", "P3")
    top = 1 if kind == "P1" else maxval(dice)
    data = samples(dice, 3 if kind == "P3" else 1, top)
    path = stem + {"P1": ".pbm", "P2": ".pgm", "P3": ".ppm"}[kind]
    rows = "\n".join(" ".join(str(v) for v in row.reshape(-1)) for row in data)
    with open(path, "wb") as file:
        file.write(header(dice, kind, data.shape, None if kind == "P1" else top) + rows.encode() + b"\n")
    truth = (1 - data) * np.uint8(255) if kind == "P1" else data
    # What is cut off a number leaves a smaller one: no reader can tell.
    return Case(path, f"{kind} maxval {top}", [truth], "by hand", "pamtopam", read, damage=False)


def raw(dice, stem):
    kind = dice.pick("P4", "P5", "P6")
    if kind == "P4":
        data = samples(dice, 1, 1)
        path, body, top = stem + ".pbm", np.packbits(data, axis=1).tobytes(), None
        truth = (1 - data) * np.uint8(255)
    else:
        top = maxval(dice)
        data = samples(dice, 3 if kind == "P6" else 1, top)
        path, body, truth = stem + {"P5": ".pgm", "P6": ".ppm"}[kind], data.astype(">u2" if top > 255 else "u1").tobytes(), data
    with open(path, "wb") as file:
        file.write(header(dice, kind, data.shape, top) + body)
    # pamtopam reads bytes after the image as a second image, which a broken header can cause; Pillow ignores them.
    also = [readers.pillow] if top in (None, 255) else []
    return Case(path, f"{kind} maxval {top}", [truth], "by hand", "pamtopam", read, read_also=also)


def pam(dice, stem):
    tuples, bands = dice.pick(("BLACKANDWHITE", 1), ("GRAYSCALE", 1), ("RGB", 3), ("GRAYSCALE_ALPHA", 2), ("RGB_ALPHA", 4))
    top = 1 if tuples == "BLACKANDWHITE" else maxval(dice)
    data = samples(dice, bands, top)
    path = stem + ".pam"
    text = f"P7\nWIDTH {data.shape[1]}\nHEIGHT {data.shape[0]}\nDEPTH {bands}\nMAXVAL {top}\nTUPLTYPE {tuples}\nENDHDR\n"
    with open(path, "wb") as file:
        file.write(readers.run("pamtopam", data=text.encode() + data.astype(">u2" if top > 255 else "u1").tobytes()))
    truth = data * np.uint8(255) if tuples == "BLACKANDWHITE" else data
    return Case(path, f"PAM {tuples} maxval {top}", [truth], "pamtopam", "pamtopam", read)


def pfm(dice, stem):
    cv2 = readers.need("cv2")
    bands = dice.pick(1, 3)
    shape = dice.size() + ((3,) if bands == 3 else ())
    data = dice.floats(shape)
    path = stem + ".pfm"
    order = dice.pick("<", ">")
    scale = "-1.0" if order == "<" else "1.0"
    with open(path, "wb") as file:
        file.write(f"P{'F' if bands == 3 else 'f'}\n{shape[1]} {shape[0]}\n{scale}\n".encode() + data[::-1].astype(order + "f4").tobytes())
    return Case(path, f"PFM {bands} band(s) scale {scale}", [data], "by hand", "OpenCV", lambda p: readers.opencv(p, cv2.IMREAD_UNCHANGED))


def by_pillow(dice, stem):
    Image = readers.need("PIL.Image")
    mode = dice.pick("1", "L", "RGB", "I")
    shape = dice.size() + ((3,) if mode == "RGB" else ())
    data = dice.integers(shape, 16 if mode == "I" else 8)
    if mode == "1":
        data = np.where(data > 127, 255, 0).astype("u1")
    image = Image.fromarray(data.astype("i4") if mode == "I" else data)
    image = image.convert("1", dither=0) if mode == "1" else image
    path = stem + {"1": ".pbm", "L": ".pgm", "RGB": ".ppm", "I": ".pgm"}[mode]
    image.save(path)
    return Case(path, f"Pillow {mode}", [data], "Pillow", "pamtopam", read, read_also=[] if mode == "I" else [readers.pillow])


def by_gdal(dice, stem):
    gdal = readers.gdal_module()
    bits, bands = dice.pick(8, 16), dice.pick(1, 3)
    shape = dice.size() + ((3,) if bands == 3 else ())
    data = dice.integers(shape, bits)
    memory = gdal.GetDriverByName("MEM").Create("", shape[1], shape[0], bands, gdal.GDT_UInt16 if bits == 16 else gdal.GDT_Byte)
    for band in range(bands):
        memory.GetRasterBand(band + 1).WriteArray(data if bands == 1 else data[..., band])
    path = stem + (".pgm" if bands == 1 else ".ppm")
    gdal.GetDriverByName("PNM").CreateCopy(path, memory, options=["MAXVAL=65535"] if bits == 16 else [])
    return Case(path, f"GDAL {bits} bits {bands} band(s)", [data], "GDAL", "pamtopam", read, read_also=[readers.pillow] if bits == 8 else [])
