"""FITS and DICOM files."""
import struct
import subprocess
import numpy as np
from common import *


# ---- FITS
def fits():
    from astropy.io import fits as F
    import warnings; warnings.simplefilter('ignore')
    kinds = {'u1': np.uint8, 'i1': np.int8, 'u2': np.uint16, 'i2': np.int16, 'u4': np.uint32, 'i4': np.int32, 'i8': np.int64, 'f4': np.float32, 'f8': np.float64}
    for name, dtype in kinds.items():
        h, w = size()
        if name[0] == 'f':
            a = rng.normal(size=(h, w)).astype(dtype)
            a[1, 1], a[1, 2], a[2, 1] = np.nan, np.inf, -np.inf
        else:
            low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
            if name == 'i8': low, high = -2 ** 53, 2 ** 53
            a = image(h, w, 1, dtype, low=low, high=high)
        F.PrimaryHDU(a).writeto(path_of(f'fits_{name}.fits'), overwrite=True)
        case(f'fits_{name}.fits', None, a)
        F.HDUList([F.PrimaryHDU(), F.ImageHDU(a)]).writeto(path_of(f'fits_{name}_ext.fits'), overwrite=True)
        case(f'fits_{name}_ext.fits', None, a)
    big = np.array([[2 ** 62 + 1, 3], [4, 5]], dtype=np.int64)
    F.PrimaryHDU(big).writeto(path_of('fits_i8_big.fits'), overwrite=True)
    case('fits_i8_big.fits', None, None, expect='DepthLost')
    a = np.array([[2 ** 63 + 2 ** 40, 3], [4, 5]], dtype=np.uint64)
    F.PrimaryHDU(a).writeto(path_of('fits_u8.fits'), overwrite=True)
    case('fits_u8.fits', None, a.astype(np.float64))
    # A file of two units that was cut: pages must not vanish without an error.
    a = np.arange(24, dtype=np.uint8).reshape(4, 6)
    F.HDUList([F.PrimaryHDU(a), F.ImageHDU(a + 1)]).writeto(path_of('fits_two.fits'), overwrite=True)
    with open(path_of('fits_two.fits'), 'rb') as f: two = f.read()
    first = two.index(a.tobytes()) + a.size
    block = -(-first // 2880) * 2880
    for label, length in ('padding', first + 1), ('padded', block - 1), ('mark', block + 3), ('header', block + 100):
        case(f'fits_cut_{label}.fits', two[:length], None, expect='ImageCorrupt')
    # Writers that leave out the padding are common.
    case('fits_unpadded.fits', two[:first], a)
    # Scales.
    h, w = size()
    for bitpix, dtype in (8, np.uint8), (16, np.int16), (32, np.int32), (-32, np.float32), (-64, np.float64):
        raw = image(h, w, 1, dtype, high=200) if bitpix > 0 else rng.normal(size=(h, w)).astype(dtype)
        for label, scale, zero in ('scaled', 0.1, 20.0), ('offset', 1.0, -5.5), ('scale1', 2.0, 0.0):
            hdu = F.PrimaryHDU(raw)
            hdu.header['BSCALE'], hdu.header['BZERO'] = scale, zero
            hdu.header['BUNIT'] = 'K'
            with open(path_of(f'fits_{label}_{bitpix}.fits'), 'wb') as f:
                head = hdu.header.tostring().encode()
                data = raw.astype(raw.dtype.newbyteorder('>')).tobytes()
                f.write(head + data + b'\0' * (-len(data) % 2880))
            with F.open(path_of(f'fits_{label}_{bitpix}.fits')) as got:
                case(f'fits_{label}_{bitpix}.fits', None, got[0].data.copy())
    for bitpix, dtype in (8, np.uint8), (16, np.int16), (32, np.int32):
        raw = image(h, w, 1, dtype, high=100)
        raw[1, 1] = 7
        hdu = F.PrimaryHDU(raw)
        hdu.header['BLANK'] = 7
        hdu.header['DATAMIN'], hdu.header['DATAMAX'] = 10, 20
        with open(path_of(f'fits_blank_{bitpix}.fits'), 'wb') as f:
            data = raw.astype(raw.dtype.newbyteorder('>')).tobytes()
            f.write(hdu.header.tostring().encode() + data + b'\0' * (-len(data) % 2880))
        case(f'fits_blank_{bitpix}.fits', None, raw)
    # BLANK where numbers are scaled: NaN, as in astropy.
    for bitpix, dtype in (8, np.uint8), (16, np.int16), (32, np.int32), (64, np.int64):
        raw = image(h, w, 1, dtype, low=0, high=200)
        raw[1, 1] = 7
        hdu = F.PrimaryHDU(raw)
        hdu.header['BLANK'], hdu.header['BSCALE'], hdu.header['BZERO'] = 7, 0.5, 100.0
        with open(path_of(f'fits_blank_scaled_{bitpix}.fits'), 'wb') as f:
            data = raw.astype(raw.dtype.newbyteorder('>')).tobytes()
            f.write(hdu.header.tostring().encode() + data + b'\0' * (-len(data) % 2880))
        with F.open(path_of(f'fits_blank_scaled_{bitpix}.fits')) as got:
            case(f'fits_blank_scaled_{bitpix}.fits', None, got[0].data.copy())
    # Cards by hand: of two with one name the first counts; exponents of Fortran; a last block that is not filled up.
    def cards(*lines): return ''.join(f'{line:80}' for line in (*lines, 'END')).encode()
    def whole(head, data): return head + b' ' * (-len(head) % 2880) + data
    raw = image(h, w, 1)
    start = 'SIMPLE  =                    T', 'BITPIX  =                    8', 'NAXIS   =                    2', f'NAXIS1  = {w:20}', f'NAXIS2  = {h:20}'
    case('fits_unpadded.fits', whole(cards(*start), raw.tobytes()), raw)
    case('fits_twice.fits', whole(cards(*start, 'BSCALE  =                  2.0', 'BSCALE  =                  4.0'), raw.tobytes()), raw.astype(np.float32) * 2)
    for letter in 'Dd':
        case(f'fits_exponent_{"large" if letter == "D" else "small"}.fits', whole(cards(*start, f'BSCALE  =                2.5{letter}1'), raw.tobytes()), raw.astype(np.float32) * 25)
    cube = rng.integers(0, 999, size=(3, h, w), dtype=np.int16)
    F.PrimaryHDU(cube).writeto(path_of('fits_cube.fits'), overwrite=True)
    for p in range(3):
        case('fits_cube.fits', None, cube[p], page=p + 1)
    hyper = rng.integers(0, 999, size=(2, 3, h, w), dtype=np.int16)
    F.PrimaryHDU(hyper).writeto(path_of('fits_hyper.fits'), overwrite=True)
    for p in range(6):
        case('fits_hyper.fits', None, hyper[p // 3, p % 3], page=p + 1)
    table = F.BinTableHDU.from_columns([F.Column(name='a', format='J', array=np.arange(9))])
    F.HDUList([F.PrimaryHDU(), table]).writeto(path_of('fits_table.fits'), overwrite=True)
    case('fits_table.fits', None, None, expect='FormatNotSupported')
    F.HDUList([F.PrimaryHDU(), F.CompImageHDU(cube[0])]).writeto(path_of('fits_tiled.fits'), overwrite=True)
    case('fits_tiled.fits', None, None, expect='FormatNotSupported')
    F.HDUList([F.PrimaryHDU(cube[0]), table, F.ImageHDU(cube[1].astype(np.float32))]).writeto(path_of('fits_mixed.fits'), overwrite=True)
    case('fits_mixed.fits', None, cube[0]); case('fits_mixed.fits', None, cube[1].astype(np.float32), page=2)
    # What lies between images: the heap of a table, and groups, whose first axis is 0.
    heap = F.BinTableHDU.from_columns([F.Column(name='a', format='PJ()', array=np.array([np.arange(3000, dtype=np.int32), np.arange(3, dtype=np.int32)], dtype=object))])
    F.HDUList([F.PrimaryHDU(cube[0]), heap, F.ImageHDU(cube[1])]).writeto(path_of('fits_heap.fits'), overwrite=True)
    case('fits_heap.fits', None, cube[1], page=2)
    groups = F.GroupsHDU(F.GroupData(rng.normal(size=(50, 8, 8)).astype(np.float32), bitpix=-32, parnames=['u', 'v'], pardata=[np.arange(50.0), np.arange(50.0)]))
    F.HDUList([groups, F.ImageHDU(cube[1])]).writeto(path_of('fits_groups.fits'), overwrite=True)
    case('fits_groups.fits', None, cube[1])
    arr = image(h, w, 1)
    with open(path_of('fits_netpbm.fits'), 'wb') as f:
        f.write(run('pamtofits', stdin=pnm(arr)))
    case('fits_netpbm.fits', None, F.getdata(path_of('fits_netpbm.fits')))
    case('fits_ffmpeg.fits', run('ffmpeg', '-v', 'error', '-f', 'rawvideo', '-pix_fmt', 'gray', '-s', f'{w}x{h}', '-i', 'pipe:0', '-c:v', 'fits', '-f', 'fits', 'pipe:1', stdin=arr.tobytes()), arr[::-1])


# ---- DICOM
def dicom():
    import pydicom
    from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian, RLELossless, DeflatedExplicitVRLittleEndian
    def write(name, a, photometric, allocated, stored, signed=False, syntax=ExplicitVRLittleEndian, planar=0, frames=None, preamble=b'\0' * 128, **more):
        meta = FileMetaDataset()
        meta.TransferSyntaxUID = syntax
        meta.MediaStorageSOPClassUID = '1.2.840.10008.5.1.4.1.1.7'
        meta.MediaStorageSOPInstanceUID = '1.2.3.4'
        ds = FileDataset(None, {}, file_meta=meta, preamble=preamble)
        ds.is_little_endian = syntax != ExplicitVRBigEndian
        ds.is_implicit_VR = syntax == ImplicitVRLittleEndian
        ds.SOPClassUID, ds.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
        ds.PatientName = 'Nobody'
        item = Dataset(); item.ReferencedSOPInstanceUID = '1.2.3.4.5'; item.Rows = 7
        ds.ReferencedImageSequence = [item]
        b = a[0] if frames else a
        ds.Rows, ds.Columns = b.shape[:2]
        ds.SamplesPerPixel = 1 if b.ndim == 2 else b.shape[2]
        if ds.SamplesPerPixel > 1: ds.PlanarConfiguration = planar
        ds.PhotometricInterpretation = photometric
        ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = allocated, stored, stored - 1, int(signed)
        if frames: ds.NumberOfFrames = frames
        for k, v in more.items(): setattr(ds, k, v)
        data = a
        if planar: data = np.moveaxis(a, -1, -3)
        raw = np.ascontiguousarray(data).astype(data.dtype.newbyteorder('<' if ds.is_little_endian else '>')).tobytes()
        ds.PixelData = raw + b'\0' * (len(raw) % 2)
        ds['PixelData'].VR = 'OW' if allocated > 8 or ds.is_implicit_VR else 'OB'
        ds.save_as(path_of(name), write_like_original=False)
    for syntax, label in (ExplicitVRLittleEndian, 'ele'), (ImplicitVRLittleEndian, 'ile'), (ExplicitVRBigEndian, 'ebe'), (DeflatedExplicitVRLittleEndian, 'deflated'):
        for w in 12, 13:
            h = 7
            deep = dict(syntax=syntax)
            exp = 'equal' if label != 'deflated' else 'FormatNotSupported'
            a = image(h, w, 1)
            write(n := f'dicom_gray8_{label}_{w}.dcm', a, 'MONOCHROME2', 8, 8, **deep); case(n, None, a, expect=exp)
            write(n := f'dicom_mono1_8_{label}_{w}.dcm', a, 'MONOCHROME1', 8, 8, **deep); case(n, None, a, expect=exp)
            for stored in 10, 12, 14, 16:
                a = image(h, w, 1, np.uint16, high=2 ** stored - 1)
                write(n := f'dicom_gray{stored}_{label}_{w}.dcm', a, 'MONOCHROME2', 16, stored, **deep); case(n, None, a, depth=stored, expect=exp)
            for stored in 12, 16:
                a = image(h, w, 1, np.int16, low=-2 ** (stored - 1), high=2 ** (stored - 1) - 1)
                write(n := f'dicom_signed{stored}_{label}_{w}.dcm', a, 'MONOCHROME2', 16, stored, signed=True, RescaleSlope='2', RescaleIntercept='-1024', **deep); case(n, None, a, depth=stored, expect=exp)
            a = image(h, w, 1, np.int8, low=-128, high=127)
            write(n := f'dicom_signed8_{label}_{w}.dcm', a, 'MONOCHROME2', 8, 8, signed=True, **deep); case(n, None, a, expect=exp)
            for planar in 0, 1:
                a = image(h, w, 3)
                write(n := f'dicom_rgb{planar}_{label}_{w}.dcm', a, 'RGB', 8, 8, planar=planar, **deep); case(n, None, a, expect=exp)
            a = image(h, w, 3, np.uint16)
            write(n := f'dicom_rgb16_{label}_{w}.dcm', a, 'RGB', 16, 16, **deep); case(n, None, a, expect=exp)
            a = rng.integers(0, 255, size=(3, h, w), dtype=np.uint8)
            write(n := f'dicom_frames8_{label}_{w}.dcm', a, 'MONOCHROME2', 8, 8, frames=3, **deep)
            for p in range(3): case(n, None, a[p], page=p + 1, expect=exp)
            a = rng.integers(0, 4095, size=(3, h, w), dtype=np.uint16)
            write(n := f'dicom_frames12_{label}_{w}.dcm', a, 'MONOCHROME2', 16, 12, frames=3, **deep)
            for p in range(3): case(n, None, a[p], page=p + 1, expect=exp)
            a = rng.integers(0, 255, size=(2, h, w, 3), dtype=np.uint8)
            write(n := f'dicom_framesrgb_{label}_{w}.dcm', a, 'RGB', 8, 8, frames=2, planar=1, **deep)
            for p in range(2): case(n, None, a[p], page=p + 1, expect=exp)
            a = image(h, w, 1, np.uint32)
            write(n := f'dicom_gray32_{label}_{w}.dcm', a, 'MONOCHROME2', 32, 32, **deep); case(n, None, a, depth=32, expect=exp)
    a = image(7, 12, 1)
    write('dicom_preamble.dcm', a, 'MONOCHROME2', 8, 8, preamble=b'II*\0\x08\0\0\0' + b'\0' * 120); case('dicom_preamble.dcm', None, a)
    index = image(7, 12, 1)
    lut = image(256, 3, 1, np.uint16)
    pal = dict(RedPaletteColorLookupTableDescriptor=[256, 0, 16], GreenPaletteColorLookupTableDescriptor=[256, 0, 16], BluePaletteColorLookupTableDescriptor=[256, 0, 16],
               RedPaletteColorLookupTableData=lut[:, 0].astype('<u2').tobytes(), GreenPaletteColorLookupTableData=lut[:, 1].astype('<u2').tobytes(), BluePaletteColorLookupTableData=lut[:, 2].astype('<u2').tobytes())
    write('dicom_palette.dcm', index, 'PALETTE COLOR', 8, 8, **pal); case('dicom_palette.dcm', None, lut[index])
    # Bits below and above those stored, which do not count; the sign is the highest bit stored.
    for allocated, stored, high, signed in (8, 5, 4, False), (8, 5, 6, True), (8, 6, 7, False), (16, 10, 13, False), (16, 12, 12, True), (32, 20, 24, False), (32, 20, 19, True):
        t = np.dtype(f'{"i" if signed else "u"}{allocated // 8}')
        a = image(7, 12, 1, t, low=-2 ** (stored - 1) if signed else 0, high=2 ** (stored - signed) - 1)
        mask = (2 ** stored - 1) << (high - stored + 1)
        junk = rng.integers(0, 2 ** allocated, size=a.shape, dtype=np.int64) & ~mask
        raw = (a.astype(np.int64) << (high - stored + 1) & mask | junk).astype(f'u{allocated // 8}').view(t)
        write(n := f'dicom_bits{allocated}_{stored}_{high}_{"signed" if signed else "unsigned"}.dcm', raw, 'MONOCHROME2', allocated, stored, signed=signed, HighBit=high); case(n, None, a, depth=stored)
    # Palettes that begin later than 0: what is below takes the first colour, what is beyond the last.
    index = image(7, 12, 1)
    palette = lambda count, first, bits, data: {f'{c}PaletteColorLookupTable{k}': v for i, c in enumerate(('Red', 'Green', 'Blue')) for k, v in (('Descriptor', [count, first, bits]), ('Data', data(i)))}
    write('dicom_palette_first.dcm', index, 'PALETTE COLOR', 8, 8, **palette(100, 90, 16, lambda c: lut[:100, c].astype('<u2').tobytes()))
    case('dicom_palette_first.dcm', None, lut[np.clip(index.astype(int) - 90, 0, 99)])
    # Colours of 8 bits, two in a word; an odd number of them is filled up.
    lut8 = image(101, 3, 1)
    write('dicom_palette8.dcm', index, 'PALETTE COLOR', 8, 8, **palette(101, 0, 8, lambda c: lut8[:, c].tobytes() + b'\xee'))
    case('dicom_palette8.dcm', None, lut8[np.clip(index, 0, 100)])
    write('dicom_palette8_short.dcm', index, 'PALETTE COLOR', 8, 8, **palette(101, 0, 8, lambda c: lut8[:100, c].tobytes())); case('dicom_palette8_short.dcm', None, None, expect='ImageCorrupt')
    # 65,536 colours are written as 0.
    index16, lut16 = image(7, 12, 1, np.uint16), image(65536, 3, 1, np.uint16)
    write('dicom_palette65536.dcm', index16, 'PALETTE COLOR', 16, 16, **palette(0, 0, 16, lambda c: lut16[:, c].astype('<u2').tobytes())); case('dicom_palette65536.dcm', None, lut16[index16])
    # Sequences without a length, one in another, of which one is of a kind that its program did not know: what is within is implicit.
    element = lambda tag, value: struct.pack('<HHI', tag >> 16, tag & 0xFFFF, len(value)) + value
    mark = lambda tag, length: struct.pack('<HHI', 0xFFFE, tag, length)
    deep = mark(0xE000, 0xFFFFFFFF) + element(0x00280010, b'\x09\0') + mark(0xE00D, 0)
    item = mark(0xE000, 0xFFFFFFFF) + element(0x00280011, b'\x08\0') + struct.pack('<HHI', 0x0008, 0x1140, 0xFFFFFFFF) + deep + mark(0xE0DD, 0) + mark(0xE00D, 0)
    unknown = struct.pack('<HH2sHI', 0x0008, 0x1115, b'UN', 0, 0xFFFFFFFF) + item + mark(0xE0DD, 0)
    nested = struct.pack('<HH2sHI', 0x0008, 0x1115, b'SQ', 0, 0xFFFFFFFF) + mark(0xE000, 0xFFFFFFFF) + struct.pack('<HH2sHI', 0x0008, 0x1140, b'UN', 0, 0xFFFFFFFF) + deep + mark(0xE0DD, 0) + mark(0xE00D, 0) + mark(0xE0DD, 0)
    whole = open(path_of('dicom_gray8_ele_12.dcm'), 'rb').read()
    truth = pydicom.dcmread(path_of('dicom_gray8_ele_12.dcm')).pixel_array
    place = whole.index(b'\x08\0\x40\x11SQ')
    for label, part in ('unknown', unknown), ('unknown_within', nested):
        case(f'dicom_sequence_{label}.dcm', whole[:place] + part + whole[place:], truth)
    # Sequences in sequences without end.
    endless = (struct.pack('<HH2sHI', 0x0008, 0x1115, b'SQ', 0, 0xFFFFFFFF) + mark(0xE000, 0xFFFFFFFF)) * 100000
    case('dicom_sequences_endless.dcm', whole[:place] + endless + whole[place:], None, expect='ImageCorrupt')
    # What may be left out, and a number of frames that is none.
    for label, gone, expect in ('nobits', ('BitsStored', 'HighBit'), 'equal'), ('nohigh', ('HighBit',), 'equal'), ('norows', ('Rows',), 'ImageCorrupt'):
        ds = pydicom.dcmread(path_of('dicom_gray8_ele_12.dcm'))
        for name in gone: delattr(ds, name)
        ds.save_as(path_of(f'dicom_{label}.dcm')); case(f'dicom_{label}.dcm', None, truth if expect == 'equal' else None, expect=expect)
    ds = pydicom.dcmread(path_of('dicom_gray12_ele_12.dcm')); truth12 = ds.pixel_array
    del ds.HighBit
    ds.save_as(path_of('dicom_nohigh12.dcm')); case('dicom_nohigh12.dcm', None, truth12, depth=12)
    for label, text, expect in ('0', b'0 ', 'equal'), ('empty', b'', 'equal'), ('negative', b'-1', 'ImageCorrupt'), ('word', b'x ', 'ImageCorrupt'):
        frames = struct.pack('<HH2sH', 0x0028, 0x0008, b'IS', len(text)) + text
        behind = whole.rindex(b'\x28\0\x10\0US')
        case(f'dicom_frames_{label}.dcm', whole[:behind] + frames + whole[behind:], truth if expect == 'equal' else None, expect=expect)
    from pydicom.pixel_data_handlers.util import convert_color_space
    ycc = image(7, 12, 3)
    write('dicom_ybrfull.dcm', ycc, 'YBR_FULL', 8, 8); case('dicom_ybrfull.dcm', None, convert_color_space(ycc, 'YBR_FULL', 'RGB'))
    # Two pixels share their colours.
    packed = image(7, 12, 2)
    luminance = np.stack([packed[:, 0::2, 0], packed[:, 0::2, 1]], axis=2).reshape(7, 12)
    chroma = np.repeat(packed[:, 1::2], 2, axis=1)
    write('dicom_ybr422.dcm', packed, 'YBR_FULL_422', 8, 8, SamplesPerPixel=3, PlanarConfiguration=0)
    case('dicom_ybr422.dcm', None, convert_color_space(np.ascontiguousarray(np.dstack([luminance, chroma])), 'YBR_FULL', 'RGB'))
    # Without a planar configuration the order of the samples is unknown; pydicom refuses the file.
    write('dicom_rgb_unplanned.dcm', ycc, 'RGB', 8, 8, PlanarConfiguration=None)
    case('dicom_rgb_unplanned.dcm', None, ycc, expect='ImageCorrupt')
    # The first of three run-length coded segments lacks two bytes: it must not go on in the second.
    flat = np.broadcast_to(np.array([10, 20, 30], np.uint8), (6, 8, 3))
    write('dicom_segments.dcm', np.ascontiguousarray(flat), 'RGB', 8, 8, PlanarConfiguration=0)
    import pydicom
    runs = pydicom.dcmread(path_of('dicom_segments.dcm'))
    runs.compress(pydicom.uid.RLELossless, encoding_plugin='pydicom')
    runs.save_as(path_of('dicom_segments.dcm'))
    case('dicom_segments.dcm', None, flat)
    with open(path_of('dicom_segments.dcm'), 'rb') as f: coded = f.read()
    assert coded.count(bytes([0xF9, 10])) > 0
    at = coded.rindex(bytes([0xF9, 10]))
    case('dicom_segments_short.dcm', coded[:at] + bytes([0xFB]) + coded[at + 1:], None, expect='ImageCorrupt')
    a = image(7, 12, 1, np.uint16, high=4095)
    write('dicom_plain.dcm', a, 'MONOCHROME2', 16, 12)
    # Without a photometric interpretation, 0 may be black or white, or a colour; pydicom refuses the file.
    write('dicom_unnamed.dcm', a, 'MONOCHROME2', 16, 12)
    with open(path_of('dicom_unnamed.dcm'), 'rb') as f: coded = f.read()
    at = coded.index(bytes([0x28, 0, 0x04, 0]) + b'CS') + 2
    case('dicom_unnamed.dcm', coded[:at] + bytes([0x05]) + coded[at + 1:], None, expect='ImageCorrupt')
    # Where the kind of an element is no text, its length cannot be known.
    with open(path_of('dicom_plain.dcm'), 'rb') as f: coded = f.read()
    at = coded.index(bytes([0x08, 0, 0x16, 0]) + b'UI') + 4
    case('dicom_kind.dcm', coded[:at] + bytes([0xC8]) + coded[at + 1:], None, expect='ImageCorrupt')
    for program, label in (['dcmcrle'], 'rle'), (['dcmcjpeg', '+e1'], 'jpeglossless'), (['dcmcjpls', '+el'], 'jpegls'):
        try:
            run(*program, path_of('dicom_plain.dcm'), path_of(f'dicom_{label}.dcm'))
            case(f'dicom_{label}.dcm', None, a, expect='equal' if label == 'rle' else 'FormatNotSupported', depth=12)
        except (subprocess.CalledProcessError, FileNotFoundError):
            pass
    a = image(7, 12, 3)
    write('dicom_plainrgb.dcm', a, 'RGB', 8, 8)
    g = image(16, 24, 1)
    write('dicom_plaingray.dcm', g, 'MONOCHROME2', 8, 8)
    for program, label in (['dcmcrle'], 'rle'), (['dcmcjpeg', '+e1'], 'jpeglossless'), (['dcmcjpeg', '+eb'], 'jpeg'), (['dcmcjpeg', '+eb', '+cr'], 'jpegrgb'):
        for source, t in ('rgb', a), ('gray', g):
            try:
                run(*program, path_of(f'dicom_plain{source}.dcm'), path_of(f'dicom_{label}_{source}.dcm'))
                run('dcmdjpeg' if 'jpeg' in label else 'dcmdrle', path_of(f'dicom_{label}_{source}.dcm'), path_of('out.dcm'))
                t2 = pydicom.dcmread(path_of('out.dcm')).pixel_array
                case(f'dicom_{label}_{source}.dcm', None, t2, depth=8, tolerance=0 if 'less' in label or label == 'rle' else 2)
            except (subprocess.CalledProcessError, FileNotFoundError) as e:
                pass

    # A frame of JPEG that is shorter than ImageMagick believes one to be.
    for size in (1, 1), (3, 4), (12, 9):
        small = np.full(size, 77, np.uint8)
        write('dicom_plainsmall.dcm', small, 'MONOCHROME2', 8, 8)
        name = f'dicom_jpeglossless_{size[0]}x{size[1]}.dcm'
        run('dcmcjpeg', '+e1', path_of('dicom_plainsmall.dcm'), path_of(name))
        case(name, None, small)

    from pydicom.encaps import encapsulate
    from pydicom.uid import JPEG2000Lossless
    for source, t, photometric in ('gray', g, 'MONOCHROME2'), ('rgb', a, 'YBR_RCT'):
        picture = path_of('in.pgm' if source == 'gray' else 'in.ppm')
        with open(picture, 'wb') as f:
            f.write(pnm(t))
        run('opj_compress', '-n', '2', '-i', picture, '-o', path_of('in.j2k'))
        ds = pydicom.dcmread(path_of(f'dicom_plain{source}.dcm'))
        with open(path_of('in.j2k'), 'rb') as f:
            ds.PixelData = encapsulate([f.read()])
        ds['PixelData'].is_undefined_length = True
        ds.file_meta.TransferSyntaxUID, ds.PhotometricInterpretation = JPEG2000Lossless, photometric
        ds.save_as(path_of(f'dicom_jpeg2000_{source}.dcm'))
        case(f'dicom_jpeg2000_{source}.dcm', None, t)
    # A frame of runs by hand: marks that mean nothing, a run over rows, and the longest of both.
    a = np.concatenate([np.full(130, 9, np.uint8), np.arange(128, dtype=np.uint8), np.full(128, 200, np.uint8), np.arange(34, dtype=np.uint8)]).reshape(14, 30)
    line = a.tobytes()
    runs = b'\x80\x81\x09\x80\x80\xff\x09' + b'\x7f' + line[130:258] + b'\x81\xc8' + b'\x80\x21' + line[386:]
    ds = pydicom.dcmread(path_of('dicom_plaingray.dcm'))
    ds.Rows, ds.Columns = a.shape
    for label, start, body, truth in ('', 64, runs, a), ('_short', 64, runs[:-3], None), ('_beyond', 4000, runs, None), ('_inside', 8, runs, None):
        ds.PixelData = encapsulate([struct.pack('<16I', 1, start, *[0] * 14) + body])
        ds['PixelData'].is_undefined_length = True
        ds.file_meta.TransferSyntaxUID = RLELossless
        ds.save_as(path_of(f'dicom_runs{label}.dcm')); case(f'dicom_runs{label}.dcm', None, truth, expect='ImageCorrupt' if truth is None else 'equal')
