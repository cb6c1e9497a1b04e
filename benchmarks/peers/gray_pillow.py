"""Colour photos to grey PNG with Pillow."""
from PIL import Image

from worker import files, main, target


def job(source, folder):
    for path in files(source):
        Image.open(path).convert("L").save(target(path, folder, ".png"))


main(job)
