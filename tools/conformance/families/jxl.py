"""JPEG XL without loss by libjxl's program: grey, RGB and alpha of 8 and 16 bits."""
import readers
from case import Case


def make(dice, stem):
    path = stem + ".jxl"
    bits = dice.pick(8, 8, 16)
    # libjxl 0.7's program does not write alpha of 16 bits again.
    bands = dice.pick(1, 3, 4) if bits == 8 else dice.pick(1, 3)
    data = dice.integers((dice.number(2, 90), dice.number(2, 90)) + ((bands,) if bands > 1 else ()), bits)
    source = stem + (".pam" if bands == 4 else ".ppm" if bands == 3 else ".pgm")
    body = data.astype(">u2" if bits == 16 else "u1").tobytes()
    top = (1 << bits) - 1
    head = f"P7\nWIDTH {data.shape[1]}\nHEIGHT {data.shape[0]}\nDEPTH 4\nMAXVAL {top}\nTUPLTYPE RGB_ALPHA\nENDHDR\n" if bands == 4 else \
        f"P{6 if bands == 3 else 5}\n{data.shape[1]} {data.shape[0]}\n{top}\n"
    with open(source, "wb") as file:
        file.write(head.encode() + body)
    effort = dice.number(1, 4)
    readers.run("cjxl", source, path, "-d", "0", "-e", effort, "--num_threads=0")

    def read(p):
        # djxl writes alpha to PNG only.
        out = stem + ".decoded" + (".png" if bands == 4 else source[-4:])
        readers.run("djxl", p, out, "--num_threads=0")
        if bands == 4:
            return readers.opencv(out)
        with open(out, "rb") as file:
            return [readers.pnm(file.read())]

    return Case(path, f"{bits} bits {bands} band(s) effort {effort}", [data], "cjxl", "djxl", read, bands_free=True, required=bits == 8)
