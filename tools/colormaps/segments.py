"""What matplotlib samples its segmented colormaps from: points for each channel, or a formula."""
from functools import partial

import numpy as np
from matplotlib import _cm
from matplotlib.colors import LinearSegmentedColormap

# gnuplot's formulas by their number, and those of single maps, as FormulaCurve.Parse reads them. Number 32 is straight lines.
FORMULAS = {
    3: "line:1,0", 5: "power:3", 7: "power:0.5", 10: "wave:1,0.5,0.5,0", 13: "wave:1,1,0,0", 15: "wave:1,2,0,0",
    23: "line:3,-2", 28: "abs:1.5,-0.5", 30: "ratio:0.32,-0.78125", 31: "line:2,-0.84",
    32: np.array([(0, 0, 0), (0.25, 1, 1.34), (0.92, 0, 0), (1, 1, 1)]),
    33: "abs:2,-0.5", 34: "line:2,0", 35: "line:2,-0.5", 36: "line:2,-1",
    "_flag_red": "wave:0.75,31.5,0.25,0.5", "_flag_green": "wave:1,31.5,0,0", "_flag_blue": "wave:0.75,31.5,-0.25,0.5",
    "_prism_red": "wave:0.75,20.9,0.25,0.67", "_prism_green": "wave:0.75,20.9,-0.25,0.33", "_prism_blue": "wave:-1.1,20.9,0,0",
    "_gist_heat_red": "line:1.5,0", "_gist_heat_green": "line:2,-1", "_gist_heat_blue": "line:4,-3",
    "_gist_yarg": "line:-1,1",
}


def _curve(data):
    if not callable(data):
        return np.array(data, float)[:, :3]
    if isinstance(data, partial):
        gamma, start, turns, hue, cosine, sine = data.args
        assert data.func is _cm._ch_helper and (gamma, start, turns, hue) == (1.0, 0.5, -1.5, 1.0)
        return f"helix:{cosine},{sine}"
    return FORMULAS[next((number for number, function in _cm.gfunc.items() if function is data), data.__name__)]


def curves(colormap):
    """Red, green and blue of a segmented map: n x 3 points (place, left, right) or a formula's text; () for a listed map."""
    if not isinstance(colormap, LinearSegmentedColormap):
        return ()
    assert colormap._gamma == 1
    return [_curve(colormap._segmentdata[channel]) for channel in ("red", "green", "blue")]
