"""How matplotlib documents its colormaps: the categories of its colormap reference, and what is known of each map."""

_KINDS = {
    "Sequential": """viridis plasma inferno magma cividis
        Greys Purples Blues Greens Oranges Reds YlOrBr YlOrRd OrRd PuRd RdPu BuPu GnBu PuBu YlGnBu PuBuGn BuGn YlGn
        binary gist_yarg gist_gray gray bone pink spring summer autumn winter cool Wistia hot afmhot gist_heat copper""",
    "Diverging": "PiYG PRGn BrBG PuOr RdGy RdBu RdYlBu RdYlGn Spectral coolwarm bwr seismic",
    "Cyclic": "twilight twilight_shifted hsv",
    "Qualitative": "Pastel1 Pastel2 Paired Accent Dark2 Set1 Set2 Set3 tab10 tab20 tab20b tab20c",
    "Miscellaneous": """flag prism ocean gist_earth terrain gist_stern gnuplot gnuplot2 CMRmap cubehelix brg
        gist_rainbow rainbow jet turbo nipy_spectral gist_ncar""",
}
MATPLOTLIB_KINDS = {name: kind for kind, names in _KINDS.items() for name in names.split()}

UNIFORM = set("viridis plasma inferno magma cividis".split())

# The sequential ones of ColorBrewer and the diverging ones it marks so; greys; Moreland's coolwarm.
_BREWER_SEQUENTIAL = """Greys Purples Blues Greens Oranges Reds YlOrBr YlOrRd OrRd PuRd RdPu BuPu GnBu PuBu YlGnBu
    PuBuGn BuGn YlGn""".split()
MATPLOTLIB_CVD_SAFE = UNIFORM | set(_BREWER_SEQUENTIAL) | set(
    "gray gist_gray gist_yarg binary coolwarm PuOr RdBu BrBG PRGn PiYG RdYlBu".split())

# Maps that join red and green of like lightness, or run through the hues.
MATPLOTLIB_CVD_UNSAFE = set(
    "RdYlGn Spectral jet hsv rainbow gist_rainbow nipy_spectral gist_ncar prism flag brg".split())

_BREWER = _BREWER_SEQUENTIAL + """PiYG PRGn BrBG PuOr RdGy RdBu RdYlBu RdYlGn Spectral
    Pastel1 Pastel2 Paired Accent Dark2 Set1 Set2 Set3""".split()
MATPLOTLIB_LICENCES = {
    **{name: "Apache-2.0" for name in _BREWER + ["turbo"]},
    **{name: "CC0-1.0" for name in "viridis plasma inferno magma".split()},
}
