"""A heatmap at half strength over each photo, as Grad-CAM scripts do it (without their division by the maximum)."""
import os

import cv2
import numpy as np

from worker import files, main, target


def job(source, folder):
    photo = cv2.imread(files(os.path.join(source, "photo"))[0])
    height, width = photo.shape[:2]
    for path in files(os.path.join(source, "heat")):
        heat = cv2.imread(path, cv2.IMREAD_UNCHANGED)
        heat = cv2.resize(heat, (width, height), interpolation=cv2.INTER_NEAREST)
        colors = cv2.applyColorMap(heat, cv2.COLORMAP_INFERNO)
        cv2.imwrite(target(path, folder, ".png"), cv2.addWeighted(photo, 0.5, colors, 0.5, 0))


main(job)
