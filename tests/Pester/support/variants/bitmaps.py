"""BMP, Targa, PCX, QOI and ICO files."""
import struct
import numpy as np
from common import *


# ---- BMP
def bmp_file(w, h, bits, rows_data, palette=b'', compression=0, header=40, masks=b'', top_down=False, extra=b'', clr=0):
    if header == 12:
        info = struct.pack('<IHHHH', 12, w, h, 1, bits)
    else:
        info = struct.pack('<IiiHHIIiiII', header, w, -h if top_down else h, 1, bits, compression, len(rows_data), 2835, 2835, clr, 0)
        if header > 40:
            info += (masks + b'\0' * 200)[:header - 40]
        else:
            info += masks
    offset = 14 + len(info) + len(palette)
    return b'BM' + struct.pack('<IHHI', offset + len(rows_data), 0, 0, offset) + info + palette + rows_data


def bmp():
    def lines(packed):
        return b''.join(bytes(r) + b'\0' * (-len(r) % 4) for r in packed[::-1])
    for bits in 1, 2, 4, 8:
        h, w = size()
        index = image(h, w, 1, high=2 ** bits - 1)
        colors = image(2 ** bits, 3, 1)
        grey = np.repeat(image(2 ** bits, 1, 1), 3, axis=1)
        for label, table in ('color', colors), ('gray', grey):
            palette = b''.join(bytes([b, g, r, 0]) for r, g, b in table)
            truth = table[index]
            case(f'bmp_pal{bits}_{label}.bmp', bmp_file(w, h, bits, lines(pack_bits(index, bits)), palette), truth, expect='FormatNotSupported' if bits == 2 else 'equal')
            if bits != 2:
                palette3 = b''.join(bytes([b, g, r]) for r, g, b in table)
                case(f'bmp_pal{bits}_{label}_os2.bmp', bmp_file(w, h, bits, lines(pack_bits(index, bits)), palette3, header=12), truth)
        case(f'bmp_pal{bits}_topdown.bmp', bmp_file(w, h, bits, lines(pack_bits(index[::-1], bits)), palette, top_down=True), grey[index], expect='FormatNotSupported' if bits == 2 else 'equal')
    h, w = size()
    index = image(h, w, 1, high=199)
    table = image(200, 3, 1)
    case('bmp_pal8_200colors.bmp', bmp_file(w, h, 8, lines(pack_bits(index, 8)), b''.join(bytes([b, g, r, 0]) for r, g, b in table), clr=200), table[index])
    # Run lengths: absolute and encoded runs, ends of lines.
    table = image(256, 3, 1)
    palette = b''.join(bytes([b, g, r, 0]) for r, g, b in table)
    index = np.repeat(image(9, 5, 1), 4, axis=1)
    index[:, 3:8] = image(9, 5, 1)
    data = b''
    for line in index[::-1]:
        i = 0
        while i < len(line):
            n = 1
            while i + n < len(line) and line[i + n] == line[i]:
                n += 1
            if n == 1 and i + 3 <= len(line):
                data += bytes([0, 3, *line[i:i + 3], 0])
                i += 3
            else:
                data += bytes([n, line[i]])
                i += n
        data += b'\0\0'
    data += b'\0\1'
    case('bmp_rle8.bmp', bmp_file(20, 9, 8, data, palette, compression=1), table[index])
    table4 = image(16, 3, 1)
    palette4 = b''.join(bytes([b, g, r, 0]) for r, g, b in table4)
    index = image(7, 11, 1, high=15)
    data = b''
    for line in index[::-1]:
        data += bytes([0, 5, line[0] << 4 | line[1], line[2] << 4 | line[3], line[4] << 4, 0]) + b''.join(bytes([1, v << 4]) for v in line[5:]) + b'\0\0'
    case('bmp_rle4.bmp', bmp_file(11, 7, 4, data + b'\0\1', palette4, compression=2), table4[index])
    # Of 16 bits.
    h, w = size()
    v = image(h, w, 1, np.uint16)
    def five(x):
        return (x << 3 | x >> 2).astype(np.uint8)
    t555 = np.stack([five(v >> 10 & 31), five(v >> 5 & 31), five(v & 31)], axis=2)
    t565 = np.stack([five(v >> 11 & 31), (lambda x: (x << 2 | x >> 4).astype(np.uint8))(v >> 5 & 63), five(v & 31)], axis=2)
    raw = pad_rows(v[::-1].astype('<u2').view(np.uint8).reshape(h, -1), 4).tobytes()
    case('bmp_555.bmp', bmp_file(w, h, 16, raw), t555, tolerance=1)
    case('bmp_565_masks.bmp', bmp_file(w, h, 16, raw, masks=struct.pack('<III', 0xF800, 0x7E0, 0x1F), compression=3), t565, tolerance=1)
    case('bmp_555_masks.bmp', bmp_file(w, h, 16, raw, masks=struct.pack('<III', 0x7C00, 0x3E0, 0x1F), compression=3), t555, tolerance=1)
    # Of 24 and 32.
    a = image(h, w, 4)
    case('bmp_24.bmp', bmp_file(w, h, 24, pad_rows(np.ascontiguousarray(a[::-1, :, 2::-1]), 4).tobytes()), a[:, :, :3])
    case('bmp_24_topdown.bmp', bmp_file(w, h, 24, pad_rows(np.ascontiguousarray(a[:, :, 2::-1]), 4).tobytes(), top_down=True), a[:, :, :3])
    case('bmp_24_os2.bmp', bmp_file(w, h, 24, pad_rows(np.ascontiguousarray(a[::-1, :, 2::-1]), 4).tobytes(), header=12), a[:, :, :3])
    bgrx = np.ascontiguousarray(a[::-1][:, :, [2, 1, 0, 3]])
    zero = bgrx.copy(); zero[:, :, 3] = 0
    case('bmp_32_zero.bmp', bmp_file(w, h, 32, zero.tobytes()), a[:, :, :3])
    case('bmp_32_masks.bmp', bmp_file(w, h, 32, zero.tobytes(), masks=struct.pack('<III', 0xFF0000, 0xFF00, 0xFF), compression=3), a[:, :, :3])
    rgbx = np.ascontiguousarray(a[::-1][:, :, [0, 1, 2, 3]]); rgbx[:, :, 3] = 0
    case('bmp_32_masks_rgb.bmp', bmp_file(w, h, 32, rgbx.tobytes(), masks=struct.pack('<III', 0xFF, 0xFF00, 0xFF0000), compression=3), a[:, :, :3])
    for header, name in (56, 'v3'), (108, 'v4'), (124, 'v5'):
        case(f'bmp_32_{name}_alpha.bmp', bmp_file(w, h, 32, bgrx.tobytes(), masks=struct.pack('<IIII', 0xFF0000, 0xFF00, 0xFF, 0xFF000000) + b'BGRs', compression=3, header=header), a)
        case(f'bmp_32_{name}_alpha_rgba.bmp', bmp_file(w, h, 32, a[::-1].tobytes(), masks=struct.pack('<IIII', 0xFF, 0xFF00, 0xFF0000, 0xFF000000) + b'BGRs', compression=3, header=header), a)
        case(f'bmp_24_{name}.bmp', bmp_file(w, h, 24, pad_rows(np.ascontiguousarray(a[::-1, :, 2::-1]), 4).tobytes(), masks=struct.pack('<IIII', 0, 0, 0, 0) + b'BGRs', header=header), a[:, :, :3])
    # A colour file that happens to be grey keeps three bands.
    g = np.repeat(image(h, w, 1)[:, :, None], 3, axis=2)
    case('bmp_24_allgray.bmp', bmp_file(w, h, 24, pad_rows(g[::-1], 4).tobytes()), g)
    from PIL import Image
    for mode, arr in ('L', image(h, w, 1)), ('RGB', image(h, w, 3)), ('1', image(h, w, 1, high=1) * 255):
        Image.fromarray(arr).convert(mode).save(path_of(f'bmp_pillow_{mode}.bmp'))
        case(f'bmp_pillow_{mode}.bmp', None, arr)
    import cv2
    for bands in 1, 3, 4:
        arr = image(h, w, bands)
        cv2.imwrite(path_of(f'bmp_cv_{bands}.bmp'), arr if bands == 1 else cv2.cvtColor(arr, cv2.COLOR_RGB2BGR if bands == 3 else cv2.COLOR_RGBA2BGRA))
        case(f'bmp_cv_{bands}.bmp', None, arr)
    arr = image(h, w, 3)
    case('bmp_netpbm.bmp', run('ppmtobmp', stdin=pnm(arr)), arr)
    case('bmp_ffmpeg_rgb.bmp', ffmpeg(np.ascontiguousarray(arr[:, :, ::-1]).tobytes(), w, h, 'bgr24', 'bmp', '-c:v', 'bmp'), arr)
    arr = image(h, w, 4)
    case('bmp_ffmpeg_bgra.bmp', ffmpeg(np.ascontiguousarray(arr[:, :, [2, 1, 0, 3]]).tobytes(), w, h, 'bgra', 'bmp', '-c:v', 'bmp'), arr)


# ---- Targa
def tga_file(kind, w, h, bits, data, ident=b'', palette=b'', colors=0, entry=0, descriptor=0x20, first=0, footer=False):
    head = struct.pack('<BBBHHBHHHHBB', len(ident), 1 if palette else 0, kind, first, colors, entry, 0, 0, w, h, bits, descriptor)
    return head + ident + palette + data + (b'\0' * 8 + b'TRUEVISION-XFILE.\0' if footer else b'')


def tga_rle(lines):
    out = b''
    for line in lines:
        i = 0
        while i < len(line):
            n = 1
            while i + n < len(line) and n < 128 and line[i + n] == line[i]:
                n += 1
            if n > 1:
                out += bytes([0x80 | n - 1]) + line[i]
                i += n
            else:
                m = 1
                while i + m < len(line) and m < 128 and line[i + m] != line[i + m - 1]:
                    m += 1
                out += bytes([m - 1]) + b''.join(line[i:i + m])
                i += m
    return out


def tga():
    five = lambda x: (x << 3 | x >> 2).astype(np.uint8)
    for ident in b'', b'made by hand':
        tag = '_id' if ident else ''
        for rle in False, True:
            kinds = {False: '', True: '_rle'}[rle]
            for descriptor, place in (0x20, 'top'), (0, 'bottom'), (0x30, 'topright'), (0x10, 'bottomright'):
                h, w = size()
                def body(pixels):
                    p = pixels
                    if not descriptor & 0x20: p = p[::-1]
                    if descriptor & 0x10: p = p[:, ::-1]
                    p = np.ascontiguousarray(p)
                    if p.ndim == 2: p = p[:, :, None]
                    lines = [[bytes(q) for q in line] for line in p.view(np.uint8).reshape(p.shape[0], p.shape[1], -1)]
                    return tga_rle(lines) if rle else b''.join(b''.join(l) for l in lines)
                a = image(h, w, 4); a[:, 2:6] = a[:, 2:3]
                t = 8 if rle else 0
                name = lambda v: f'tga_{v}{kinds}_{place}{tag}.tga'
                case(name('gray8'), tga_file(3 + t, w, h, 8, body(a[:, :, 0]), ident, descriptor=descriptor), a[:, :, 0])
                case(name('rgb24'), tga_file(2 + t, w, h, 24, body(a[:, :, 2::-1]), ident, descriptor=descriptor), a[:, :, :3])
                case(name('rgba32'), tga_file(2 + t, w, h, 32, body(a[:, :, [2, 1, 0, 3]]), ident, descriptor=descriptor | 8), a)
                case(name('graya16'), tga_file(3 + t, w, h, 16, body(a[:, :, :2]), ident, descriptor=descriptor | 8), a[:, :, :2])
                v = (image(h, w, 1, np.uint16) & 0x7FFF).astype('<u2'); v[:, 2:6] = v[:, 2:3]
                t5 = np.stack([five(v >> 10 & 31), five(v >> 5 & 31), five(v & 31)], axis=2)
                for bits in 15, 16:
                    case(name(f'rgb{bits}'), tga_file(2 + t, w, h, bits, body(v), ident, descriptor=descriptor), t5, tolerance=1)
                index = image(h, w, 1, high=39); index[:, 2:6] = index[:, 2:3]
                table = image(40, 4, 1)
                case(name('pal24'), tga_file(1 + t, w, h, 8, body(index), ident, table[:, 2::-1].tobytes(), 40, 24, descriptor=descriptor), table[index][:, :, :3])
                case(name('pal32'), tga_file(1 + t, w, h, 8, body(index), ident, table[:, [2, 1, 0, 3]].tobytes(), 40, 32, descriptor=descriptor | 8), table[index])
                v = (image(40, 1, 1, np.uint16)[:, 0] & 0x7FFF).astype('<u2')
                t5 = np.stack([five(v >> 10 & 31), five(v >> 5 & 31), five(v & 31)], axis=1)
                for bits in 15, 16:
                    case(name(f'pal{bits}'), tga_file(1 + t, w, h, 8, body(index), ident, v.tobytes(), 40, bits, descriptor=descriptor), t5[index], tolerance=1)
                grey = np.repeat(image(40, 1, 1), 3, axis=1)
                case(name('palgray'), tga_file(1 + t, w, h, 8, body(index), ident, grey.tobytes(), 40, 24, descriptor=descriptor, footer=True), grey[index])
    h, w = size()
    a = image(h, w, 4)
    # Readers take the fourth byte for alpha even where the header counts no bits of it.
    case('tga_rgba32_noalpha.tga', tga_file(2, w, h, 32, a[:, :, [2, 1, 0, 3]].tobytes()), a)
    # The attribute bit of 16-bit pixels, counted in the header, is alpha.
    v = image(h, w, 1, np.uint16).astype('<u2')
    case('tga_rgba16.tga', tga_file(2, w, h, 16, v.tobytes(), descriptor=0x21), np.stack([five(v >> 10 & 31), five(v >> 5 & 31), five(v & 31), (v >> 15) * 255], axis=2), tolerance=1)
    # Packets of version 1 files may go on in the next row.
    v = image(h, w, 3); v[1:3, 2:] = v[0, 0]
    case('tga_rle_across_rows.tga', tga_file(10, w, h, 24, tga_rle([[bytes(q) for q in v[:, :, ::-1].reshape(-1, 3)]])), v)
    # A palette may begin with a later colour than 0, and may lie before pixels that do not use it.
    table, index = image(40, 3, 1), image(h, w, 1, high=39)
    stored = table[:, ::-1].tobytes()
    case('tga_pal_first.tga', tga_file(1, w, h, 8, (index + 7).tobytes(), b'', stored, 40, 24, first=7), table[index])
    case('tga_pal_before_first.tga', tga_file(1, w, h, 8, index.tobytes(), b'', stored, 40, 24, first=7), None, expect='ImageCorrupt')
    case('tga_pal_beyond_last.tga', tga_file(1, w, h, 8, (index + 1).tobytes(), b'', stored, 40, 24), None, expect='ImageCorrupt')
    case('tga_rgb24_unused_pal.tga', tga_file(2, w, h, 24, a[:, :, 2::-1].tobytes(), b'', stored, 40, 24), a[:, :, :3])
    from PIL import Image
    for mode, bands in ('L', 1), ('RGB', 3), ('RGBA', 4), ('LA', 2):
        arr = image(h, w, bands)
        for rle in None, 'tga_rle':
            Image.fromarray(arr, mode).save(path_of(f'tga_pillow_{mode}{"_rle" if rle else ""}.tga'), compression=rle)
            case(f'tga_pillow_{mode}{"_rle" if rle else ""}.tga', None, arr)
    arr = image(h, w, 3)
    for option, label in ('-norle', 'raw'), ('-rle', 'rle'):
        case(f'tga_netpbm_{label}.tga', run('pamtotga', option if option == '-norle' else '-rgb', stdin=pnm(arr)), arr)
    case('tga_ffmpeg.tga', ffmpeg(np.ascontiguousarray(arr[:, :, ::-1]).tobytes(), w, h, 'bgr24', 'tga', '-c:v', 'targa'), arr)
    g = image(h, w, 1)
    case('tga_ffmpeg_gray.tga', ffmpeg(g.tobytes(), w, h, 'gray', 'tga', '-c:v', 'targa'), g)


# ---- PCX
def pcx_file(w, h, bits, planes, lines, palette16=b'', palette256=b'', version=5, rle=True):
    row = len(lines[0]) // planes
    head = struct.pack('<BBBBHHHHHH', 10, version, 1 if rle else 0, bits, 0, 0, w - 1, h - 1, 72, 72) + (palette16 + b'\0' * 48)[:48] + struct.pack('<BBHH', 0, planes, row, 1)
    body = b''
    for line in lines:
        if not rle:
            body += line
            continue
        i = 0
        while i < len(line):
            n = 1
            while i + n < len(line) and n < 63 and line[i + n] == line[i]:
                n += 1
            body += bytes([0xC0 | n, line[i]]) if n > 1 or line[i] >= 0xC0 else bytes([line[i]])
            i += n
    return head + b'\0' * (128 - len(head)) + body + (b'\x0c' + palette256 if palette256 else b'')


def pcx():
    even = lambda line: line + b'\0' * (len(line) % 2)
    for w in 13, 16, 21:
        h = 7
        g = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
        table = image(256, 3, 1)
        index = image(h, w, 1); index[:, 2:6] = index[:, 2:3]
        for label, t in ('gray', g), ('color', table):
            case(f'pcx_8_{label}_{w}.pcx', pcx_file(w, h, 8, 1, [even(bytes(l)) for l in index], palette256=t.tobytes()), t[index])
        a = image(h, w, 3)
        case(f'pcx_24_{w}.pcx', pcx_file(w, h, 8, 3, [b''.join(even(bytes(l[:, c])) for c in range(3)) for l in a]), a)
        bits = image(h, w, 1, high=1)
        case(f'pcx_1_{w}.pcx', pcx_file(w, h, 1, 1, [even(l) for l in pack_bits(bits, 1)], palette16=b'\0\0\0\xff\xff\xff'), bits * 255)
        # Version 2 with a palette, 3 without, 5 without one that says anything; two colours are read in two ways.
        for version, palette, expect in (2, b'\0\0\0\xff\xff\xff', 'equal'), (3, b'\1\2\3\4\5\6', 'equal'), (0, b'\1\2\3\4\5\6', 'equal'), (5, b'', 'equal'), (5, b'\xff' * 48, 'equal'), (5, b'\xff\xff\xff\0\0\0', 'FormatNotSupported'), (2, b'\0\0\0\0\0\xaa', 'FormatNotSupported'), (5, b'\x0a\x0a\x0a\xc8\xc8\xc8', 'FormatNotSupported'):
            case(f'pcx_1_{version}_{palette.hex()[:12]}_{w}.pcx', pcx_file(w, h, 1, 1, [even(l) for l in pack_bits(bits, 1)], palette16=palette, version=version), bits * 255, expect=expect)
        table16 = image(16, 3, 1)
        i4 = image(h, w, 1, high=15)
        case(f'pcx_1x4_{w}.pcx', pcx_file(w, h, 1, 4, [b''.join(even(p) for p in pack_bits(np.stack([l >> c & 1 for c in range(4)]), 1)) for l in i4], palette16=table16.tobytes()), table16[i4])
        case(f'pcx_4_{w}.pcx', pcx_file(w, h, 4, 1, [even(l) for l in pack_bits(i4, 4)], palette16=table16.tobytes()), table16[i4])
    # Without a palette 256 numbers are greys where the version or the kind of palette says so, and nothing where they do not.
    h, w = 30, 40
    index = image(h, w, 1)
    lines = [bytes(l) for l in index]
    case('pcx_8_version3.pcx', pcx_file(w, h, 8, 1, lines, version=3), index)
    colors, grays = pcx_file(w, h, 8, 1, lines), bytearray(pcx_file(w, h, 8, 1, lines))
    grays[68] = 2
    case('pcx_8_graykind.pcx', bytes(grays), index)
    case('pcx_8_no_palette.pcx', colors, None, expect='ImageCorrupt')
    # Version 3 takes the colours of the graphics card, which nobody knows.
    case('pcx_4_no_palette.pcx', pcx_file(16, 3, 4, 1, [b'\x12' * 8] * 3, version=3), None, expect='FormatNotSupported')
    # Pixels that are missing are not taken from the palette.
    whole = pcx_file(w, h, 8, 1, lines, palette256=image(256, 3, 1).tobytes())
    case('pcx_8_cut_before_palette.pcx', whole[:-769 - 20] + whole[-769:], None, expect='ImageCorrupt')
    # The picture lies between its first and last columns and rows, wherever they begin.
    rgb = image(h, w, 3)
    window = bytearray(pcx_file(w, h, 8, 3, [b''.join(bytes(l[:, c]) for c in range(3)) for l in rgb]))
    struct.pack_into('<HHHH', window, 4, 7, 3, w + 6, h + 2)
    case('pcx_24_window.pcx', bytes(window), rgb)
    from PIL import Image
    h, w = 9, 15
    for mode, arr in ('L', image(h, w, 1)), ('RGB', image(h, w, 3)), ('1', image(h, w, 1, high=1) * 255):
        Image.fromarray(arr).convert(mode).save(path_of(f'pcx_pillow_{mode}.pcx'))
        case(f'pcx_pillow_{mode}.pcx', None, arr)
    arr = image(h, w, 3)
    case('pcx_netpbm.pcx', run('ppmtopcx', '-24bit', stdin=pnm(arr)), arr)
    case('pcx_ffmpeg.pcx', ffmpeg(arr.tobytes(), w, h, 'rgb24', 'pcx', '-c:v', 'pcx'), arr)
    g = image(h, w, 1)
    case('pcx_ffmpeg_gray.pcx', ffmpeg(g.tobytes(), w, h, 'gray', 'pcx', '-c:v', 'pcx'), g)


# ---- QOI
def qoi():
    for bands, pix in (3, 'rgb24'), (4, 'rgba'):
        for kind in 'noise', 'smooth', 'gray':
            h, w = size()
            a = image(h, w, bands)
            if kind == 'smooth':
                a = (np.arange(h * w * bands).reshape(h, w, bands) // 5 % 256).astype(np.uint8)
            if kind == 'gray':
                a[:, :, 1] = a[:, :, 2] = a[:, :, 0]
            case(f'qoi_{pix}_{kind}.qoi', ffmpeg(a.tobytes(), w, h, pix, 'qoi', '-c:v', 'qoi'), a)


# ---- ICO
def ico():
    from PIL import Image
    for n in 16, 33, 256:
        for fmt in 'png', 'bmp':
            a = image(n, n, 4)
            Image.fromarray(a, 'RGBA').save(path_of(f'ico_pillow_{n}_{fmt}.ico'), sizes=[(n, n)], bitmap_format=fmt)
            case(f'ico_pillow_{n}_{fmt}.ico', None, a)
    g = np.repeat(image(16, 16, 1)[:, :, None], 4, axis=2); g[:, :, 3] = image(16, 16, 1)
    Image.fromarray(g, 'RGBA').save(path_of('ico_allgray.ico'), sizes=[(16, 16)])
    case('ico_allgray.ico', None, g)
    # A bitmap of 8, 4, 1 and 24 bits with an opaque mask.
    for bits in 1, 4, 8, 24:
        n = 16
        if bits == 24:
            a = image(n, n, 3)
            data, palette, truth = a[::-1, :, ::-1].tobytes(), b'', a
        else:
            index = image(n, n, 1, high=2 ** bits - 1)
            table = image(2 ** bits, 3, 1)
            data = b''.join(l + b'\0' * (-len(l) % 4) for l in pack_bits(index[::-1], bits))
            palette, truth = b''.join(bytes([b, g, r, 0]) for r, g, b in table), table[index]
        bmp = struct.pack('<IiiHHIIiiII', 40, n, 2 * n, 1, bits, 0, 0, 0, 0, 2 ** bits if bits <= 8 else 0, 0) + palette + data + b'\0' * (4 * n)
        alpha = np.concatenate([truth, np.full((n, n, 1), 255, np.uint8)], axis=2)
        case(f'ico_bmp{bits}.ico', struct.pack('<HHHBBBBHHII', 0, 1, 1, n, n, 0, 0, 1, bits, len(bmp), 22) + bmp, alpha)
