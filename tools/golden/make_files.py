#!/usr/bin/env python3
"""Small files of many formats, written by other programs, each with its true pixels beside it.

    apt-get install python3-opencv python3-pil python3-tifffile imagemagick libvips-tools
    python3 tools/golden/make_files.py

Writes tests/Pester/data/golden/files/<format>/<name>, and <name>.truth.npy: (h, w) or (h, w, bands), or with a page
axis before them, in RGB order, rows from the top, little-endian in C order. Samples of 1, 2 and 4 bits are scaled to
0..255; deeper ones keep their stored values; files where white is zero are inverted. Lossy files hold what Pillow
decodes, which other decoders may miss by 2. `broken` has files that must be refused.
"""
import io
import shutil
import struct
import subprocess
import zlib

import cv2
import numpy as np
import tifffile
from PIL import Image

import raw
from manifest import GOLDEN, record

FILES = GOLDEN / "files"
W, H = 37, 23


def put(name, truth, content):
    """Writes a file, from bytes or by a function of its path, and its truth."""
    path = FILES / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if callable(content):
        content(path)
    else:
        path.write_bytes(content)
    if truth is not None:
        truth = np.asarray(truth)
        np.save(f"{path}.truth.npy", np.ascontiguousarray(truth.astype(truth.dtype.newbyteorder("<"))))


def run(*arguments):
    subprocess.run([str(a) for a in arguments], check=True)


def pattern(low, high, dtype, bands=0, seed=1):
    """Smooth waves with noise that use the whole span from low to high, both ends included."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:H, 0:W].astype(float)
    planes = [np.sin(x / (5 + band) + band) + np.cos(y / (4 + band)) + rng.normal(0, 0.2, x.shape)
              for band in range(max(1, bands))]
    field = np.stack(planes, -1) if bands else planes[0]
    field = (field - field.min()) / (field.max() - field.min()) * (float(high) - float(low)) + low
    return field.astype(dtype) if np.dtype(dtype).kind == "f" else np.rint(np.clip(field, low, high)).astype(dtype)


def full(dtype, bands=0, seed=1):
    info = np.iinfo(dtype)
    low, high = (info.min, info.max) if info.bits <= 16 else (info.min // 2, info.max // 2)
    return pattern(low, high, dtype, bands, seed)


def pillow(image, mode=None, **options):
    return lambda path: Image.fromarray(image, mode).save(path, **options)


def opencv(image, *options):
    flipped = image if image.ndim == 2 else image[..., [2, 1, 0, 3][:image.shape[2]]]
    return lambda path: cv2.imwrite(str(path), flipped, list(options))


def png_files():
    u8, u16 = full(np.uint8), full(np.uint16)
    for bits in (1, 2, 4):
        levels = pattern(0, 2 ** bits - 1, np.uint8)
        truth = (levels * (255 // (2 ** bits - 1))).astype(np.uint8)
        put(f"png/gray{bits}.png", truth, raw.png(levels, bits, 0))
        put(f"png/gray{bits}_interlaced.png", truth, lambda path, b=bits: run(
            "convert", FILES / f"png/gray{b}.png", "-strip", "-interlace", "PNG", "-define", f"png:bit-depth={b}",
            "-define", "png:color-type=0", path))
        palette = np.random.default_rng(bits).integers(0, 256, (2 ** bits, 3), np.uint8)
        put(f"png/palette{bits}.png", palette[levels],
            raw.png(levels, bits, 3, raw.chunk(b"PLTE", palette.tobytes())))
    put("png/gray8.png", u8, raw.png(u8, 8, 0))
    put("png/gray8_pillow.png", u8, pillow(u8))
    put("png/gray8_interlaced.png", u8, lambda path: run(
        "convert", FILES / "png/gray8.png", "-strip", "-interlace", "PNG", "-define", "png:color-type=0", path))
    put("png/gray16.png", u16, raw.png(u16, 16, 0))
    put("png/gray16_opencv.png", u16, opencv(u16))
    put("png/gray16_interlaced.png", u16, lambda path: run(
        "convert", FILES / "png/gray16.png", "-strip", "-interlace", "PNG", "-define", "png:color-type=0",
        "-define", "png:bit-depth=16", path))
    ga8, ga16 = full(np.uint8, 2), full(np.uint16, 2)
    put("png/grayalpha8.png", ga8, pillow(ga8, "LA"))
    put("png/grayalpha16.png", ga16, raw.png(ga16, 16, 4))
    rgb8, rgb16, rgba8, rgba16 = full(np.uint8, 3), full(np.uint16, 3), full(np.uint8, 4), full(np.uint16, 4)
    put("png/rgb8.png", rgb8, pillow(rgb8))
    put("png/rgba8.png", rgba8, pillow(rgba8))
    put("png/rgb16.png", rgb16, opencv(rgb16))
    put("png/rgba16.png", rgba16, opencv(rgba16))
    palette = np.random.default_rng(8).integers(0, 256, (200, 4), np.uint8)
    index = pattern(0, 199, np.uint8)
    plte = raw.chunk(b"PLTE", palette[:, :3].tobytes())
    put("png/palette8.png", palette[index][..., :3], raw.png(index, 8, 3, plte))
    put("png/palette8_alpha.png", palette[index], raw.png(index, 8, 3, plte + raw.chunk(b"tRNS", palette[:, 3].tobytes())))
    chunks = (raw.chunk(b"gAMA", struct.pack(">I", 45455)) + raw.chunk(b"sRGB", b"\0")
              + raw.chunk(b"pHYs", struct.pack(">IIB", 2835, 2835, 1)) + raw.chunk(b"tEXt", b"Comment\0kept"))
    put("png/gray8_chunks.png", u8, raw.png(u8, 8, 0, chunks))
    put("png/gray8_gamma.png", u8, raw.png(u8, 8, 0, raw.chunk(b"gAMA", struct.pack(">I", 100000))))


def tiff_files():
    def tif(name, data, truth=None, **options):
        put(f"tiff/{name}.tif", data if truth is None else truth,
            lambda path: tifffile.imwrite(path, data, **{"photometric": "minisblack", "metadata": None, **options}))

    u8, u16, rgb8, rgb16 = full(np.uint8), full(np.uint16), full(np.uint8, 3), full(np.uint16, 3)
    f32, f64 = pattern(-40, 1500, np.float32), pattern(-1e10, 1e10, np.float64)
    f32_holes = f32.copy()
    f32_holes[3, 4], f32_holes[5, 6], f32_holes[7, 8] = np.nan, np.inf, -np.inf
    i32 = full(np.int32)
    for data in (u8, full(np.int8), u16, full(np.int16), full(np.uint32), i32, pattern(-8, 8, np.float16), f32, f64):
        short = data.dtype.kind + str(data.dtype.itemsize * 8)
        tif(short, data)
        if data.dtype.itemsize > 1:
            tif(short + "_bigendian", data, byteorder=">")
    tif("f32_holes", f32_holes)
    tif("u16_strips", u16, rowsperstrip=5)
    tif("u16_tiles", u16, tile=(16, 16))
    tif("u16_bigtiff", u16, bigtiff=True)
    tif("u16_deflate", u16, compression="zlib")
    tif("f32_tiles_deflate", f32, tile=(16, 16), compression="zlib")
    tif("rgb8", rgb8, photometric="rgb")
    put("tiff/rgb16_planar.tif", rgb16, lambda path: tifffile.imwrite(
        path, np.moveaxis(rgb16, -1, 0), photometric="rgb", planarconfig="separate", metadata=None))
    put("tiff/rgb16_planar_tiles.tif", rgb16, lambda path: tifffile.imwrite(
        path, np.moveaxis(rgb16, -1, 0), photometric="rgb", planarconfig="separate", tile=(16, 16), metadata=None))
    tif("u8_miniswhite", u8, 255 - u8, photometric="miniswhite")
    tif("u16_miniswhite", u16, 65535 - u16, photometric="miniswhite")
    i16_holes = full(np.int16)
    i16_holes[2:5, 3:9] = -9999
    tif("i16_nodata", i16_holes, extratags=[(42113, "s", 0, "-9999", True)])
    f32_nodata = f32.copy()
    f32_nodata[10:12, :4] = np.float32(-3.4028235e38)
    tif("f32_nodata", f32_nodata, extratags=[(42113, "s", 0, "-3.4028234663852886e+38 ", True)])
    pages = np.stack([full(np.uint16, seed=seed) for seed in (1, 2, 3)])
    tif("u16_pages", pages)


def tiff_files_of_others():
    """What tifffile does not write: LZW, fax, palettes, predictors, packed samples."""
    u8, u16 = full(np.uint8), full(np.uint16)
    put("tiff/u16_lzw_predictor.tif", u16, opencv(u16, cv2.IMWRITE_TIFF_COMPRESSION, 5))
    put("tiff/u8_packbits_pillow.tif", u8, pillow(u8, compression="packbits"))
    put("tiff/u8_lzw_pillow.tif", u8, pillow(u8, compression="tiff_lzw"))
    put("tiff/rgba8_deflate_pillow.tif", full(np.uint8, 4), pillow(full(np.uint8, 4), compression="tiff_adobe_deflate"))
    put("tiff/bilevel_group4.tif", np.where(u8 > 127, 255, 0).astype(np.uint8),
        lambda path: Image.fromarray(u8 > 127).save(path, compression="group4"))
    palette = np.random.default_rng(9).integers(0, 256, (256, 3), np.uint8)

    def indexed(path):
        image = Image.fromarray(u8, "P")
        image.putpalette(palette.tobytes())
        image.save(path)

    put("tiff/palette8_pillow.tif", palette[u8], indexed)
    for source, name, arguments in (
            ("u16", "u16_deflate_predictor2", ("deflate", "horizontal")), ("f32", "f32_deflate_predictor3", ("deflate", "float")),
            ("f32", "f32_lzw_predictor3", ("lzw", "float"))):
        put(f"tiff/{name}.tif", np.load(FILES / f"tiff/{source}.tif.truth.npy"), lambda path, s=source, a=arguments: run(
            "vips", "tiffsave", FILES / f"tiff/{s}.tif", path, "--compression", a[0], "--predictor", a[1]))
    for bits in (10, 12, 14):
        data = pattern(0, 2 ** bits - 1, np.uint16)
        put(f"tiff/u{bits}_packed.tif", data, raw.tiff(data, bits))
    data = pattern(0, 15, np.uint8)
    put("tiff/u4_packed.tif", data * 17, raw.tiff(data, 4))


def other_files():
    u8, rgb8, u16, rgb16 = full(np.uint8), full(np.uint8, 3), full(np.uint16), full(np.uint16, 3)
    rgba8, rgba16 = full(np.uint8, 4), full(np.uint16, 4)
    for name, image, options in (("jpeg/gray.jpg", u8, {"quality": 95}), ("jpeg/rgb.jpg", rgb8, {"quality": 95, "subsampling": 0}),
                                 ("jpeg/gray_progressive.jpg", u8, {"quality": 90, "progressive": True}),
                                 ("webp/rgb_lossy.webp", rgb8, {"quality": 90})):
        buffer = io.BytesIO()
        Image.fromarray(image).save(buffer, format="jpeg" if name.startswith("jpeg") else "webp", **options)
        put(name, np.asarray(Image.open(io.BytesIO(buffer.getvalue()))), buffer.getvalue())
    exif = Image.Exif()
    exif[0x0112] = 6
    put("jpeg/gray_turned.jpg", None, pillow(u8, quality=95, exif=exif))
    turned = cv2.imread(str(FILES / "jpeg/gray_turned.jpg"), cv2.IMREAD_GRAYSCALE)
    assert turned.shape == (W, H)
    put("jpeg/gray_turned.jpg", turned, (FILES / "jpeg/gray_turned.jpg").read_bytes())
    put("webp/rgb_lossless.webp", rgb8, pillow(rgb8, lossless=True))
    put("webp/rgba_lossless.webp", rgba8, pillow(rgba8, lossless=True, exact=True))
    put("gif/gray.gif", u8, pillow(u8))
    frames = [full(np.uint8, seed=seed) for seed in (1, 2, 3)]
    pages = [Image.fromarray(frame).convert("P") for frame in frames]
    put("gif/animated.gif", np.stack(frames), lambda path: pages[0].save(
        path, save_all=True, append_images=pages[1:], duration=80, loop=0, optimize=False))
    put("bmp/gray8.bmp", u8, pillow(u8))
    put("bmp/rgb8.bmp", rgb8, pillow(rgb8))
    put("tga/rgb8.tga", rgb8, pillow(rgb8))

    size = f"{W} {H}".encode()
    put("pnm/gray8.pgm", u8, opencv(u8))
    put("pnm/gray16.pgm", u16, opencv(u16))
    data = pattern(0, 1023, np.uint16)
    put("pnm/gray10.pgm", data, b"P5\n# counts\n" + size + b"\n1023\n" + data.astype(">u2").tobytes())
    put("pnm/gray8_ascii.pgm", u8, b"P2 " + size + b" 255\n" + "\n".join(" ".join(map(str, r)) for r in u8).encode())
    put("pnm/rgb8.ppm", rgb8, opencv(rgb8))
    put("pnm/rgb16.ppm", rgb16, opencv(rgb16))
    ones = u8 > 127
    put("pnm/bilevel.pbm", np.where(ones, 0, 255).astype(np.uint8), b"P4\n" + size + b"\n" + np.packbits(ones, axis=1).tobytes())
    for name, image, kind in (("gray16", u16, "GRAYSCALE"), ("grayalpha8", full(np.uint8, 2), "GRAYSCALE_ALPHA"),
                              ("rgba16", rgba16, "RGB_ALPHA")):
        depth = 1 if image.ndim == 2 else image.shape[2]
        head = f"P7\nWIDTH {W}\nHEIGHT {H}\nDEPTH {depth}\nMAXVAL {np.iinfo(image.dtype).max}\nTUPLTYPE {kind}\nENDHDR\n"
        put(f"pnm/{name}.pam", image, head.encode() + image.astype(image.dtype.newbyteorder(">")).tobytes())
    f32, colour = pattern(-40, 1500, np.float32), pattern(0, 2, np.float32, 3)
    put("pnm/gray_opencv.pfm", f32, opencv(f32))
    put("pnm/gray_little.pfm", f32, b"Pf\n" + size + b"\n-1.0\n" + f32[::-1].astype("<f4").tobytes())
    put("pnm/gray_big.pfm", f32, b"Pf\n" + size + b"\n1.0\n" + f32[::-1].astype(">f4").tobytes())
    put("pnm/rgb_little.pfm", colour, b"PF\n" + size + b"\n-1.0\n" + colour[::-1].astype("<f4").tobytes())


def avif_files():
    """Lossless AVIF of 10 and 12 bits by libavif: grey as YUV4MPEG2, colours through 16-bit PNG (from which they come back exactly)."""
    def encoded(image, bits):
        def write(path):
            if image.ndim == 2:
                source = path.with_suffix(".y4m")
                source.write_bytes(f"YUV4MPEG2 W{W} H{H} F25:1 Ip Cmono{bits} XCOLORRANGE=FULL\nFRAME\n".encode() + image.astype("<u2").tobytes())
                run("avifenc", "--min", 0, "--max", 0, "--cicp", "1/13/6", "-d", bits, source, path)
            else:
                source = path.with_suffix(".png")
                wide = np.rint(image * (65535 / (2 ** bits - 1))).astype(np.uint16)
                cv2.imwrite(str(source), cv2.cvtColor(wide, cv2.COLOR_RGBA2BGRA if image.shape[2] == 4 else cv2.COLOR_RGB2BGR))
                run("avifenc", "--lossless", "-d", bits, source, path)
            source.unlink()
        return write

    for name, bits, bands in (("gray10", 10, 0), ("rgb10", 10, 3), ("rgba10", 10, 4), ("rgb12", 12, 3)):
        data = pattern(0, 2 ** bits - 1, np.uint16, bands)
        put(f"avif/{name}.avif", data, encoded(data, bits))


def numpy_files():
    arrays = [full(t) for t in ("u1", "i1", "u2", "i2", "u4", "i4")] + [pattern(-2**40, 2**40, "i8"), pattern(0, 2**40, "u8")]
    arrays += [pattern(-100, 100, t) for t in ("f2", "f4", "f8")]
    for data in arrays:
        name = data.dtype.kind + str(data.dtype.itemsize)
        put(f"npy/{name}.npy", data, lambda path: np.save(path, data))
        if name in ("u1", "u2", "f4"):
            put(f"npy/{name}_fortran.npy", data, lambda path: np.save(path, np.asfortranarray(data)))
        if data.dtype.itemsize > 1:
            put(f"npy/{name}_bigendian.npy", data, lambda path: np.save(path, data.astype(data.dtype.newbyteorder(">"))))
    u16, rgb8 = full(np.uint16), full(np.uint8, 3)
    put("npy/rgb8.npy", rgb8, lambda path: np.save(path, rgb8))
    put("npy/rgb8_fortran.npy", rgb8, lambda path: np.save(path, np.asfortranarray(rgb8)))
    put("npy/bool.npy", np.where(u16 > 30000, 255, 0).astype(np.uint8), lambda path: np.save(path, u16 > 30000))

    def version2(path):
        with open(path, "wb") as file:
            np.lib.format.write_array(file, u16, version=(2, 0))

    put("npy/u2_version2.npy", u16, version2)
    put("npy/stored.npz", u16, lambda path: np.savez(path, image=u16, other=np.arange(3)))
    put("npy/compressed.npz", u16, lambda path: np.savez_compressed(path, image=u16))


def broken_files():
    u8 = full(np.uint8)
    whole = raw.png(u8, 8, 0)
    put("broken/truncated.png", None, whole[:len(whole) // 2])
    put("broken/crc.png", None, whole[:29] + bytes([whole[29] ^ 1]) + whole[30:])
    put("broken/huge.png", None, whole[:8] + raw.chunk(b"IHDR", struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 0, 0, 0, 0)) + whole[33:])
    short = raw.chunk(b"IDAT", zlib.compress(b"\0" * W))
    put("broken/short_data.png", None, whole[:33] + short + raw.chunk(b"IEND", b""))
    put("broken/empty.png", None, b"")
    put("broken/text.png", None, b"this is not a picture\n")
    tif = (FILES / "tiff/u16.tif").read_bytes()
    put("broken/truncated.tif", None, tif[:len(tif) // 2])
    put("broken/offsets.tif", None, b"II*\0\xf0\xff\xff\x7f")
    put("broken/truncated.npy", None, (FILES / "npy/f8.npy").read_bytes()[:400])
    put("broken/huge.npy", None, b"\x93NUMPY\x01\0\x76\0" + b"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000000), }".ljust(117) + b"\n")
    put("broken/object.npy", None, b"\x93NUMPY\x01\0\x76\0" + b"{'descr': '|O', 'fortran_order': False, 'shape': (2, 2), }".ljust(117) + b"\n" + b"\0" * 32)
    jpeg = (FILES / "jpeg/rgb.jpg").read_bytes()
    put("broken/truncated.jpg", None, jpeg[:len(jpeg) // 2])
    put("broken/huge.pgm", None, b"P5\n2000000000 2000000000\n255\n\0")
    put("broken/truncated.pfm", None, (FILES / "pnm/gray_little.pfm").read_bytes()[:200])
    gif = (FILES / "gif/gray.gif").read_bytes()
    put("broken/truncated.gif", None, gif[:len(gif) // 2])


def main():
    shutil.rmtree(FILES, ignore_errors=True)
    png_files()
    tiff_files()
    tiff_files_of_others()
    other_files()
    avif_files()
    numpy_files()
    broken_files()
    tools = {name: subprocess.run([name, "--version"], capture_output=True, text=True).stdout.splitlines()[0]
             for name in ("convert", "vips")}
    record("files", ["numpy", "cv2", "PIL", "tifffile"], programs=tools, width=W, height=H)


main()
