"""JPEG by Pillow, OpenCV and GDAL: grey, RGB, CMYK, progressive, subsampled, restarts, EXIF orientation, stray bytes.

The decoders share libjpeg-turbo's accurate DCT, so grey is equal to the number; another version may round a colour by one, and
upsamples at the ends of rows otherwise.
"""
import numpy as np

import readers
from case import Case, oriented


def make(dice, stem):
    path = stem + ".jpg"
    return dice.pick(by_pillow, by_pillow, by_opencv, by_gdal)(dice, path)


def finish(dice, path, bands, variant, writer):
    """Some files have bytes before a marker that no decoder minds."""
    if dice.chance(0.2):
        with open(path, "rb") as file:
            data = file.read()
        at = segment_after(data, dice.number(1, 3))
        stray = dice.pick(b"\xff", b"\xff\xff\xff", b"\x00", b"\x00\x00\x07", b"\x12\x34")
        with open(path, "wb") as file:
            file.write(data[:at] + stray + data[at:])
        variant += f" stray {stray.hex()} at {at}"
    with open(path, "rb") as file:
        progressive = b"\xff\xc2" in file.read()
    # Of progressive files with changed coefficients, versions of libjpeg-turbo smooth the blocks in different ways.
    return Case(path, variant, None, writer, "OpenCV" if bands > 1 else "Pillow", color if bands > 1 else upright, tolerance=(2, 0.3) if bands > 1 else (0, 0), read_also=[upright], damage="cut" if progressive else True)


def color(path):
    """OpenCV turns the picture upright, unless it is asked to leave it unchanged."""
    return readers.opencv(path, readers.need("cv2").IMREAD_COLOR)


def segment_after(data, skip):
    """Where a marker begins, after so many segments from the file's start."""
    at = 2
    for _ in range(skip):
        if data[at] != 0xFF or data[at + 1] == 0xDA:
            break
        at += 2 + int.from_bytes(data[at + 2:at + 4], "big")
    return at


def upright(path):
    image = readers.pillow_image(path)
    orientation = image.getexif().get(0x0112, 1)
    return [oriented(readers.plain(image), orientation if orientation in range(1, 9) else 1)]


def by_pillow(dice, path):
    Image = readers.need("PIL.Image")
    mode = dice.pick("L", "RGB", "RGB", "CMYK")
    bands = {"RGB": 3, "CMYK": 4}.get(mode, 1)
    data = dice.picture(dice.size(120) + ((bands,) if bands > 1 else ()))
    extra = {"quality": dice.number(5, 100), "progressive": dice.chance(0.4), "optimize": dice.chance(0.4)}
    if bands == 3:
        extra["subsampling"] = dice.pick(0, 1, 2)
    if dice.chance(0.4) and mode != "CMYK":
        exif = Image.Exif()
        exif[0x0112] = dice.number(1, 8)
        extra["exif"] = exif
    if dice.chance(0.2):
        extra["comment"] = b"made"
    if dice.chance(0.3) and bands == 1:
        from PIL import ImageCms
        extra["icc_profile"] = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.fromarray(data, mode).save(path, **extra)
    if mode == "CMYK":
        return cmyk(path, extra)
    return finish(dice, path, bands, f"{mode} {sorted((k, v if isinstance(v, int) else '') for k, v in extra.items())}", "Pillow")


def cmyk(path, extra):
    """Which RGB a CMYK without profile is, no standard says: three bands, light where there is no ink."""
    def read(p):
        array = readers.pillow(p, "RGB")[0]
        return [array]
    return Case(path, f"CMYK {sorted(extra)}", None, "Pillow", "Pillow", read, tolerance=(140, 70), damage=False)


def by_opencv(dice, path):
    cv2 = readers.need("cv2")
    bands = dice.pick(1, 3)
    data = dice.picture(dice.size(120) + ((bands,) if bands > 1 else ()))
    options = [cv2.IMWRITE_JPEG_QUALITY, dice.number(5, 100), cv2.IMWRITE_JPEG_RST_INTERVAL, dice.pick(0, 1, 3, 10),
               cv2.IMWRITE_JPEG_PROGRESSIVE, dice.pick(0, 1), cv2.IMWRITE_JPEG_OPTIMIZE, dice.pick(0, 1)]
    cv2.imwrite(path, data, options)
    return finish(dice, path, bands, f"{bands} band(s) {options[1::2]}", "OpenCV")


def by_gdal(dice, path):
    gdal = readers.gdal_module()
    from families.geotiff import memory
    bands = dice.pick(1, 3)
    data = dice.picture(dice.size(120) + ((bands,) if bands > 1 else ()))
    options = [f"QUALITY={dice.number(10, 100)}", f"PROGRESSIVE={dice.pick('ON', 'OFF')}"]
    gdal.GetDriverByName("JPEG").CreateCopy(path, memory(data, "u1", bands), options=options)
    return finish(dice, path, bands, f"{bands} band(s) {options}", "GDAL")
