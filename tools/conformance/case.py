"""A file with what is known of it, and the random choices that make it."""
import hashlib
import random
from dataclasses import dataclass, field
from typing import Callable

import numpy as np


class Unavailable(Exception):
    """A program or package that a family needs is not on this machine."""


@dataclass
class Case:
    """A valid file: what is in it by construction, and an independent reader that must agree."""

    path: str
    variant: str
    # One array a page, (h, w) or (h, w, bands), in the numbers and the type that the module promises. None where only the
    # reader can tell (lossy codecs).
    truth: list | None
    writer: str
    reader: str
    read: Callable[[str], list]
    # A variant that must be read. Others may be refused by name (FormatNotSupported, DepthLost).
    required: bool = True
    # Largest and mean difference of a lossy codec, with the reason beside it in the family.
    tolerance: tuple = (0, 0)
    # Whether all pages are read, or the first alone.
    all_pages: bool = False
    nodata: list = field(default_factory=list)
    # True where a sample has a value. None where NaN, infinities and nodata tell.
    valid: list | None = None
    # Ids that a reader may give instead of pixels; beyond the two of required = False.
    refusals: tuple = ()
    # Whether the file may be broken; "cut" where nothing but its length tells that it is, and decoders make of it what they like.
    damage: bool | str = True
    # Further readers of the same form, for broken files: what one lets pass, another may refuse.
    read_also: list = field(default_factory=list)
    # How the module reads it: image or video.
    entrance: str = "image"
    check_type: bool = True
    # Whether grey may come as three bands that are the same, colours without colour as one, and an alpha that is full or none.
    bands_free: bool = False


class Dice:
    """Random choices that depend on seed, family and number alone."""

    def __init__(self, seed, family, number):
        name = f"{seed}/{family}/{number}"
        self.random = random.Random(name)
        self.numpy = np.random.default_rng(list(hashlib.sha256(name.encode()).digest()))

    def pick(self, *items):
        return self.random.choice(items)

    def chance(self, share):
        return self.random.random() < share

    def number(self, first, last):
        return self.random.randint(first, last)

    def size(self, largest=70):
        """Height and width, with the odd ones that break rows and tiles."""
        edge = [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65]
        return tuple(self.pick(*edge) if self.chance(0.4) else self.number(1, largest) for _ in range(2))

    def integers(self, shape, bits, signed=False, dtype=None):
        """Noise, ramps, plateaus and extremes of so many bits."""
        low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)
        size = next(s for s in (8, 16, 32, 64) if s >= bits)
        dtype = dtype or f"{'i' if signed else 'u'}{size // 8}"
        kind = self.pick("noise", "ramp", "plateau", "extremes", "narrow")
        if kind == "noise":
            data = self.numpy.integers(low, high, shape, endpoint=True, dtype=dtype)
        elif kind == "extremes":
            data = np.where(self.numpy.random(shape) < 0.5, low, high)
        elif kind == "plateau":
            data = np.repeat(self.numpy.integers(low, high, shape[:1] + (1,) * (len(shape) - 1), endpoint=True, dtype=dtype), shape[1], 1)
            data = np.broadcast_to(data, shape)
        else:
            span = (high - low) if kind == "ramp" else max(1, (high - low) // 50)
            start = low + (0 if kind == "ramp" else (high - low) // 3)
            count = int(np.prod(shape))
            data = (start + np.arange(count, dtype="f8") * span / max(1, count - 1)).reshape(shape)
            data = np.clip(np.floor(data), low, high)
        return np.ascontiguousarray(data).astype(dtype)

    def floats(self, shape, dtype="f4", special=True):
        """Numbers of all sizes, and now and then what is no number."""
        data = self.numpy.normal(self.pick(0, 20, -300), self.pick(1e-3, 1, 50, 1e4), shape).astype(dtype)
        if special and self.chance(0.3):
            for value in (np.nan, np.inf, -np.inf, -0.0, np.finfo(dtype).max, np.finfo(dtype).tiny, 1.5):
                data[self.numpy.random(shape) < 0.04] = value
        return data

    def picture(self, shape, bits=8):
        """Something smooth, for lossy codecs: what they do to noise is a matter of taste."""
        height, width = shape[:2]
        y, x = np.mgrid[0:height, 0:width]
        bands = []
        for _ in range(shape[2] if len(shape) > 2 else 1):
            a, b, c = self.numpy.random(3)
            bands.append((np.sin(x / (6 + 20 * a) + 6 * b) + np.cos(y / (6 + 20 * b) + 6 * c)) / 4 + 0.5)
        data = np.rint(np.stack(bands, -1) * ((1 << bits) - 1)).astype("u1" if bits == 8 else "u2")
        return np.ascontiguousarray(data if len(shape) > 2 else data[..., 0])


def oriented(array, orientation):
    """The picture upright, by the EXIF orientation tag."""
    turn = {
        1: lambda a: a, 2: lambda a: a[:, ::-1], 3: lambda a: a[::-1, ::-1], 4: lambda a: a[::-1],
        5: lambda a: a.swapaxes(0, 1), 6: lambda a: a.swapaxes(0, 1)[:, ::-1], 7: lambda a: a[::-1, ::-1].swapaxes(0, 1),
        8: lambda a: a.swapaxes(0, 1)[::-1],
    }[orientation]
    return np.ascontiguousarray(turn(array))
