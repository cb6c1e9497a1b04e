"""Palettes as thermographers know them, by the ideas their names stand for: anchors drawn for HeatmapPS, straight lines in
sRGB between them. No table of a camera or of another program was taken over."""
import numpy as np

# name: (kind, anchors as position and colour, aliases)
PALETTES = {
    "ironbow": ("Sequential", "0 00000A, 0.1 200075, 0.25 6A0098, 0.38 B0069A, 0.5 D92D63, 0.6 EC5A10, 0.75 FA9A00,"
                " 0.88 FFD21E, 0.96 FFF08C, 1 FFFFF6", ("iron",)),
    "rainbow": ("Miscellaneous", "0 00002E, 0.14 1410C8, 0.3 00A0E6, 0.45 00B464, 0.58 78D200, 0.7 FFE600, 0.84 FF7800,"
                " 0.95 E61414, 1 FFE6E6", ()),
    "rainbow_high_contrast": ("Miscellaneous", "0 000000, 0.08 3C0078, 0.16 B400C8, 0.24 0A0AB4, 0.34 00B4FF, 0.44 006432,"
                              " 0.54 50E632, 0.64 F0F000, 0.72 964600, 0.82 FF5A00, 0.92 C80000, 1 FFFFFF", ("rainbow_hc",)),
    "arctic": ("Miscellaneous", "0 0A0A5A, 0.18 1440C8, 0.36 28A0DC, 0.5 50D2D2, 0.56 6E6E5A, 0.68 B48214, 0.85 F0B428, 1 FFF5D2", ()),
    "lava": ("Sequential", "0 00000A, 0.16 0A325A, 0.3 145A78, 0.42 46325A, 0.55 961E32, 0.7 DC3C0A, 0.84 FA9614, 1 FFFAD2", ()),
    "glowbow": ("Sequential", "0 000000, 0.22 500A00, 0.45 A52800, 0.65 E66E00, 0.82 FFBE1E, 0.93 FFF096, 1 FFFFFF", ("globow",)),
    "graded_fire": ("Sequential", "0 000014, 0.2 32005A, 0.4 96143C, 0.6 DC460A, 0.8 FFAA0A, 1 FFFFB4", ()),
    "fusion": ("Miscellaneous", "0 14143C, 0.2 28288C, 0.4 8C28A0, 0.5 C82864, 0.62 FA6428, 0.8 FFC828, 0.9 B4F078, 1 FFFFFF", ()),
    "medical": ("Miscellaneous", "0 000000, 0.1 46008C, 0.25 0032D2, 0.4 00AADC, 0.52 00A046, 0.66 D2DC00, 0.8 FF8200,"
                " 0.92 DC0028, 1 FFDCE6", ()),
    "sepia": ("Sequential", "0 0A0500, 0.35 5A3C1E, 0.7 B98C5A, 1 FFF5DC", ()),
    "white_hot": ("Sequential", "0 000000, 1 FFFFFF", ()),
    "black_hot": ("Sequential", "0 FFFFFF, 1 000000", ()),
    "red_hot": ("Miscellaneous", "0 000000, 0.75 BEBEBE, 0.76 C83C1E, 0.88 FF3200, 1 FFDC00", ()),
    "hottest": ("Miscellaneous", "0 000000, 0.9 E6E6E6, 0.905 FF0000, 1 FF5000", ()),
    "coldest": ("Miscellaneous", "0 0028FF, 0.095 0096FF, 0.1 191919, 1 FFFFFF", ()),
}

# Those whose lightness alone tells the value.
CVD_SAFE = {"white_hot", "black_hot", "sepia", "glowbow", "graded_fire"}


def table(anchors, entries=256):
    """The palette as entries x 3 bytes."""
    places, colors = zip(*(pair.split() for pair in anchors.split(",")))
    colors = np.array([list(bytes.fromhex(c)) for c in colors], float)
    at = np.linspace(0, 1, entries)
    channels = [np.interp(at, np.array(places, float), colors[:, i]) for i in range(3)]
    return np.rint(np.stack(channels, axis=1)).astype(np.uint8)


def fill(family):
    """Adds every palette to a family of extract.py."""
    for name, (kind, anchors, aliases) in PALETTES.items():
        family.add(name, table(anchors), kind, cvd=True if name in CVD_SAFE else None, aliases=aliases)
    return family
