"""The largest value of each pixel over a folder of photos, with Pillow and NumPy."""
import os

import numpy as np
from PIL import Image

from worker import files, main


def job(source, folder):
    result = None
    for path in files(source):
        array = np.asarray(Image.open(path))
        result = array.copy() if result is None else np.maximum(result, array, out=result)
    Image.fromarray(result).save(os.path.join(folder, "lighten.png"))


main(job)
