"""Writes one small file of every variant of formats without a common codec, and the numbers that each must give.

Usage: make_variants.py FOLDER SEED FORMAT ...

FOLDER gets <format>_<variant>.<extension>, <file>.npy with the numbers (rows, columns, bands), and list.csv: file, key of its numbers,
page, what is expected (equal, or the id of an error), tolerance, bits. Files are packed here byte by byte, or written by Pillow, OpenCV,
astropy, pydicom, dcmtk, GDAL, ffmpeg, netpbm, OpenJPEG, libjxl and libheif.
"""
import csv
import sys
import bitmaps
import documents
import science
import workstations
from common import path_of, rows

for name in sys.argv[3:]:
    next(getattr(module, name) for module in (bitmaps, workstations, documents, science) if hasattr(module, name))()
with open(path_of('list.csv'), 'w', newline='') as f:
    writer = csv.writer(f)
    writer.writerow(['File', 'Key', 'Page', 'Expect', 'Tolerance', 'Depth'])
    writer.writerows(rows)
