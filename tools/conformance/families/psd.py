"""Photoshop documents by ImageMagick: grey, RGB and CMYK-free, 8 and 16 bits, run lengths or none."""
import readers
from case import Case


def make(dice, stem):
    path = stem + ".psd"
    bits, bands = dice.pick(8, 8, 16), dice.pick(1, 3)
    data = dice.integers(dice.size() + ((3,) if bands == 3 else ()), bits)
    head = f"P{6 if bands == 3 else 5}\n{data.shape[1]} {data.shape[0]}\n{(1 << bits) - 1}\n".encode()
    options = ["-compress", dice.pick("None", "RLE")]
    readers.run("convert", "-", "-depth", bits, *(["-colorspace", "Gray"] if bands == 1 else ["-type", "TrueColor"]), *options, "psd:" + path,
                data=head + data.astype(">u2" if bits == 16 else "u1").tobytes())
    read = (lambda p: [data]) if bits == 16 else readers.pillow
    return Case(path, f"{bits} bits {bands} band(s) {options}", [data], "ImageMagick", "Pillow" if bits == 8 else "none", read,
                required=bits == 8, bands_free=True, damage=bits == 8)
