"""Compares two folders of images, or their limits.txt, and prints JSON: files, largest difference, share that differs.

Images are paired by name without extension and read with OpenCV, palettes expanded. `share` is the share of samples that
differ by more than 1 level of 8 bits (257 of 16 bits).
"""
import json
import os
import sys

import cv2
import numpy as np


def by_name(folder):
    return {os.path.splitext(name)[0]: os.path.join(folder, name) for name in os.listdir(folder)}


def read(path):
    image = cv2.imread(path, cv2.IMREAD_UNCHANGED)
    if image is None:
        raise SystemExit("OpenCV cannot read " + path)
    return image


def numbers(path):
    with open(path) as text:
        return np.array([float(word) for word in text.read().split()])


def main(ours, theirs):
    left, right = by_name(ours), by_name(theirs)
    if sorted(left) != sorted(right):
        raise SystemExit("different files: %d and %d" % (len(left), len(right)))
    largest, above, samples = 0.0, 0, 0
    for name, path in sorted(left.items()):
        if path.endswith(".txt"):
            largest = max(largest, float(np.abs(numbers(path) - numbers(right[name])).max()))
            continue
        a, b = read(path), read(right[name])
        if a.shape != b.shape or a.dtype != b.dtype:
            raise SystemExit("%s: %s %s and %s %s" % (name, a.shape, a.dtype, b.shape, b.dtype))
        difference = cv2.absdiff(a, b)
        step = 257 if a.dtype == np.uint16 else 1
        largest = max(largest, float(difference.max()) / step)
        above += int(np.count_nonzero(difference > step))
        samples += difference.size
    print(json.dumps({"files": len(left), "largest": largest, "share": above / samples if samples else 0.0}))


main(sys.argv[1], sys.argv[2])
