"""OpenEXR by ffmpeg and Radiance by OpenCV: floats, which are refused (DepthLost) or exact."""
import numpy as np

import readers
from case import Case


def make(dice, stem):
    return dice.pick(exr, radiance)(dice, stem)


def exr(dice, stem):
    path = stem + ".exr"
    height, width = dice.size()
    data = dice.numpy.normal(0.5, 3, (height, width, 3)).astype("f4")
    planes = np.moveaxis(data[..., [1, 2, 0]], -1, 0)
    readers.run("ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "gbrpf32le", "-s", f"{width}x{height}", "-i", "-", "-frames:v", "1",
                "-compression", dice.pick("none", "rle", "zip1", "zip16"), "-format", "float", path, data=np.ascontiguousarray(planes).astype("<f4").tobytes())

    def read(p):
        raw = readers.run("ffmpeg", "-v", "error", "-xerror", "-nostdin", "-i", p, "-frames:v", "1", "-pix_fmt", "gbrpf32le", "-f", "rawvideo", "-")
        return [readers.plain(np.moveaxis(np.frombuffer(raw, "<f4").reshape(3, height, width)[[2, 0, 1]], 0, -1))]

    return Case(path, "EXR float", [data], "ffmpeg", "ffmpeg", read, required=False)


def radiance(dice, stem):
    cv2 = readers.need("cv2")
    path = stem + ".hdr"
    data = (dice.numpy.random(dice.size() + (3,)) * 100).astype("f4")
    cv2.imwrite(path, data)
    return Case(path, "Radiance", None, "OpenCV", "OpenCV", readers.opencv, required=False)
