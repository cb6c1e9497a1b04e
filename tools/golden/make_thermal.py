#!/usr/bin/env python3
"""Makes small synthetic files of thermal cameras and the temperatures a reader of its own gives for them.

    python3 tools/golden/make_thermal.py

Needs NumPy, OpenCV (writes the PNG and JPEG inside) and tifffile. The formulas and the layout of the files are written
down in docs/thermal.md. The scene is a warm spot before a cooler wall, with one dead pixel at either end of the counts.
"""
import io
import struct

import cv2
import numpy as np
import tifffile

import flir_reader
from manifest import GOLDEN, record

FOLDER = GOLDEN / "thermal"
WIDTH, HEIGHT = 24, 16
CAMERA = {
    "emissivity": 0.95, "distance": 2.0, "reflected": 294.14, "atmosphere": 287.14, "window": 292.14, "transmission": 0.98,
    "humidity": 0.49, "R1": 14866.513671875, "B": 1395.7, "F": 1.0, "alpha1": 0.006569, "alpha2": 0.01262,
    "beta1": -0.002276, "beta2": -0.00667, "X": 1.9, "O": -5859, "R2": 0.01108647882938385,
}


def scene(shift=0):
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    counts = 17000 + 1200 * np.exp(-((x - 15) ** 2 + (y - 6) ** 2) / 20) + 7 * x + 3 * y + shift
    counts = np.rint(counts).astype(np.uint16)
    counts[0, 0], counts[-1, -1] = 0, 65535
    return counts


def celsius(counts, **changes):
    return flir_reader.celsius(counts, {k: float(np.float32(v)) for k, v in {**CAMERA, **changes}.items()})


def camera_record(order, percent=False, constants=True):
    data = bytearray(2476)
    struct.pack_into(order + "HHH", data, 0, 2, WIDTH, HEIGHT)
    for name, at in flir_reader.PLACES.items():
        value = CAMERA[name] * (100 if percent and name == "humidity" else 1)
        struct.pack_into(order + "f", data, at, value if constants or name not in ("R1", "R2", "B") else 0)
    struct.pack_into(order + "i", data, 0x308, CAMERA["O"])
    for at, text in ((0xD4, b"Simulated T1"), (0x104, b"S-0001"), (0x170, b"FOL18")):
        data[at:at + len(text)] = text
    struct.pack_into(order + "IIh", data, 0x384, 1365762241, 131, -120)
    return bytes(data)


def encode(extension, image):
    return cv2.imencode(extension, image)[1].tobytes()


def raw_record(order, coding, counts):
    head = struct.pack(order + "HHH", 2, WIDTH, HEIGHT).ljust(32, b"\0")
    if coding == "plain":
        return head + counts.astype(order + "u2").tobytes()
    if coding == "png":
        return head + encode(".png", counts)
    if coding == "swapped":
        return head + encode(".png", counts.byteswap())
    file = io.BytesIO()
    tifffile.imwrite(file, counts, byteorder=order)
    return head + file.getvalue()


def photo():
    y, x = np.mgrid[:32, :48]
    return np.stack([x * 5, y * 8, 255 - x * 5], axis=2).astype(np.uint8)  # BGR


def photo_record():
    """As a camera has it: a PNG of Y, Cb, Cr (OpenCV's order is Y, Cr, Cb, and BGR when it writes)."""
    y, cr, cb = cv2.split(cv2.cvtColor(photo(), cv2.COLOR_BGR2YCrCb))
    return struct.pack("<HHH", 2, 48, 32).ljust(32, b"\0") + encode(".png", cv2.merge([cr, cb, y]))


def picture_record():
    return struct.pack("<fhhhhhh", 1.4039699, 14, -14, 0, HEIGHT - 1, 0, WIDTH - 1).ljust(96, b"\0")


def fff(records, order, gap=0):
    """A record file: header, directory, then the records. Records are (type, bytes)."""
    entries, data, at = b"", b"", 0x40 + 32 * (len(records) + 1)
    for kind, record in records:
        entries += struct.pack(order + "HHIIII", kind, 0, 100, 1, at, len(record)).ljust(32, b"\0")
        data += record
        at += len(record)
    entries += bytes(32)
    head = b"FFF\0" + b"HeatmapPS".ljust(16, b"\0") + struct.pack(order + "III", 101, 0x40, len(records) + 1)
    return head.ljust(0x40, b"\0") + entries + data + bytes(gap)


def segment(marker, data):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def visible():
    picture = cv2.applyColorMap(np.rint(np.linspace(0, 255, 32 * 48)).astype(np.uint8).reshape(32, 48), cv2.COLORMAP_INFERNO)
    return encode(".jpg", picture)


def flir_jpeg(records, piece=1500):
    parts = [records[i:i + piece] for i in range(0, len(records), piece)]
    segments = [segment(0xE1, b"FLIR\0\1" + bytes([i, len(parts) - 1]) + part) for i, part in enumerate(parts)]
    jpeg = visible()
    # Out of order: the numbers tell the order, not the places.
    return jpeg[:2] + b"".join(segments[1::-1] + segments[2:]) + jpeg[2:]


def dji_jpeg(counts):
    make, model = b"DJI\0", b"M3T-simulated\0"
    at = 8 + 2 + 2 * 12 + 4
    exif = b"II*\0" + struct.pack("<IH", 8, 2) + struct.pack("<HHI", 271, 2, len(make)) + make
    exif += struct.pack("<HHII", 272, 2, len(model), at) + struct.pack("<I", 0) + model
    raw = counts.astype("<u2").tobytes()
    parts = b"".join(segment(0xE3, raw[i:i + 500]) for i in range(0, len(raw), 500))
    jpeg = encode(".jpg", np.zeros((HEIGHT, WIDTH, 3), np.uint8))
    return jpeg[:2] + segment(0xE1, b"Exif\0\0" + exif) + parts + jpeg[2:]


def write(name, data):
    (FOLDER / name).write_bytes(data)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    counts = scene()
    for name, order in (("little", "<"), ("big", ">")):
        for coding in ("plain", "png", "swapped", "tiff"):
            records = [(0x20, camera_record(order, percent=coding == "tiff")), (0x01, raw_record(order, coding, counts))]
            write(f"{coding}_{name}.fff", fff(records, ">" if order == "<" else "<"))
    full = [(0x0E, photo_record()), (0x20, camera_record("<")), (0x01, raw_record("<", "swapped", counts)), (0x2A, picture_record())]
    write("radiometric.jpg", flir_jpeg(fff(full, ">")))
    write("visible_only.jpg", flir_jpeg(fff(full[:2], ">")))
    write("no_constants.jpg", flir_jpeg(fff([(0x20, camera_record("<", constants=False)), full[2]], ">")))
    write("dji.jpg", dji_jpeg(counts))
    write("plain.jpg", visible())

    # Frames with a false header in their counts, one after another with and without a gap.
    frames, data = [], b""
    for i, gap in enumerate((0, 37, 0)):
        frame = scene(100 * i)
        decoy = fff([(0x01, b"x" * 8)], "<")[:160]
        frame.reshape(-1)[40:40 + len(decoy) // 2] = np.frombuffer(decoy, "<u2")
        frames.append(frame)
        data += fff([(0x20, camera_record("<")), (0x01, raw_record("<", "plain", frame))], ">", gap)
    write("sequence.seq", data)
    csq = struct.pack("<HHH", 2, WIDTH, HEIGHT).ljust(32, b"\0") + b"\xff\xd8\xff\xf7" + bytes(200)
    write("jpegls.csq", fff([(0x20, camera_record("<")), (0x01, csq)], ">"))

    np.save(FOLDER / "counts.npy", counts)
    np.save(FOLDER / "celsius.npy", celsius(counts))
    np.save(FOLDER / "celsius_changed.npy", celsius(
        counts, emissivity=0.7, distance=20, humidity=0.8, reflected=273.15 + 5, atmosphere=273.15 + 30))
    np.save(FOLDER / "celsius_sequence.npy", np.stack([celsius(f) for f in frames]))
    np.save(FOLDER / "photo.npy", photo()[:, :, ::-1].copy())
    record("thermal", ["numpy", "cv2", "tifffile"], camera=CAMERA)


if __name__ == "__main__":
    main()
