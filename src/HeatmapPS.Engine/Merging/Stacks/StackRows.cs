using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Stacks;

/// <summary>Rows of an operation on a stack. A group of images is read side by side, band of rows by band of rows; all
/// groups but the last are folded into the state first, and the last one yields the rows.</summary>
internal sealed class StackRows : RowReader
{
    private readonly IReadOnlyList<Raster> _images;
    private readonly StackOperation _operation;
    private readonly MergeSettings _settings;
    private readonly IReadOnlyList<int> _starts;
    private readonly StackBands _bands;
    private readonly ScratchBuffer? _state;
    private readonly byte[] _output;
    private IReadOnlyList<Raster> _spilled = [];
    private int _available;
    private int _position;

    /// <param name="images">The images, in the layout the operation takes.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="settings">Threads, progress, cancellation.</param>
    /// <exception cref="MergeInputException">Images could not be read.</exception>
    public StackRows(IReadOnlyList<Raster> images, StackOperation operation, MergeSettings settings)
        : base(operation.Output)
    {
        _images = images;
        _operation = operation;
        _settings = settings;
        try
        {
            if (operation.NeedsAll && !StackGroups.FitsWhole(images))
                _images = _spilled = StackSpill.Decode(images, settings);
            _starts = operation.NeedsAll ? [0] : StackGroups.Plan(_images);
            if (_starts.Count > 1)
                _state = new ScratchBuffer(operation.Input.PixelCount * operation.Input.Bands * operation.StateBytes);
            for (int group = 0; group + 1 < _starts.Count; group++)
                FoldGroup(group);
            _bands = OpenGroup(_starts.Count - 1);
        }
        catch
        {
            Release();
            throw;
        }

        _output = new byte[checked(_bands.MaxRows * Layout.RowBytes)];
    }

    public override void Read(Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            if (_position == _available)
                Advance();
            int count = Math.Min(destination.Length, _available - _position);
            _output.AsSpan(_position, count).CopyTo(destination);
            _position += count;
            destination = destination[count..];
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _bands.Dispose();
            Release();
        }

        base.Dispose(disposing);
    }

    private StackBands OpenGroup(int group)
    {
        int first = _starts[group];
        int end = group + 1 < _starts.Count ? _starts[group + 1] : _images.Count;
        return new StackBands(_images, first, end - first, _operation.Input, _settings);
    }

    private void FoldGroup(int group)
    {
        using StackBands bands = OpenGroup(group);
        while (bands.Next())
        {
            Work(bands, output: null);
            Report(group, bands);
        }
    }

    private void Advance()
    {
        _bands.Next();
        Work(_bands, _output);
        Report(_starts.Count - 1, _bands);
        _available = _bands.Rows * Layout.RowBytes;
        _position = 0;
    }

    private void Report(int group, StackBands bands) =>
        _settings.Progress?.Report((group + ((double)(bands.FirstRow + bands.Rows) / Layout.Height)) / _starts.Count);

    /// <summary>Works on one band, cut into pieces of rows that fit a core's cache.</summary>
    private void Work(StackBands bands, byte[]? output)
    {
        RasterLayout input = _operation.Input;
        int pieces = Math.Max(1, (input.RowSamples + PieceSamples - 1) / PieceSamples);
        ParallelParts.ForEach(bands.Rows, _settings.Parallelism, () => new byte[PieceBytes(input, pieces)], (row, scratch) =>
        {
            for (int piece = 0; piece < pieces; piece++)
            {
                (int first, int count) = ParallelParts.Share(input.Width, piece, pieces);
                WorkPiece(bands, row, first * input.Bands, count * input.Bands, scratch, output);
            }
        }, _settings.CancellationToken);
    }

    private void WorkPiece(StackBands bands, int row, int first, int count, byte[] scratch, byte[]? output)
    {
        RasterLayout input = _operation.Input;
        int stateBytes = _operation.StateBytes;
        Span<byte> state = _state is null
            ? scratch.AsSpan(0, count * stateBytes)
            : _state.Slice((((long)(bands.FirstRow + row) * input.RowSamples) + first) * stateBytes, count * stateBytes);
        int size = input.SampleType.Size;
        _operation.Fold(new StackChunk(bands.Images, (row * input.RowBytes) + (first * size), count * size, bands.FirstImage), state);
        if (output is null)
            return;
        int outputSize = Layout.SampleType.Size;
        _operation.Finish(state, _images.Count, output.AsSpan((row * Layout.RowBytes) + (first * outputSize), count * outputSize));
    }

    private int PieceBytes(RasterLayout input, int pieces) =>
        ((input.Width / pieces) + 1) * input.Bands * _operation.StateBytes;

    private void Release()
    {
        _state?.Dispose();
        foreach (Raster spilled in _spilled)
            (spilled.Source as IDisposable)?.Dispose();
    }

    private const int PieceSamples = 4096;
}

/// <summary>Bands of rows of several images at once.</summary>
internal sealed class StackBands : IDisposable
{
    private const long BandBytes = 96L << 20;
    private const int MaxImageBytes = 2 << 20;

    private readonly RowReader?[] _readers;
    private readonly RasterLayout _layout;
    private readonly MergeSettings _settings;
    private readonly byte[][] _buffers;

    /// <param name="images">All images.</param>
    /// <param name="first">Number of the first one here.</param>
    /// <param name="count">How many.</param>
    /// <param name="layout">Their layout.</param>
    /// <param name="settings">Threads, cancellation.</param>
    public StackBands(IReadOnlyList<Raster> images, int first, int count, RasterLayout layout, MergeSettings settings)
    {
        FirstImage = first;
        _layout = layout;
        _settings = settings;
        MaxRows = (int)Math.Clamp(Math.Min(MaxImageBytes, BandBytes / count) / layout.RowBytes, 1, layout.Height);
        _readers = new RowReader?[count];
        _buffers = new byte[count][];
        try
        {
            ForEachImage(i =>
            {
                _buffers[i] = GC.AllocateUninitializedArray<byte>(checked(MaxRows * layout.RowBytes));
                _readers[i] = images[first + i].OpenRows();
            });
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Number of the first image here in the whole stack.</summary>
    public int FirstImage { get; }

    /// <summary>Rows a band has at most.</summary>
    public int MaxRows { get; }

    /// <summary>First row of the current band.</summary>
    public int FirstRow { get; private set; }

    /// <summary>Rows of the current band.</summary>
    public int Rows { get; private set; }

    /// <summary>Rows of each image.</summary>
    public ReadOnlySpan<byte[]> Images => _buffers;

    /// <summary>Reads the next band, all images at once.</summary>
    /// <returns>False after the last.</returns>
    public bool Next()
    {
        FirstRow += Rows;
        Rows = Math.Min(MaxRows, _layout.Height - FirstRow);
        if (Rows <= 0)
            return false;
        int bytes = Rows * _layout.RowBytes;
        ForEachImage(i => _readers[i]!.Read(_buffers[i].AsSpan(0, bytes)));
        return true;
    }

    public void Dispose()
    {
        foreach (RowReader? reader in _readers)
            reader?.Dispose();
    }

    private void ForEachImage(Action<int> action) =>
        MergeWork.ForEach(_readers.Length, FirstImage, _settings, action);
}

/// <summary>Splits a stack into groups of images that may be open at once.</summary>
internal static class StackGroups
{
    /// <summary>Bytes the open images of a group may take together.</summary>
    public const long GroupBytes = 384L << 20;

    /// <summary>Bytes the open images may take when all are needed at once; beyond, they are decoded to temporary files.</summary>
    public const long WholeBytes = 768L << 20;

    private const int MaxOpen = 256;
    private const long MinImage = 64L << 10;

    /// <summary>What one open streaming image takes: buffers of the decoder, a strip, a window of the file.</summary>
    private const long StreamedImage = 8L << 20;

    /// <summary>First image of each group.</summary>
    public static IReadOnlyList<int> Plan(IReadOnlyList<Raster> images)
    {
        var starts = new List<int>();
        long bytes = long.MaxValue / 2;
        for (int i = 0; i < images.Count; i++)
        {
            long cost = Cost(images[i]);
            bytes += cost;
            if (bytes <= GroupBytes && i - starts[^1] < MaxOpen)
                continue;
            starts.Add(i);
            bytes = cost;
        }

        return starts;
    }

    /// <summary>Whether all images may be open at once.</summary>
    public static bool FitsWhole(IReadOnlyList<Raster> images) =>
        images.Count <= MaxOpen && images.Sum(Cost) <= WholeBytes;

    private static long Cost(Raster image)
    {
        long pixels = image.Layout.ByteCount;
        return image.Source.DecodesWhole ? pixels + StreamedImage : Math.Clamp(pixels, MinImage, StreamedImage);
    }
}

/// <summary>Decodes images to temporary files, from which bands of rows are read cheaply.</summary>
internal static class StackSpill
{
    /// <summary>Decodes every image once.</summary>
    /// <param name="images">The images.</param>
    /// <param name="settings">Threads, progress, cancellation.</param>
    /// <param name="firstIndex">Number of the first one among all, for failures; null when these are all.</param>
    /// <returns>The images from their temporary files; the source of each is to be disposed.</returns>
    /// <exception cref="MergeInputException">Images could not be read.</exception>
    public static Raster[] Decode(IReadOnlyList<Raster> images, MergeSettings settings, int? firstIndex = null)
    {
        var spilled = new Raster?[images.Count];
        try
        {
            MergeWork.ForEach(images.Count, firstIndex ?? 0, settings, i =>
            {
                using RowReader rows = images[i].OpenRows();
                var file = TemporaryFileSource.Create(rows, settings.CancellationToken);
                spilled[i] = new Raster(file, images[i].Metadata, images[i].Origin);
                settings.Progress?.Report(0.5 * i / images.Count);
            }, readsAll: firstIndex is null);
        }
        catch
        {
            foreach (Raster? raster in spilled)
                (raster?.Source as IDisposable)?.Dispose();
            throw;
        }

        return spilled!;
    }
}
