"""DPX by ffmpeg and ImageMagick, Cineon by ImageMagick: 8 to 16 bits, grey to RGBA, both byte orders."""
import numpy as np

import readers
from case import Case


def make(dice, stem):
    return dice.pick(dpx, dpx, cineon)(dice, stem)


def dpx(dice, stem):
    path = stem + ".dpx"
    pixels, bands, bits = dice.pick(("gray", 1, 8), ("rgb24", 3, 8), ("rgba", 4, 8), ("gbrp10be", 3, 10), ("gbrp12le", 3, 12),
                                    ("gray16be", 1, 16), ("rgb48be", 3, 16), ("rgba64be", 4, 16))
    height, width = dice.size()
    data = dice.integers((height, width) + ((bands,) if bands > 1 else ()), bits)
    order = ">" if pixels.endswith("be") else "<"
    # ffmpeg's planes come in the order green, blue, red.
    stored = np.moveaxis(data[..., [1, 2, 0]], -1, 0) if pixels.startswith("gbrp") else data
    raw = np.ascontiguousarray(stored).astype("u1" if bits == 8 else order + "u2").tobytes()
    readers.run("ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", pixels, "-s", f"{width}x{height}", "-i", "-", "-frames:v", "1", path, data=raw)

    def read(p):
        array = readers.ffmpeg(p, pixels, bands if not pixels.startswith("gbrp") else 1, "u1" if bits == 8 else order + "u2") if not pixels.startswith("gbrp") else planes(p)
        return array

    def planes(p):
        raw = readers.run("ffmpeg", "-v", "error", "-xerror", "-nostdin", "-i", p, "-frames:v", "1", "-pix_fmt", pixels, "-f", "rawvideo", "-")
        return [readers.plain(np.moveaxis(np.frombuffer(raw, order + "u2").reshape(3, height, width)[[2, 0, 1]], 0, -1))]

    return Case(path, f"DPX {pixels}", [data], "ffmpeg", "ffmpeg", read, bands_free=True, required=bits == 8)


def cineon(dice, stem):
    """Ten bits, logarithmic: refused or exact, and a cut one always refused."""
    path = stem + ".cin"
    data = dice.integers(dice.size() + (3,), 16)
    head = f"P6\n{data.shape[1]} {data.shape[0]}\n65535\n".encode()
    readers.run("convert", "-", "-set", "colorspace", "Log", "-depth", "10", "cin:" + path, data=head + data.astype(">u2").tobytes())
    return Case(path, "Cineon", None, "ImageMagick", "NumPy", stored, bands_free=True, required=False)


def stored(path):
    """Three samples of ten bits in each word of 32, as the header lays them out."""
    with open(path, "rb") as file:
        raw = file.read()
    if raw[:4] != b"\x80\x2a\x5f\xd7" or raw[193] != 3:
        raise ValueError("no Cineon file of three channels")
    offset, width, height = (int.from_bytes(raw[at:at + 4], "big") for at in (4, 200, 204))
    words = np.frombuffer(raw, ">u4", width * height, offset).reshape(height, width)
    return [np.stack([words >> 22 & 1023, words >> 12 & 1023, words >> 2 & 1023], -1).astype("u2")]
