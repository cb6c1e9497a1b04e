"""PNG by netpbm, OpenCV, Pillow, GDAL and ffmpeg: all depths and colour types, interlaced, with tRNS, gAMA and iCCP."""
import numpy as np

import readers
from case import Case, oriented


def make(dice, stem):
    path = stem + ".png"
    return dice.pick(by_netpbm, by_netpbm, by_opencv, by_pillow, by_palette, by_gdal, by_ffmpeg)(dice, path)


def gray_bits(dice, bits, shape):
    """Samples of so many bits, and what they are after widening to 0..255 (1, 2, 4 bits)."""
    data = dice.integers(shape, bits)
    return data, data * {1: 255, 2: 85, 4: 17}.get(bits, 1)


def by_netpbm(dice, path):
    """pnmtopng is the only writer here that interlaces, and that writes gAMA beside any depth."""
    bits, bands = dice.pick((1, 1), (2, 1), (4, 1), (8, 1), (16, 1), (8, 3), (16, 3))
    shape = dice.size() + ((3,) if bands == 3 else ())
    data = dice.integers(shape, bits)
    top = (1 << bits) - 1
    head = f"P{6 if bands == 3 else 5}\n{shape[1]} {shape[0]}\n{top}\n".encode()
    options = []
    if dice.chance(0.4):
        options.append("-interlace")
    if dice.chance(0.4):
        options += ["-gamma", dice.pick("0.45455", "1.0", "0.6")]
    options += [f"-{dice.pick('paeth', 'sub', 'up', 'avg', 'nofilter')}"]
    with open(path, "wb") as file:
        file.write(readers.run("pnmtopng", *options, data=head + data.astype(">u2" if bits == 16 else "u1").tobytes()))
    variant = f"{bits} bits, {bands} band(s) {' '.join(options)}"
    # It turns even grey to fewer bits or to a palette, and colours that are grey to grey: the reader tells which.
    return Case(path, variant, None, "pnmtopng", "Pillow, OpenCV", read_any)


def read_any(path):
    """By what the header says: Pillow for palettes and 8 bits, OpenCV for 16."""
    with open(path, "rb") as file:
        head = file.read(29)
    bits, kind, interlaced = head[24], head[25], head[28]
    if kind == 3:
        return readers.pillow_colors(path)
    if bits == 16:
        # GDAL 3.6 swaps the bytes of interlaced files; OpenCV makes RGBA of grey with alpha.
        return readers.opencv(path) if head[25] != 4 and interlaced else readers.gdal(path)
    array = readers.pillow(path)[0]
    # Pillow widens 2 and 4 bits, and shows 1 bit as 0 and 255.
    return [array]


def by_opencv(dice, path):
    cv2 = readers.need("cv2")
    dtype, bands = dice.pick("u1", "u2"), dice.pick(1, 3, 4)
    shape = dice.size() + ((bands,) if bands > 1 else ())
    data = dice.integers(shape, 8 if dtype == "u1" else 16)
    order = data if bands == 1 else data[..., [2, 1, 0, 3][:bands]]
    cv2.imwrite(path, order, [cv2.IMWRITE_PNG_COMPRESSION, dice.number(0, 9), cv2.IMWRITE_PNG_STRATEGY, dice.number(0, 4)])
    return Case(path, f"{dtype} {bands} band(s)", [data], "OpenCV", "GDAL", readers.gdal)


def by_pillow(dice, path):
    Image = readers.need("PIL.Image")
    mode = dice.pick("1", "L", "LA", "RGB", "RGBA", "I;16")
    height, width = dice.size()
    bands = {"LA": 2, "RGB": 3, "RGBA": 4}.get(mode, 1)
    data = dice.integers((height, width) + ((bands,) if bands > 1 else ()), 16 if mode == "I;16" else 8)
    if mode == "1":
        data = np.where(data > 127, 255, 0).astype("u1")
    image = Image.fromarray(data, "L" if mode == "1" else None)
    if mode == "1":
        image = image.convert("1", dither=0)
    extra = {"compress_level": dice.number(0, 9), "optimize": dice.chance(0.2)}
    if dice.chance(0.3):
        extra["dpi"] = (dice.number(10, 600), dice.number(10, 600))
    if dice.chance(0.3) and bands != 3 and bands != 4:
        # A profile on grey touches nothing: its numbers are measurements.
        from PIL import ImageCms
        extra["icc_profile"] = ImageCms.ImageCmsProfile(ImageCms.createProfile(dice.pick("sRGB", "LAB"))).tobytes()
    truth = data
    if dice.chance(0.3) and mode in ("L", "RGB"):
        return with_key(dice, path, image, data, mode, extra)
    orientation = 1
    if dice.chance(0.15):
        orientation = dice.number(1, 8)
        exif = Image.Exif()
        exif[0x0112] = orientation
        extra["exif"] = exif
        truth = oriented(data, orientation)
    image.save(path, **extra)
    return Case(path, f"{mode} {sorted(extra)} orientation {orientation}", [truth], "Pillow", "GDAL",
                lambda p: [oriented(a * np.uint8(255) if mode == "1" else a, orientation) for a in readers.gdal(p)])


def with_key(dice, path, image, data, mode, extra):
    """A transparent colour (tRNS): an alpha band that is 0 where the samples are that colour."""
    key = data.reshape(-1, 3 if mode == "RGB" else 1)[dice.number(0, data.shape[0] * data.shape[1] - 1)]
    image.save(path, transparency=tuple(int(v) for v in key) if mode == "RGB" else int(key[0]), **extra)
    color = data if mode == "RGB" else data[..., None]
    alpha = np.where((color == key).all(-1), 0, 255).astype("u1")
    truth = np.concatenate([color, alpha[..., None]], -1)
    return Case(path, f"{mode} tRNS {sorted(extra)}", [truth], "Pillow", "Pillow", lambda p: keyed(p, mode))


def keyed(path, mode):
    array = readers.pillow(path, "RGBA")[0]
    return [array if mode == "RGB" else np.ascontiguousarray(array[..., [0, 3]])]


def by_palette(dice, path):
    Image = readers.need("PIL.Image")
    bits = dice.pick(1, 2, 4, 8)
    colors = dice.number(1, 1 << bits)
    height, width = dice.size()
    index = dice.numpy.integers(0, colors, (height, width), dtype="u1")
    palette = dice.numpy.integers(0, 256, (colors, 3), dtype="u1")
    image = Image.fromarray(index, "P")
    image.putpalette(palette.tobytes())
    extra = {"bits": bits}
    truth = palette[index]
    if dice.chance(0.4):
        alpha = dice.numpy.integers(0, 256, dice.number(1, colors), dtype="u1")
        extra["transparency"] = alpha.tobytes()
        full = np.concatenate([alpha, np.full(colors - len(alpha), 255, "u1")])
        truth = np.concatenate([truth, full[index][..., None]], -1)
    image.save(path, **extra)
    return Case(path, f"palette of {colors} at {bits} bits {sorted(extra)}", [truth], "Pillow", "Pillow", readers.pillow_colors)


def by_gdal(dice, path):
    gdal = readers.gdal_module()
    bits = dice.pick(1, 2, 4, 8, 16)
    bands = 1 if bits < 8 else dice.pick(1, 2, 3, 4)
    shape = dice.size() + ((bands,) if bands > 1 else ())
    data, truth = gray_bits(dice, bits, shape)
    memory = gdal.GetDriverByName("MEM").Create("", shape[1], shape[0], bands, gdal.GDT_UInt16 if bits == 16 else gdal.GDT_Byte)
    for band in range(bands):
        memory.GetRasterBand(band + 1).WriteArray(data if bands == 1 else data[..., band])
    options = [f"NBITS={bits}"] if bits < 8 else []
    nodata = []
    if bands == 1 and bits >= 8 and dice.chance(0.2):
        # GDAL writes nodata as tRNS.
        nodata = [int(data[0, 0])]
        memory.GetRasterBand(1).SetNoDataValue(nodata[0])
        alpha = np.where(data == nodata[0], 0, 65535 if bits == 16 else 255).astype(data.dtype)
        truth = np.stack([data, alpha], -1)
    gdal.GetDriverByName("PNG").CreateCopy(path, memory, options=options)
    reader = (lambda p: [truth]) if nodata else read_any
    return Case(path, f"{bits} bits, {bands} band(s){' nodata' if nodata else ''}", [truth], "GDAL", "Pillow" if not nodata else "none", reader, damage=not nodata)


def by_ffmpeg(dice, path):
    pixels, bands, dtype = dice.pick(("gray", 1, "u1"), ("gray16be", 1, ">u2"), ("ya8", 2, "u1"), ("ya16be", 2, ">u2"),
                                     ("rgb24", 3, "u1"), ("rgb48be", 3, ">u2"), ("rgba", 4, "u1"), ("rgba64be", 4, ">u2"))
    height, width = dice.size()
    data = dice.integers((height, width) + ((bands,) if bands > 1 else ()), 16 if "2" in dtype else 8)
    readers.run("ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", pixels, "-s", f"{width}x{height}", "-i", "-",
                "-pred", dice.pick("none", "sub", "up", "avg", "paeth", "mixed"), "-frames:v", "1", path, data=data.astype(dtype).tobytes())
    return Case(path, pixels, [data], "ffmpeg", "GDAL", readers.gdal)
