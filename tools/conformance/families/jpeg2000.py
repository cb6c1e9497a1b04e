"""JPEG 2000 without loss, by OpenJPEG's program, Pillow and GDAL: depths, tiles, offsets, subsampled components, bare codestreams."""
import readers
from case import Case


def make(dice, stem):
    return dice.pick(by_program, by_program, by_pillow, by_gdal)(dice, stem)


def by_program(dice, stem):
    path = stem + dice.pick(".jp2", ".j2k")
    bits, bands = dice.pick(8, 8, 8, 12, 16), dice.pick(1, 3)
    data = dice.integers((dice.number(8, 90), dice.number(8, 90)) + ((3,) if bands == 3 else ()), bits)
    source = stem + (".ppm" if bands == 3 else ".pgm")
    with open(source, "wb") as file:
        file.write(f"P{6 if bands == 3 else 5}\n{data.shape[1]} {data.shape[0]}\n{(1 << bits) - 1}\n".encode() + data.astype(">u2" if bits > 8 else "u1").tobytes())
    options = ["-n", str(dice.number(1, 4))]
    if dice.chance(0.3):
        options += ["-t", "32,48"]
    if dice.chance(0.2):
        # An image that begins elsewhere than its grid does.
        options += ["-d", f"{dice.number(1, 9)},{dice.number(1, 9)}"]
    if dice.chance(0.3):
        options += ["-p", dice.pick("LRCP", "RLCP", "RPCL", "PCRL", "CPRL")]
    readers.run("opj_compress", "-i", source, "-o", path, *options)
    return Case(path, f"{path[-3:]} {bits} bits {bands} band(s) {' '.join(options)}", [data], "opj_compress", "GDAL",
                readers.gdal if "-d" not in options else (lambda p: decompress(p, stem, bands)), bands_free=True, required=bits == 8 and "-d" not in options)


def decompress(path, stem, bands):
    out = stem + (".decoded.ppm" if bands == 3 else ".decoded.pgm")
    readers.run("opj_decompress", "-i", path, "-o", out)
    with open(out, "rb") as file:
        return [readers.pnm(file.read())]


def by_pillow(dice, stem):
    Image = readers.need("PIL.Image")
    path = stem + dice.pick(".jp2", ".j2k")
    mode = dice.pick("L", "RGB", "RGBA", "LA")
    bands = {"RGB": 3, "RGBA": 4, "LA": 2}.get(mode, 1)
    data = dice.integers((dice.number(8, 90), dice.number(8, 90)) + ((bands,) if bands > 1 else ()), 8)
    extra = {"irreversible": False, "num_resolutions": dice.number(1, 4)}
    if dice.chance(0.3):
        extra["tile_size"] = (48, 32)
    Image.fromarray(data).save(path, **extra)
    return Case(path, f"{path[-3:]} {mode} {extra}", [data], "Pillow", "GDAL", readers.gdal, bands_free=True, required=mode in ("L", "RGB"))


def by_gdal(dice, stem):
    gdal = readers.gdal_module()
    from families.geotiff import memory
    path = stem + ".jp2"
    dtype, bands = dice.pick("u1", "u1", "u2", "i2"), dice.pick(1, 3)
    data = dice.integers((dice.number(8, 90), dice.number(8, 90)) + ((3,) if bands == 3 else ()), 8 if dtype == "u1" else 16, dtype[0] == "i")
    if dice.chance(0.3) and bands == 3 and dtype == "u1":
        # What a subsampled component is in full size, each decoder interpolates in its own way.
        # Smooth, and of even size, as GDAL asks for.
        data = dice.picture((2 * dice.number(8, 40), 2 * dice.number(8, 40), 3))
        gdal.GetDriverByName("JP2OpenJPEG").CreateCopy(path, memory(data, dtype, bands), options=["QUALITY=100", "REVERSIBLE=YES", "YCBCR420=YES"])
        return Case(path, "u1 3 bands subsampled", None, "GDAL", "GDAL", readers.gdal, tolerance=(160, 12), required=False)
    options = ["QUALITY=100", "REVERSIBLE=YES", "YCBCR420=NO"]
    gdal.GetDriverByName("JP2OpenJPEG").CreateCopy(path, memory(data, dtype, bands), options=options)
    return Case(path, f"{dtype} {bands} band(s)", [data], "GDAL", "GDAL" if dtype == "i2" else "opj_decompress",
                readers.gdal if dtype == "i2" else (lambda p: decompress(p, stem, bands)), bands_free=True, required=dtype == "u1")
