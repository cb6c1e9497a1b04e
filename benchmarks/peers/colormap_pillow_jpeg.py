"""Grey JPEG files to inferno JPEG with colours at full resolution, which OpenCV 4.6 does not write and Pillow does."""
import cv2
from PIL import Image

from worker import files, main, run, target


def job(source, folder):
    def one(path):
        colors = cv2.applyColorMap(cv2.imread(path, cv2.IMREAD_GRAYSCALE), cv2.COLORMAP_INFERNO)
        Image.fromarray(cv2.cvtColor(colors, cv2.COLOR_BGR2RGB)).save(target(path, folder, ".jpg"), quality=90, subsampling=0)

    run(one, files(source))


main(job)
