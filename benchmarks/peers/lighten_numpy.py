"""The largest value of each pixel over a folder of photos, with Pillow and NumPy."""
import os

import numpy as np
from PIL import Image

from worker import each, files, main


def job(source, folder):
    result = None
    for array in each(lambda path: np.asarray(Image.open(path)), files(source)):
        result = array.copy() if result is None else np.maximum(result, array, out=result)
    Image.fromarray(result).save(os.path.join(folder, "lighten.png"))


main(job)
