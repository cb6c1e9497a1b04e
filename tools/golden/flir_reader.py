"""A reader of radiometric JPEG that owes nothing to the module: tests compare real files with what it gives.

    python3 tools/golden/flir_reader.py picture.jpg temperatures.npy
"""
import struct
import sys

import cv2
import numpy as np

PLACES = {
    "emissivity": 0x20, "distance": 0x24, "reflected": 0x28, "atmosphere": 0x2C, "window": 0x30, "transmission": 0x34,
    "humidity": 0x3C, "R1": 0x58, "B": 0x5C, "F": 0x60, "alpha1": 0x70, "alpha2": 0x74, "beta1": 0x78, "beta2": 0x7C,
    "X": 0x80, "R2": 0x30C,
}


def celsius(counts, c):
    """Thermimage's raw2temp, in float64; NaN where no temperature gives the counts."""
    n, air = counts.astype(float), c["atmosphere"] - 273.15
    water = c["humidity"] * np.exp(1.5587 + 0.06939 * air - 0.00027816 * air ** 2 + 0.00000068455 * air ** 3)
    way = np.sqrt(c["distance"] / 2)
    tau = (c["X"] * np.exp(-way * (c["alpha1"] + c["beta1"] * np.sqrt(water)))
           + (1 - c["X"]) * np.exp(-way * (c["alpha2"] + c["beta2"] * np.sqrt(water))))

    def body(kelvin):
        return c["R1"] / (c["R2"] * (np.exp(c["B"] / kelvin) - c["F"])) - c["O"]

    e, w = c["emissivity"], c["transmission"]
    s = (n / e / tau / w / tau - (1 - tau) / e / tau * body(c["atmosphere"])
         - (1 - tau) / e / tau / w / tau * body(c["atmosphere"])
         - (1 - w) / e / tau / w * body(c["window"]) - (1 - e) / e * body(c["reflected"]))
    with np.errstate(all="ignore"):
        inner = c["R1"] / (c["R2"] * (s + c["O"])) + c["F"]
        kelvin = c["B"] / np.log(inner)
    return np.where((s + c["O"] > 0) & (kelvin > 0), kelvin - 273.15, np.nan).astype(np.float32)


def camera(record):
    """The parameters of a camera record."""
    order = "<" if record[:2] == b"\2\0" else ">"
    values = {name: struct.unpack_from(order + "f", record, at)[0] for name, at in PLACES.items()}
    values["O"] = struct.unpack_from(order + "i", record, 0x308)[0]
    if values["humidity"] > 2:
        values["humidity"] /= 100
    return values


def join_segments(jpeg):
    """The record file in the APP1 segments of a JPEG."""
    at, parts = 2, {}
    while jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        length = struct.unpack_from(">H", jpeg, at + 2)[0]
        data = jpeg[at + 4:at + 2 + length]
        if jpeg[at + 1] == 0xE1 and data[:5] == b"FLIR\0":
            parts[data[6]] = data[8:]
        at += 2 + length
    return b"".join(parts[i] for i in sorted(parts))


def read_records(fff):
    """The records of a record file by their type."""
    order = ">" if 100 <= struct.unpack_from(">I", fff, 0x14)[0] < 200 else "<"
    at, count = struct.unpack_from(order + "II", fff, 0x18)
    records = {}
    for i in range(count):
        kind, _, _, _, offset, length = struct.unpack_from(order + "HHIIII", fff, at + 32 * i)
        records.setdefault(kind, fff[offset:offset + length])
    return records


def read_jpeg(path):
    """The temperatures of a radiometric JPEG, in °C; a PNG inside has its bytes exchanged."""
    with open(path, "rb") as file:
        records = read_records(join_segments(file.read()))
    raw = records[1]
    if raw[32:36] == b"\x89PNG":
        counts = cv2.imdecode(np.frombuffer(raw[32:], np.uint8), cv2.IMREAD_UNCHANGED).byteswap()
    else:
        width, height = struct.unpack_from("<HH", raw, 2)
        counts = np.frombuffer(raw, "<u2", width * height, 32).reshape(height, width)
    return celsius(counts, camera(records[0x20]))


if __name__ == "__main__":
    np.save(sys.argv[2], read_jpeg(sys.argv[1]))
