"""Checks a heatmap TIFF too large to decode at once against its 16-bit source: rows here and there, by the definition.

Reads both files' strips with tifffile. Prints JSON like compare.py.
"""
import json
import sys

import matplotlib
import numpy as np
import tifffile


def rows(page, wanted):
    """Rows of a stripped page, decoding only the strips that hold them."""
    for y in wanted:
        strip, offset = divmod(y, page.rowsperstrip)
        handle = page.parent.filehandle
        handle.seek(page.dataoffsets[strip])
        data = handle.read(page.databytecounts[strip])
        yield np.squeeze(page.decode(data, strip)[0])[offset]


def main(source, result, low, high):
    with tifffile.TiffFile(source) as a, tifffile.TiffFile(result) as b:
        raw, heat = a.pages[0], b.pages[0]
        wanted = range(0, raw.imagelength, max(1, raw.imagelength // 40))
        inferno = matplotlib.colormaps["inferno"]
        colors = np.rint(heat.colormap.T / 257.0).astype(np.int16) if heat.photometric == 3 else None
        largest, above, samples = 0, 0, 0
        for counts, seen in zip(rows(raw, wanted), rows(heat, wanted)):
            expected = np.rint(255 * inferno((counts - low) / (high - low))[:, :3]).astype(np.int16)
            actual = colors[seen] if colors is not None else seen.astype(np.int16)
            difference = np.abs(expected - actual)
            largest = max(largest, int(difference.max()))
            above += int(np.count_nonzero(difference > 1))
            samples += difference.size
    print(json.dumps({"files": 1, "largest": largest, "share": above / samples}))


main(sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4]))
