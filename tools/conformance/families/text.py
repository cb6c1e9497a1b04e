"""Tables of numbers as text by NumPy: delimiters, formats, headers, missing values, decimal commas."""
import io

import numpy as np

from case import Case


def make(dice, stem):
    height, width = dice.size(40)
    # Two columns of whole numbers with a comma between may be one column of decimal commas, which is refused.
    delimiter = dice.pick(",", ";", "\t", "|", " ") if width > 6 else dice.pick(";", "\t", "|", " ")
    fmt = dice.pick("%.18e", "%.17g", "%g", "%.3f", "%.1f", "%12.4f", "%#.0f", "%d")
    data = np.round(dice.numpy.normal(0, 10.0 ** dice.number(-3, 6), (height, width)), dice.number(0, 12))
    if fmt == "%d":
        data = np.rint(data)
    elif dice.chance(0.4):
        data[dice.numpy.random(data.shape) < 0.1] = dice.pick(np.nan, np.inf, -np.inf)
    # Nobody writes a comma without a digit after it, and in one column it may be a delimiter.
    comma = delimiter == ";" and fmt not in ("%d", "%#.0f") and width > 1 and dice.chance(0.5)
    names = width > 1 and dice.chance(0.3)
    text = io.StringIO()
    np.savetxt(text, data, fmt=fmt, delimiter=delimiter, newline=dice.pick("\n", "\r\n"), header="made by NumPy" if names else "")
    text = text.getvalue().replace(".", ",") if comma else text.getvalue()
    path = stem + {",": ".csv", ";": ".csv", "\t": ".tsv"}.get(delimiter, dice.pick(".txt", ".dat"))
    encoding = dice.pick("ascii", "ascii", "utf-8-sig", "utf-16")
    with open(path, "w", encoding=encoding, newline="") as file:
        file.write(text)

    def read(name):
        with open(name, encoding=encoding) as file:
            content = file.read().replace(",", ".") if comma else file.read()
        return [np.loadtxt(io.StringIO(content), delimiter=None if delimiter == " " else delimiter, ndmin=2)]

    variant = f"text {delimiter!r} {fmt} {encoding}{' decimal comma' if comma else ''} {height}x{width}"
    # Whatever is cut from a table or changed in it leaves a table: nothing in a text tells that it is broken.
    return Case(path, variant, read(path), "NumPy savetxt", "NumPy loadtxt", read, damage=False)
