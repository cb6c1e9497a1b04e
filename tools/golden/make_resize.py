#!/usr/bin/env python3
"""Golden sizes: what OpenCV's resize makes of small images.

Writes to tests/Pester/data/golden:
  resize_<type>.npy           the image: uint8 (h, w, 3), uint16 and float32 (h, w)
  resize_<type>_results.npy   all results, flattened, one after another
and the kernel and size of each result to manifest.json.
"""
import cv2
import numpy as np

from manifest import GOLDEN, record

KERNELS = {
    "Nearest": cv2.INTER_NEAREST, "Area": cv2.INTER_AREA, "Bilinear": cv2.INTER_LINEAR, "Bicubic": cv2.INTER_CUBIC,
}
SMALLER = [(12, 9), (6, 5), (23, 4), (1, 1), (7, 17)]
LARGER = [(46, 34), (59, 40), (24, 18), (23, 51)]


def main():
    rng = np.random.default_rng(20250115)
    images = {
        "u8": rng.integers(0, 256, (17, 23, 3)).astype(np.uint8),
        "u16": rng.integers(0, 65536, (17, 23)).astype(np.uint16),
        "f32": rng.normal(20, 300, (17, 23)).astype(np.float32),
    }
    cases = []
    for name, kernel in KERNELS.items():
        # OpenCV skips pixels with the others when it shrinks.
        sizes = SMALLER if name == "Area" else LARGER if name != "Nearest" else SMALLER + LARGER
        cases += [(name, kernel, size) for size in sizes]
    for key, image in images.items():
        results = [cv2.resize(image, size, interpolation=kernel) for _, kernel, size in cases]
        np.save(GOLDEN / f"resize_{key}.npy", image)
        np.save(GOLDEN / f"resize_{key}_results.npy", np.concatenate([result.ravel() for result in results]))
    record("resize", ["numpy", "cv2"], cases=[{"kernel": name, "width": size[0], "height": size[1]} for name, _, size in cases])


main()
