"""Independent readers and the programs that are run. Each is imported when it is first used."""
import os
import shutil
import subprocess
import sys

import numpy as np

from case import Unavailable

SECONDS = 30


def need(name):
    """A Python package, or Unavailable."""
    import importlib
    try:
        return importlib.import_module(name)
    except ImportError as e:
        raise Unavailable(f"Python's {name}") from e


def run(*command, data=None, environment=None):
    """What a program writes to its output. A failing one is an error."""
    if not shutil.which(command[0]):
        raise Unavailable(command[0])
    result = subprocess.run([str(c) for c in command], input=data, capture_output=True, timeout=SECONDS, check=False,
                            env=dict(os.environ, **(environment or {})))
    if result.returncode != 0:
        raise ValueError(f"{command[0]}: {result.stderr.decode(errors='replace').strip()[-300:]}")
    return result.stdout


def plain(array):
    """Without a last axis of one band, in native byte order."""
    array = np.asarray(array)
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[..., 0]
    return np.ascontiguousarray(array.astype(array.dtype.newbyteorder("=")))


def pillow_image(path):
    Image = need("PIL.Image")
    import warnings
    warnings.simplefilter("ignore")
    image = Image.open(path)
    image.load()
    return image


def pillow(path, mode=None):
    image = pillow_image(path)
    if mode and image.mode != mode:
        image = image.convert(mode)
    if image.mode == "1":
        image = image.convert("L")
    return [plain(image)]


def pillow_colors(path):
    """A palette as the colours that it stands for; RGBA where there is transparency."""
    image = pillow_image(path)
    if image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    elif image.mode == "1":
        image = image.convert("L")
    return [plain(image)]


def opencv(path, flags=None):
    cv2 = need("cv2")
    array = cv2.imread(path, cv2.IMREAD_UNCHANGED if flags is None else flags)
    if array is None:
        raise ValueError("OpenCV reads nothing")
    if array.ndim == 3 and array.shape[2] == 3:
        array = array[..., ::-1]
    elif array.ndim == 3 and array.shape[2] == 4:
        array = array[..., [2, 1, 0, 3]]
    return [plain(array)]


def gdal_module():
    gdal = need("osgeo.gdal")
    gdal.UseExceptions()
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    gdal.SetConfigOption("GDAL_PAM_ENABLED", "NO")
    return gdal


def gdal_open(path):
    dataset = gdal_module().Open(path)
    if dataset is None:
        raise ValueError("GDAL opens nothing")
    return dataset


def gdal(path):
    array = gdal_open(path).ReadAsArray()
    return [plain(array if array.ndim == 2 else np.moveaxis(array, 0, -1))]


def tifffile_pages(path):
    with need("tifffile").TiffFile(path) as file:
        return [plain(page.asarray() if page.planarconfig == 1 else np.moveaxis(page.asarray(), 0, -1)
                      if page.samplesperpixel > 1 else page.asarray()) for page in file.pages]


def pnm(data):
    """The samples of PBM, PGM, PPM or PAM in raw form, as netpbm's programs print them."""
    import re
    magic = data[:2]
    if magic == b"P7":
        head, body = data.split(b"ENDHDR\n", 1)
        fields = dict(line.split(b" ", 1) for line in head.split(b"\n")[1:] if b" " in line)
        width, height, depth, top = (int(fields[k]) for k in (b"WIDTH", b"HEIGHT", b"DEPTH", b"MAXVAL"))
    else:
        space = rb"(?:\s+|#[^\n]*\n)+"
        match = re.match(rb"P[456]" + space + rb"(\d+)" + space + rb"(\d+)" + (rb"\s" if magic == b"P4" else space + rb"(\d+)\s"), data)
        width, height = int(match[1]), int(match[2])
        depth, top, body = 3 if magic == b"P6" else 1, int(match[3]) if magic != b"P4" else 1, data[match.end():]
        if magic == b"P4":
            bits = np.unpackbits(np.frombuffer(body, "u1").reshape(height, -1), axis=1)[:, :width]
            return np.ascontiguousarray((1 - bits) * 255).astype("u1")
    kind = ">u2" if top > 255 else "u1"
    array = plain(np.frombuffer(body, kind, width * height * depth).reshape(height, width, depth))
    # Black and white: the module gives 0 and 255.
    return array * np.uint8(255) if b"TUPLTYPE BLACKANDWHITE" in data[:200] else array


def netpbm(path, *command):
    """What one of netpbm's programs makes of a file."""
    return [pnm(run(*command, path))]


def ffmpeg(path, pixels, bands, dtype="u1", frames=1):
    """Frames by ffmpeg, strict about errors."""
    size = run("ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=width,height", "-of", "csv=p=0", path)
    width, height = (int(v) for v in size.decode().split()[0].strip(",").split(",")[:2])
    data = run("ffmpeg", "-v", "error", "-xerror", "-nostdin", "-threads", "1", "-i", path, "-vsync", "0", "-frames:v", frames,
               "-pix_fmt", pixels, "-f", "rawvideo", "-")
    array = np.frombuffer(data, dtype).reshape(-1, height, width, bands)
    if len(array) == 0:
        raise ValueError("ffmpeg gives no frame")
    return [plain(frame) for frame in array]


def programs_missing(*names):
    for name in names:
        if not shutil.which(name):
            raise Unavailable(name)


def log(text):
    print(text, file=sys.stderr)
