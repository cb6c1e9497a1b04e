"""HEIC of 8 bits by libheif's program: RGB and RGBA. Its colour conversion is off by one at times, so heif-convert gives the truth."""
import readers
from case import Case


def make(dice, stem):
    path = stem + ".heic"
    bands = dice.pick(3, 3, 4)
    cv2 = readers.need("cv2")
    data = dice.picture((dice.number(16, 90), dice.number(16, 90)) + (bands,), 8)
    source = stem + ".png"
    cv2.imwrite(source, data[..., [2, 1, 0, 3][:bands]])
    readers.run("heif-enc", source, "-o", path, "-L", "-p", "chroma=444", "--matrix_coefficients=0")

    def read(p):
        out = stem + ".decoded.png"
        readers.run("heif-convert", p, out)
        return readers.opencv(out)

    # HEVC has no checksum: of a changed bit, decoders make what they like.
    return Case(path, f"{bands} bands", None, "heif-enc", "heif-convert", read, required=False, damage="cut")
