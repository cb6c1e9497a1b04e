"""Colour photos to grey PNG with OpenCV: read in colour, then convert, which is exact Rec. 601."""
import cv2

from worker import files, main, target


def job(source, folder):
    for path in files(source):
        cv2.imwrite(target(path, folder, ".png"), cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2GRAY))


main(job)
