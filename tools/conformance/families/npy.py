"""NPY and NPZ by NumPy: every number type, both orders, both byte orders, all versions of the header."""
import io

import numpy as np

from case import Case

TYPES = ["u1", "i1", "u2", "i2", "u4", "i4", "f2", "f4", "f8", "b1", "u8", "i8", "c8", "c16"]


def make(dice, stem):
    dtype = dice.pick(*TYPES, "u1", "u2", "f4", "f8")
    bands = dice.pick(0, 0, 0, 1, 2, 3, 4, 5)
    shape = dice.size() + ((bands,) if bands else ())
    data = values(dice, dtype, shape)
    stored = data.astype(data.dtype.newbyteorder(dice.pick("<", ">")))
    if dice.chance(0.35):
        stored = np.asfortranarray(stored)
    # More than four numbers a pixel are no bands: the first index counts frames.
    truth = [meant(frame) for frame in data] if bands > 4 else [meant(data)]
    variant = f"{stored.dtype.str} {shape} {'fortran' if stored.flags.f_contiguous and not stored.flags.c_contiguous else 'C'}"
    # Complex numbers have no place in a raster; 64-bit integers that a double cannot hold are refused.
    required = dtype not in ("c8", "c16", "u8", "i8")
    damage = dtype not in ("c8", "c16")
    if dice.chance(0.25):
        path = stem + ".npz"
        (np.savez if dice.chance(0.5) else np.savez_compressed)(path, **{dice.pick("arr_0", "frame", "data"): stored})
        return Case(path, "NPZ " + variant, truth, "NumPy", "NumPy", lambda p: read_npz(p, bands > 4), required, damage=damage, all_pages=bands > 4)
    path = stem + ".npy"
    version = dice.pick((1, 0), (1, 0), (2, 0), (3, 0))
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, stored, version=version)
    with open(path, "wb") as file:
        file.write(buffer.getvalue())
    return Case(path, f"NPY {version[0]} {variant}", truth, "NumPy", "NumPy", lambda p: read_npy(p, bands > 4), required, damage=damage, all_pages=bands > 4)


def values(dice, dtype, shape):
    if dtype[0] == "f":
        return dice.floats(shape, dtype)
    if dtype[0] == "c":
        return dice.floats(shape, "f4").astype(dtype)
    if dtype == "b1":
        return dice.numpy.random(shape) < 0.5
    bits = int(dtype[1]) * 8
    return dice.integers(shape, min(bits, 50) if dice.chance(0.7) else bits, dtype[0] == "i", dtype)


def meant(data):
    """As the module gives it: half as float, bool as 0 and 255, 64-bit integers as double."""
    if data.ndim == 3 and data.shape[2] == 1:
        data = data[..., 0]
    if data.dtype == bool:
        return data.astype("u1") * np.uint8(255)
    if data.dtype.str[1:] == "f2":
        return data.astype("f4")
    return data.astype("f8") if data.dtype.str[1:] in ("u8", "i8") else data


def frames(array, stack):
    array = array.astype(array.dtype.newbyteorder("="))
    return [meant(frame) for frame in array] if stack else [meant(array)]


def read_npy(path, stack):
    with open(path, "rb") as file:
        return frames(np.lib.format.read_array(file, allow_pickle=False), stack)


def read_npz(path, stack):
    with np.load(path, allow_pickle=False) as archive:
        return frames(archive[archive.files[0]], stack)
