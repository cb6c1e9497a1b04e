"""Writers of bare PNG and TIFF files, for what no program at hand writes: odd bit depths, chunks, broken files."""
import struct
import zlib

import numpy as np


def pack_bits(samples, bits):
    """Packs rows of unsigned samples of 1 to 16 bits, most significant first, each row filled to a whole byte."""
    samples = np.atleast_2d(samples).astype(np.uint32)
    planes = (samples[:, :, None] >> np.arange(bits - 1, -1, -1, dtype=np.uint32)) & 1
    return np.packbits(planes.reshape(len(samples), -1).astype(np.uint8), axis=1)


def chunk(name, data):
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(samples, bits, colour_type, extra=b""):
    """A PNG of samples (h, w) or (h, w, channels); `extra` holds chunks that go before the data. Rows use all filters."""
    height, width = samples.shape[:2]
    rows = pack_bits(samples.reshape(height, -1), bits)
    unit = max(1, (1 if samples.ndim == 2 else samples.shape[2]) * bits // 8)
    out = bytearray()
    above = np.zeros(rows.shape[1], np.int64)
    for y, row in enumerate(rows.astype(np.int64)):
        left = np.concatenate([np.zeros(unit, np.int64), row])[:len(row)]
        corner = np.concatenate([np.zeros(unit, np.int64), above])[:len(row)]
        guess = left + above - corner
        a, b, c = abs(guess - left), abs(guess - above), abs(guess - corner)
        paeth = np.where((a <= b) & (a <= c), left, np.where(b <= c, above, corner))
        predicted = (0 * row, left, above, (left + above) // 2, paeth)[y % 5]
        out += bytes([y % 5]) + ((row - predicted) & 255).astype(np.uint8).tobytes()
        above = row
    head = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", zlib.compress(bytes(out)))
            + chunk(b"IEND", b""))


def tiff(samples, bits, photometric=1, rows_per_strip=8):
    """A little-endian TIFF of one band of packed samples, in uncompressed strips."""
    height, width = samples.shape
    packed = pack_bits(samples, bits)
    strips = [packed[y:y + rows_per_strip].tobytes() for y in range(0, height, rows_per_strip)]
    offsets, at = [], 8
    for strip in strips:
        offsets.append(at)
        at += len(strip)
    data = b"".join(strips) + b"\0" * (at % 2)
    arrays_at = 8 + len(data)
    arrays = struct.pack(f"<{len(strips)}I", *offsets) + struct.pack(f"<{len(strips)}I", *map(len, strips))
    entries = [(256, 3, 1, width), (257, 3, 1, height), (258, 3, 1, bits), (259, 3, 1, 1), (262, 3, 1, photometric),
               (273, 4, len(strips), arrays_at), (277, 3, 1, 1), (278, 3, 1, rows_per_strip),
               (279, 4, len(strips), arrays_at + 4 * len(strips))]
    assert len(strips) > 1
    directory = struct.pack("<H", len(entries))
    for tag, kind, count, value in entries:
        directory += struct.pack("<HHII", tag, kind, count, value)
    return struct.pack("<2sHI", b"II", 42, arrays_at + len(arrays)) + data + arrays + directory + b"\0" * 4
