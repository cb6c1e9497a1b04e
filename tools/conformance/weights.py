"""The families, and how often each comes in a round."""

WEIGHTS = {
    "png": 6, "tiff": 10, "geotiff": 8, "tiffcp": 3, "npy": 4, "netpbm": 4, "jpeg": 5, "gif": 2, "webp": 2, "avif": 1, "heic": 1, "bmp": 2, "tga": 2,
    "psd": 1, "qoi": 1, "ico": 1, "sgi": 2, "sun": 2, "pcx": 1, "film": 2, "hdr": 1, "jpeg2000": 2, "jxl": 1, "fits": 4, "dicom": 4,
    "animation": 1, "video": 1, "text": 2,
}


def cycle(families):
    """One round, in which the families take turns."""
    left = {name: WEIGHTS[name] for name in families}
    turns = []
    while any(left.values()):
        for name in families:
            if left[name] > 0:
                left[name] -= 1
                turns.append(name)
    return turns


def place(families, index):
    """The family of a case, and its number within the family, whatever other families are there."""
    turns = cycle(families)
    family = turns[index % len(turns)]
    before = turns[:index % len(turns)].count(family)
    return family, index // len(turns) * WEIGHTS[family] + before
