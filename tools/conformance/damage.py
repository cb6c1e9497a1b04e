"""Ways in which a file is broken."""


def damaged(dice, data, cut_only=False):
    """The broken bytes, and what was done to them."""
    kind = dice.pick("cut", "cut", "flip", "flip", "zero", "swap")
    if cut_only:
        kind = "cut"
    length = len(data)
    if kind == "cut":
        # Near the end as often as anywhere: the last tile, the last strip, the checksum.
        keep = length - dice.number(1, min(length - 1, 24)) if dice.chance(0.4) else dice.number(1, length - 1)
        return data[:keep], f"cut to {keep} of {length} bytes"
    broken = bytearray(data)
    at = dice.number(0, length - 1)
    if kind == "flip":
        broken[at] ^= 1 << dice.number(0, 7)
        return bytes(broken), f"bit flipped at {at}"
    if kind == "zero":
        count = min(length - at, dice.number(1, 64))
        broken[at:at + count] = bytes(count)
        return bytes(broken), f"{count} bytes zeroed at {at}"
    other = dice.number(0, length - 1)
    broken[at], broken[other] = broken[other], broken[at]
    return bytes(broken), f"bytes {at} and {other} swapped"
