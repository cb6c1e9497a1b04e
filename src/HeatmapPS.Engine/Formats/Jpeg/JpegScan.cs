using System.Runtime.InteropServices;

namespace HeatmapPS.Engine.Formats.Jpeg;

/// <summary>The compressed data of one image: its blocks in the order of the file, brightness and colours in turn.</summary>
internal sealed class JpegScan(JpegPlanes planes, JpegQuantization[] steps, JpegBlockWriter writer)
{
    private readonly int[] _previous = new int[3];
    private readonly short[] _frequencies = new short[64];

    /// <summary>Writes one row of blocks.</summary>
    /// <param name="pixels">Rows of the image.</param>
    public void Write(ReadOnlySpan<byte> pixels)
    {
        planes.Fill(pixels);
        if (planes.Half.Length == 0)
        {
            for (int x = 0; x < planes.Stride; x += 8)
            {
                for (int component = 0; component < planes.Full.Length; component++)
                    WriteBlock(component, planes.Full[component], planes.Stride, x);
            }

            return;
        }

        int lower = 8 * planes.Stride;
        for (int x = 0; x < planes.Stride; x += 16)
        {
            WriteBlock(0, planes.Full[0], planes.Stride, x);
            WriteBlock(0, planes.Full[0], planes.Stride, x + 8);
            WriteBlock(0, planes.Full[0], planes.Stride, lower + x);
            WriteBlock(0, planes.Full[0], planes.Stride, lower + x + 8);
            WriteBlock(1, planes.Half[0], planes.Stride / 2, x / 2);
            WriteBlock(2, planes.Half[1], planes.Stride / 2, x / 2);
        }
    }

    private void WriteBlock(int component, byte[] plane, int stride, int offset)
    {
        Span<short> frequencies = _frequencies;
        bool isLuma = component == 0;
        ulong present = JpegTransform.Quantize(
            ref MemoryMarshal.GetReference(plane.AsSpan(offset, (7 * stride) + 8)), stride, steps[isLuma ? 0 : 1], frequencies);
        writer.Write(
            frequencies,
            present,
            _previous[component],
            isLuma ? JpegHuffman.LumaSteps : JpegHuffman.ChromaSteps,
            isLuma ? JpegHuffman.LumaFrequencies : JpegHuffman.ChromaFrequencies);
        _previous[component] = frequencies[0];
    }
}
