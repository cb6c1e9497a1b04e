"""AVIF without loss by libavif's program: 8, 10 and 12 bits, grey and RGB, with alpha."""
import numpy as np

import readers
from case import Case


def make(dice, stem):
    path = stem + ".avif"
    bits, bands = dice.pick(8, 10, 12), dice.pick(1, 3, 3, 4)
    cv2 = readers.need("cv2")
    data = dice.picture((dice.number(16, 90), dice.number(16, 90)) + ((bands,) if bands > 1 else ()), bits)
    stored = data if bits == 8 else np.rint(data.astype("f8") * 65535 / ((1 << bits) - 1)).astype("u2")
    source = stem + ".png"
    cv2.imwrite(source, stored if bands == 1 else stored[..., [2, 1, 0, 3][:bands]])
    options = ["-l"] if bands > 1 else ["-l", "-y", "400"]
    readers.run("avifenc", *options, "-d", bits, "-s", "9", "-j", "1", source, path)

    def read(p):
        out = stem + ".decoded.png"
        readers.run("avifdec", "-j", "1", "-d", "8" if bits == 8 else "16", p, out)
        array = readers.opencv(out)[0]
        array = array if bits == 8 else np.rint(array.astype("f8") * ((1 << bits) - 1) / 65535).astype("u2")
        # avifdec writes grey as RGB.
        return [np.ascontiguousarray(array[..., 0]) if bands == 1 and array.ndim == 3 else array]

    return Case(path, f"{bits} bits {bands} band(s)", [data], "avifenc", "avifdec", read, bands_free=bands == 1)
