"""Grey JPEG files to inferno JPEG, as OpenCV's users write it."""
import cv2

from worker import files, main, run, target


def job(source, folder):
    def one(path):
        gray = cv2.imread(path, cv2.IMREAD_GRAYSCALE)
        cv2.imwrite(target(path, folder, ".jpg"), cv2.applyColorMap(gray, cv2.COLORMAP_INFERNO), [cv2.IMWRITE_JPEG_QUALITY, 90])

    run(one, files(source))


main(job)
