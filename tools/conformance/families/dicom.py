"""DICOM by pydicom and dcmtk: stored values as pydicom's pixel_array has them, of all depths, signs and syntaxes."""
import numpy as np

import readers
from case import Case


def make(dice, stem):
    return dice.pick(gray, gray, gray, color, palette, frames, jpeg)(dice, stem + ".dcm")


def dataset(path, data, bits, stored, signed, photometric, samples=1, planar=0, count=1, syntax=None):
    readers.need("pydicom")
    from pydicom.dataset import FileDataset, FileMetaDataset
    from pydicom import uid
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", "1.2.3.4"
    meta.TransferSyntaxUID = syntax or uid.ExplicitVRLittleEndian
    image = FileDataset(path, {}, file_meta=meta, preamble=bytes(128))
    image.SOPClassUID, image.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    image.StudyInstanceUID, image.SeriesInstanceUID, image.Modality, image.PatientName, image.PatientID = "1.2.3", "1.2.3.1", "OT", "A", "1"
    image.Rows, image.Columns = data.shape[1:3] if count > 1 else data.shape[:2]
    image.SamplesPerPixel, image.PhotometricInterpretation = samples, photometric
    image.BitsAllocated, image.BitsStored, image.HighBit, image.PixelRepresentation = bits, stored, stored - 1, int(signed)
    if samples > 1:
        image.PlanarConfiguration = planar
    if count > 1:
        image.NumberOfFrames = count
    big = meta.TransferSyntaxUID == uid.ExplicitVRBigEndian
    image.is_little_endian, image.is_implicit_VR = not big, meta.TransferSyntaxUID == uid.ImplicitVRLittleEndian
    raw = data.astype(data.dtype.newbyteorder(">" if big else "<")).tobytes()
    image.PixelData = raw + b"\0" * (len(raw) % 2)
    image["PixelData"].VR = "OB" if bits == 8 and not big else "OW"
    return image


def write(image, path):
    image.save_as(path, write_like_original=False)


def read(path):
    pydicom = readers.need("pydicom")
    array = pydicom.dcmread(path).pixel_array
    return [readers.plain(array)]


def gray(dice, path):
    from pydicom import uid
    stored = dice.pick(8, 8, 10, 12, 14, 16, 16)
    bits, signed = 8 if stored == 8 else 16, dice.chance(0.35)
    photometric = dice.pick("MONOCHROME2", "MONOCHROME2", "MONOCHROME1")
    data = dice.integers(dice.size(), stored, signed, f"{'i' if signed else 'u'}{bits // 8}")
    # How bytes lie in words of the other order, readers do not agree.
    syntax = dice.pick(uid.ExplicitVRLittleEndian, uid.ImplicitVRLittleEndian, uid.RLELossless if bits == 8 else uid.ExplicitVRBigEndian, uid.RLELossless)
    image = dataset(path, data, bits, stored, signed, photometric, syntax=uid.ExplicitVRLittleEndian if syntax == uid.RLELossless else syntax)
    if syntax == uid.RLELossless:
        image.compress(uid.RLELossless, data)
    if dice.chance(0.3):
        # What is stored counts, not what it stands for.
        image.RescaleSlope, image.RescaleIntercept = 2, -1024
    if dice.chance(0.3):
        image.WindowCenter, image.WindowWidth = 100, 50
    write(image, path)
    return Case(path, f"{photometric} {stored} of {bits} bits {'signed' if signed else ''} {uid.UID(syntax).name}", [data], "pydicom", "pydicom", read,
                bands_free=True, required=bits == 8 and not signed and photometric == "MONOCHROME2" and syntax != uid.RLELossless,
                # Bits above those that are stored pydicom leaves in the numbers, and dcmtk takes out.
                damage=True if stored == bits else "cut")


def color(dice, path):
    from pydicom import uid
    data = dice.integers(dice.size() + (3,), 8)
    planar = dice.pick(0, 1)
    image = dataset(path, np.ascontiguousarray(np.moveaxis(data, -1, 0)) if planar else data, 8, 8, False, "RGB", 3, planar)
    image.Rows, image.Columns = data.shape[:2]
    if dice.chance(0.3):
        image.compress(uid.RLELossless, data)
    write(image, path)
    return Case(path, f"RGB planar {planar} {image.file_meta.TransferSyntaxUID.name}", [data], "pydicom", "pydicom", read)


def palette(dice, path):
    data = dice.integers(dice.size(), 8)
    table = dice.numpy.integers(0, 256, (3, 256), dtype="u2")
    image = dataset(path, data, 8, 8, False, "PALETTE COLOR")
    for name, colors in zip(("Red", "Green", "Blue"), table):
        setattr(image, f"{name}PaletteColorLookupTableDescriptor", [256, 0, 16])
        setattr(image, f"{name}PaletteColorLookupTableData", (colors * 257).astype("<u2").tobytes())
    write(image, path)
    truth = np.ascontiguousarray((table.T * 257).astype("u2")[data])

    def by_pydicom(p):
        pydicom = readers.need("pydicom")
        from pydicom.pixel_data_handlers.util import apply_color_lut
        found = pydicom.dcmread(p)
        return [readers.plain(apply_color_lut(found.pixel_array, found))]

    # Tables of 16 bits whose two bytes are the same hold 8.
    return Case(path, "PALETTE COLOR", [truth], "pydicom", "pydicom", by_pydicom, bands_free=True, required=False)


def frames(dice, path):
    bits = dice.pick(8, 16)
    count = dice.number(2, 5)
    data = dice.integers((count,) + dice.size(40), bits)
    write(dataset(path, data, bits, bits, False, "MONOCHROME2", count=count), path)
    return Case(path, f"{count} frames of {bits} bits", list(data), "pydicom", "pydicom", lambda p: list(readers.need("pydicom").dcmread(p).pixel_array), all_pages=True, bands_free=True, required=False)


def jpeg(dice, path):
    """JPEG without loss by dcmtk: refused, or equal."""
    data = dice.integers((dice.number(8, 60), dice.number(8, 60)), 8)
    source = path + ".source"
    write(dataset(source, data, 8, 8, False, "MONOCHROME2"), source)
    readers.run("dcmcjpeg", "+e1", source, path)
    plain = path + ".plain"

    def by_dcmtk(p):
        readers.run("dcmdjpeg", p, plain)
        return read(plain)

    return Case(path, "JPEG lossless", [data], "dcmcjpeg", "dcmdjpeg", by_dcmtk, bands_free=True, required=False, damage="cut")
