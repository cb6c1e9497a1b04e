"""Photoshop, GIMP, JPEG 2000, JPEG XL and HEIC files."""
import struct
import subprocess
import numpy as np
from common import *


# ---- PSD
def psd_file(a, mode, compression, bits=8, extra_channels=None, palette=b'', channels=None, psb=False, layers=b''):
    h, w = a.shape[:2]
    planes = a.reshape(h, w, -1).transpose(2, 0, 1)
    head = b'8BPS' + struct.pack('>HHHHHIIHH', 2 if psb else 1, 0, 0, 0, len(planes), h, w, bits, mode)
    body = head + struct.pack('>I', len(palette)) + palette + struct.pack('>I', 0) + (struct.pack('>Q', len(layers)) if psb else struct.pack('>I', len(layers))) + layers + struct.pack('>H', compression)
    if bits == 1:
        return body + b''.join(b''.join(pack_bits(p, 1)) for p in planes)
    kind = {8: 'u1', 16: '>u2', 32: '>f4'}[bits]
    if compression == 0:
        return body + planes.astype(kind).tobytes()
    lines = []
    for p in planes:
        for line in p.astype(kind):
            raw, out, i = line.tobytes(), b'', 0
            while i < len(raw):
                n = 1
                while i + n < len(raw) and n < 128 and raw[i + n] == raw[i]:
                    n += 1
                if n > 1:
                    out += bytes([257 - n, raw[i]]); i += n
                else:
                    m = 1
                    while i + m < len(raw) and m < 128 and raw[i + m] != raw[i + m - 1]:
                        m += 1
                    out += bytes([m - 1]) + raw[i:i + m]; i += m
            lines.append(out)
    return body + b''.join(struct.pack('>I' if psb else '>H', len(l)) for l in lines) + b''.join(lines)


def psd():
    for psb in False, True:
        for compression in 0, 1:
            tag = ('_rle' if compression else '') + ('_psb' if psb else '')
            ext = 'psb' if psb else 'psd'
            h, w = size()
            for bits, dtype in (8, np.uint8), (16, np.uint16):
                for mode, bands, name in (1, 1, 'gray'), (3, 3, 'rgb'):
                    a = image(h, w, bands, dtype); a[:, 1:4] = a[:, 1:2]
                    case(f'psd_{name}{bits}{tag}.{ext}', psd_file(a, mode, compression, bits, psb=psb), a, depth=bits)
            index = image(h, w, 1)
            table = image(256, 3, 1)
            case(f'psd_indexed{tag}.{ext}', psd_file(index, 2, compression, palette=table.T.tobytes(), psb=psb), table[index])
    bits = image(h, w, 1, high=1)
    case('psd_bitmap.psd', psd_file(bits, 0, 0, bits=1), (1 - bits) * 255)
    g = np.repeat(image(9, 5, 1)[:, :, None], 3, axis=2)
    case('psd_allgray.psd', psd_file(g, 3, 0), g)
    a = image(9, 5, 4)
    case('psd_rgb_extra.psd', psd_file(a, 3, 0), a[:, :, :3])
    a = image(9, 5, 2)
    case('psd_gray_extra.psd', psd_file(a, 1, 0), a[:, :, 0])
    # Inks are stored inverted.
    a = image(9, 5, 4)
    case('psd_cmyk.psd', psd_file(a, 4, 0), np.rint(a[:, :, :3] * (a[:, :, 3:] / 255.0)).astype(np.uint8), tolerance=1)
    case('psd_lab.psd', psd_file(image(9, 5, 3), 9, 0), None, expect='FormatNotSupported')
    case('psd_multichannel.psd', psd_file(image(9, 5, 3), 7, 0), None, expect='FormatNotSupported')
    case('psd_duotone.psd', psd_file(g[:, :, 0], 8, 0, palette=b'\0' * 524), g[:, :, 0])


# ---- XCF
def xcf_file(a, kind, compression, palette=None):
    """One layer of one or more tiles; kind 0 RGB, 1 grey, 2 indexed."""
    h, w = a.shape[:2]
    bands = 1 if a.ndim == 2 else a.shape[2]
    a = a.reshape(h, w, bands)
    layer_kind = {(0, 3): 0, (0, 4): 1, (1, 1): 2, (1, 2): 3, (2, 1): 4, (2, 2): 5}[kind, bands]
    props = b''
    if kind == 2:
        props += struct.pack('>III', 1, 4 + 3 * len(palette), len(palette)) + palette.tobytes()
    props += struct.pack('>IIB', 17, 1, compression) + struct.pack('>II', 0, 0)
    head = b'gimp xcf file\0' + struct.pack('>III', w, h, kind) + props
    layer_at = len(head) + 12
    layer = struct.pack('>III', w, h, layer_kind) + struct.pack('>I', 2) + b'a\0'
    layer += struct.pack('>III', 6, 4, 255) + struct.pack('>III', 8, 4, 1) + struct.pack('>IIii', 15, 8, 0, 0) + struct.pack('>II', 0, 0)
    hierarchy_at = layer_at + len(layer) + 8
    tiles = []
    for y in range(0, h, 64):
        for x in range(0, w, 64):
            t = a[y:y + 64, x:x + 64]
            if compression == 0:
                tiles.append(t.tobytes())
            else:
                out = b''
                for c in range(bands):
                    raw, i = t[:, :, c].tobytes(), 0
                    while i < len(raw):
                        n = 1
                        while i + n < len(raw) and n < 127 and raw[i + n] == raw[i]:
                            n += 1
                        if n > 1:
                            out += bytes([n - 1, raw[i]]); i += n
                        else:
                            m = 1
                            while i + m < len(raw) and m < 127 and raw[i + m] != raw[i + m - 1]:
                                m += 1
                            out += bytes([256 - m]) + raw[i:i + m]; i += m
                tiles.append(out)
    level_at = hierarchy_at + 20
    data_at = level_at + 8 + 4 * (len(tiles) + 1)
    offsets, at = [], data_at
    for t in tiles:
        offsets.append(at); at += len(t)
    hierarchy = struct.pack('>IIIII', w, h, bands, level_at, 0)
    level = struct.pack('>II', w, h) + struct.pack(f'>{len(offsets) + 1}I', *offsets, 0)
    return head + struct.pack('>III', layer_at, 0, 0) + layer + struct.pack('>II', hierarchy_at, 0) + hierarchy + level + b''.join(tiles) + b'\0' * (64 * 64 * 6)


def xcf():
    for compression in 0, 1:
        tag = '_rle' if compression else ''
        for h, w in (9, 13), (70, 130):
            for kind, bands, name in (0, 3, 'rgb'), (0, 4, 'rgba'), (1, 1, 'gray'), (1, 2, 'graya'):
                a = image(h, w, bands); a[:, 1:4] = a[:, 1:2]
                whole = a if bands in (2, 4) else np.concatenate([a.reshape(h, w, bands), np.full((h, w, 1), 255, np.uint8)], axis=2)
                case(f'xcf_{name}{tag}_{w}.xcf', xcf_file(a, kind, compression), whole, expect='equal' if compression or name == 'gray' else 'FormatNotSupported')
            index, table = image(h, w, 1, high=99), image(100, 3, 1)
            case(f'xcf_indexed{tag}_{w}.xcf', xcf_file(index, 2, compression, table), table[index], expect='FormatNotSupported')


# ---- JPEG 2000
def jp2():
    h, w = 19, 23
    for bands in 1, 3:
        for bits in 8, 10, 12, 14, 16:
            dtype = np.uint8 if bits == 8 else np.uint16
            for ext in 'jp2', 'j2k':
                a = image(h, w, bands, dtype, high=2 ** bits - 1)
                name = f'jp2_opj_{bands}_{bits}.{ext}'
                maximum = 2 ** bits - 1
                with open(path_of('in.pgm' if bands == 1 else 'in.ppm'), 'wb') as f:
                    f.write((b'P5' if bands == 1 else b'P6') + b'\n%d %d\n%d\n' % (w, h, maximum) + a.astype('>u2' if maximum > 255 else 'u1').tobytes())
                run('opj_compress', '-n', '3', '-i', path_of('in.pgm' if bands == 1 else 'in.ppm'), '-o', path_of(name))
                case(name, None, a, depth=bits)
    for label, options in ('tiles', ['-t', '8,8']), ('offset', ['-d', '3,2']), ('subsampled', ['-s', '2,2']), ('tileoffset', ['-d', '3,2', '-T', '1,1', '-t', '16,16']), ('mct0', ['-mct', '0']), ('lrcp6', ['-p', 'RPCL']):
        for bands in 1, 3:
            a = image(h, w, bands)
            with open(path_of('in.pnm' if False else ('in.pgm' if bands == 1 else 'in.ppm')), 'wb') as f:
                f.write(pnm(a))
            name = f'jp2_{label}_{bands}.jp2'
            if label == 'mct0' and bands == 1: continue
            try:
                run('opj_compress', '-i', path_of('in.pgm' if bands == 1 else 'in.ppm'), '-o', path_of(name), '-n', '2', *options)
            except subprocess.CalledProcessError:
                continue
            case(name, None, a, expect='FormatNotSupported' if label in ('offset', 'tileoffset', 'subsampled') else 'equal')
    from PIL import Image
    for mode, bands in ('L', 1), ('LA', 2), ('RGB', 3), ('RGBA', 4):
        a = image(h, w, bands)
        Image.fromarray(a, mode).save(path_of(f'jp2_pillow_{mode}.jp2'), irreversible=False)
        # Pillow does not say that the second or fourth component is alpha.
        case(f'jp2_pillow_{mode}.jp2', None, a, expect='equal' if bands in (1, 3) else 'FormatNotSupported')
    a = image(h, w, 1, np.uint16)
    Image.fromarray(a).save(path_of('jp2_pillow_I16.jp2'))
    case('jp2_pillow_I16.jp2', None, a, depth=16)
    g = np.repeat(image(h, w, 1)[:, :, None], 3, axis=2)
    Image.fromarray(g, 'RGB').save(path_of('jp2_pillow_allgray.jp2'))
    case('jp2_pillow_allgray.jp2', None, g)
    import cv2
    for bands in 1, 3:
        for dtype in np.uint8, np.uint16:
            a = image(64, 72, bands, dtype)
            cv2.imwrite(path_of(f'jp2_cv_{bands}_{dtype.__name__}.jp2'), a if bands == 1 else a[:, :, ::-1], [cv2.IMWRITE_JPEG2000_COMPRESSION_X1000, 1000])
            case(f'jp2_cv_{bands}_{dtype.__name__}.jp2', None, a, depth=8 * a.itemsize)
    from osgeo import gdal
    gdal.UseExceptions()
    for name, kind, dtype in ('i2', gdal.GDT_Int16, np.int16), ('u2', gdal.GDT_UInt16, np.uint16), ('i4', gdal.GDT_Int32, np.int32):
        a = image(h, w, 1, dtype, low=np.iinfo(dtype).min if name == 'i2' else 0, high=np.iinfo(dtype).max if name != 'i4' else 2 ** 20)
        mem = gdal.GetDriverByName('MEM').Create('', w, h, 1, kind)
        mem.GetRasterBand(1).WriteArray(a)
        try:
            gdal.GetDriverByName('JP2OpenJPEG').CreateCopy(path_of(f'jp2_gdal_{name}.jp2'), mem, options=['REVERSIBLE=YES', 'QUALITY=100'])
        except RuntimeError:
            continue
        case(f'jp2_gdal_{name}.jp2', None, a, depth=16, expect='equal' if name == 'u2' else 'FormatNotSupported')
    mem = gdal.GetDriverByName('MEM').Create('', w, h, 5, gdal.GDT_Byte)
    a = image(h, w, 5)
    for b in range(5):
        mem.GetRasterBand(b + 1).WriteArray(a[:, :, b])
    gdal.GetDriverByName('JP2OpenJPEG').CreateCopy(path_of('jp2_gdal_5bands.jp2'), mem, options=['REVERSIBLE=YES', 'QUALITY=100'])
    case('jp2_gdal_5bands.jp2', None, a, expect='FormatNotSupported')
    # Three bands of no named colours: GDAL names the colours of the file grey.
    mem = gdal.GetDriverByName('MEM').Create('', w, h, 3, gdal.GDT_Byte)
    for b in range(3):
        mem.GetRasterBand(b + 1).WriteArray(a[:, :, b])
    gdal.GetDriverByName('JP2OpenJPEG').CreateCopy(path_of('jp2_gdal_namedgray.jp2'), mem, options=['REVERSIBLE=YES', 'QUALITY=100'])
    case('jp2_gdal_namedgray.jp2', None, a[:, :, :3])
    mem = gdal.GetDriverByName('MEM').Create('', w, h, 4, gdal.GDT_Byte)
    gdal.GetDriverByName('JP2OpenJPEG').CreateCopy(path_of('jp2_gdal_namedgray4.jp2'), mem, options=['REVERSIBLE=YES', 'QUALITY=100'])
    case('jp2_gdal_namedgray4.jp2', None, None, expect='FormatNotSupported')
    mem = gdal.GetDriverByName('MEM').Create('', w, h, 1, gdal.GDT_Byte)
    index = image(h, w, 1, high=63)
    table = image(64, 3, 1)
    ct = gdal.ColorTable()
    for i, c in enumerate(table): ct.SetColorEntry(i, tuple(int(v) for v in c) + (255,))
    mem.GetRasterBand(1).WriteArray(index); mem.GetRasterBand(1).SetColorTable(ct)
    gdal.GetDriverByName('JP2OpenJPEG').CreateCopy(path_of('jp2_gdal_palette.jp2'), mem, options=['REVERSIBLE=YES', 'QUALITY=100'])
    case('jp2_gdal_palette.jp2', None, table[index])


# ---- JPEG XL
def jxl():
    h, w = 19, 23
    for bands in 1, 2, 3, 4:
        for dtype in np.uint8, np.uint16:
            a = image(h, w, bands, dtype)
            with open(path_of('in.pam'), 'wb') as f: f.write(pam(a))
            for container in '0', '1':
                name = f'jxl_{bands}_{dtype.__name__}_{container}.jxl'
                try:
                    run('cjxl', path_of('in.pam'), path_of(name), '-d', '0', '-e', '3', f'--container={container}')
                except subprocess.CalledProcessError:
                    continue
                case(name, None, a, depth=8 * a.itemsize)
    g = np.repeat(image(h, w, 1)[:, :, None], 3, axis=2)
    with open(path_of('in.ppm'), 'wb') as f: f.write(pnm(g))
    run('cjxl', path_of('in.ppm'), path_of('jxl_allgray.jxl'), '-d', '0', '-e', '3')
    case('jxl_allgray.jxl', None, g)


# ---- HEIC
def heic():
    from PIL import Image
    h, w = 64, 80
    for mode, bands in ('L', 1), ('RGB', 3), ('RGBA', 4):
        a = image(h, w, bands)
        a = (np.add.outer(np.arange(h) * 2, np.arange(w))[:, :, None] + np.arange(bands) * 20).astype(np.uint8)
        if bands == 1: a = a[:, :, 0]
        Image.fromarray(a, mode).save(path_of('in.png'))
        for label, options in ('lossless', ['-L', '-p', 'chroma=444', '--matrix_coefficients=0']), ('lossy', ['-q', '95', '-p', 'chroma=444']):
            name = f'heic_{mode}_{label}.heic'
            run('heif-enc', path_of('in.png'), '-o', path_of(name), *options)
            run('heif-convert', path_of(name), path_of('out.png'))
            t = np.asarray(Image.open(path_of('out.png')))
            case(name, None, t, tolerance=0 if label == 'lossless' else 3)
    import cv2
    a = (np.add.outer(np.arange(h) * 200, np.arange(w) * 60)).astype(np.uint16)
    cv2.imwrite(path_of('in.png'), a)
    run('heif-enc', path_of('in.png'), '-o', path_of('heic_L10.heic'), '-L', '-b', '10')
    case('heic_L10.heic', None, a >> 6, depth=10)
