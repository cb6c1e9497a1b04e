namespace HeatmapPS.Tests
{
    using System;
    using System.Reflection;
    using System.Threading.Tasks;

    /// <summary>The rows of a raster, read piece by piece, so that a test can do something to the file in between. The engine's own
    /// way in, which cmdlets use too.</summary>
    public sealed class EngineRows : IDisposable
    {
        private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

        private delegate void ReadRows(Span<byte> destination);

        private readonly IDisposable _rows;
        private readonly ReadRows _read;
        private readonly int _rowBytes;
        private int _left;

        /// <summary>Opens the rows of a raster.</summary>
        public EngineRows(object raster)
            : this(Open(raster))
        {
        }

        private EngineRows(IDisposable rows)
        {
            _rows = rows;
            _read = _rows.GetType().GetMethod("Read", Any, [typeof(Span<byte>)])!.CreateDelegate<ReadRows>(_rows);
            object layout = _rows.GetType().GetProperty("Layout", Any)!.GetValue(_rows)!;
            _rowBytes = (int)layout.GetType().GetProperty("RowBytes", Any)!.GetValue(layout)!;
            _left = (int)layout.GetType().GetProperty("Height", Any)!.GetValue(layout)!;
        }

        /// <summary>Takes over a reader of rows.</summary>
        public static EngineRows Of(object rows) => new((IDisposable)rows);

        /// <summary>Reads rows on another thread.</summary>
        public Task<byte[]> BeginRead(int rows) => Task.Run(() => Read(rows));

        /// <summary>Reads rows.</summary>
        public byte[] Read(int rows)
        {
            var bytes = new byte[rows * _rowBytes];
            _read(bytes);
            _left -= rows;
            return bytes;
        }

        /// <summary>Reads the rows that are left.</summary>
        public byte[] ReadRest() => Read(_left);

        public void Dispose() => _rows.Dispose();

        private static IDisposable Open(object raster)
        {
            try
            {
                return (IDisposable)raster.GetType().GetMethod("OpenRows", Any, Type.EmptyTypes)!.Invoke(raster, null)!;
            }
            catch (TargetInvocationException error) when (error.InnerException is not null)
            {
                throw error.InnerException;
            }
        }
    }
}
