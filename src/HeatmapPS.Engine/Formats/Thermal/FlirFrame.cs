using System.Buffers.Binary;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>One frame of a FLIR file: what is known of it before a pixel is read.</summary>
/// <param name="Directory">Its records.</param>
/// <param name="Camera">What the camera says.</param>
/// <param name="Raw">How its counts are stored.</param>
internal sealed record FlirFrame(FlirDirectory Directory, ThermalMetadata Camera, FlirRawHeader Raw)
{
    /// <summary>The camera's record is 2,476 bytes; of a longer one no more than this is read.</summary>
    private const int MaxCameraBytes = 4096;

    /// <summary>Reads a frame.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt; NotRadiometric without counts; FormatNotSupported (JPEG-LS).</exception>
    public static FlirFrame Read(Stream stream, long start, string path)
    {
        var directory = FlirDirectory.Read(stream, start, path);
        if (directory.Find(FlirRecordType.RawData) is not { } raw)
            throw ThermalErrors.NoRawData(path);
        return new FlirFrame(directory, ReadCamera(stream, directory, path), FlirRawHeader.Read(stream, raw, path));
    }

    /// <summary>What the camera says. A file without that record has no constants, and is no error before they are needed.</summary>
    public static ThermalMetadata ReadCamera(Stream stream, FlirDirectory directory, string path)
    {
        ThermalMetadata camera = directory.Find(FlirRecordType.CameraInfo) is { } record
            ? FlirCamera.Read(ReadBytes(stream, record, MaxCameraBytes, path), path)
            : new ThermalMetadata { Manufacturer = "FLIR" };
        if (directory.Find(FlirRecordType.PictureInPicture) is { } picture)
            camera = FlirCamera.AddPicture(camera, ReadBytes(stream, picture, MaxCameraBytes, path));
        return camera with { HasPhoto = directory.Find(FlirRecordType.Photo) is not null };
    }

    /// <summary>The start of a record.</summary>
    public static byte[] ReadBytes(Stream stream, FlirRecord record, int most, string path)
    {
        byte[] bytes = new byte[Math.Min(record.Length, most)];
        stream.Position = record.Offset;
        SourceFile.ReadExactly(stream, bytes, path);
        return bytes;
    }
}

/// <summary>Reads FLIR's records about the camera and about the photograph.</summary>
internal static class FlirCamera
{
    private const int CameraBytes = 0x390;
    private const int PictureBytes = 8;

    // Places of the camera record; kelvin, metres, and float32 but for O.
    private const int Emissivity = 0x20, Distance = 0x24, Reflected = 0x28, Atmospheric = 0x2C, WindowTemperature = 0x30,
        WindowTransmission = 0x34, Humidity = 0x3C, R1 = 0x58, B = 0x5C, F = 0x60, Alpha1 = 0x70, Alpha2 = 0x74, Beta1 = 0x78,
        Beta2 = 0x7C, X = 0x80, Model = 0xD4, Serial = 0x104, Lens = 0x170, O = 0x308, R2 = 0x30C, Date = 0x384;

    /// <summary>Reads the camera's record.</summary>
    /// <param name="record">The record's bytes.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="HeatmapException">ImageCorrupt.</exception>
    public static ThermalMetadata Read(ReadOnlySpan<byte> record, string path)
    {
        if (record.Length < CameraBytes)
        {
            throw ThermalErrors.Corrupt(path,
                FormattableString.Invariant($"its camera record has {record.Length} bytes instead of at least {CameraBytes}"));
        }

        var fields = new RecordFields(record, RecordFields.FindByteOrder(record)
            ?? throw ThermalErrors.Corrupt(path, "its camera record does not start with a byte order"));
        double? humidity = Number(fields.Single(Humidity));
        var camera = new ThermalMetadata
        {
            Manufacturer = "FLIR",
            CameraModel = fields.Text(Model, 32),
            SerialNumber = fields.Text(Serial, 16),
            Lens = fields.Text(Lens, 32),
            DateTaken = ReadDate(fields),
            Emissivity = Number(fields.Single(Emissivity)),
            Distance = Number(fields.Single(Distance)),
            RelativeHumidity = humidity > 2 ? humidity / 100 : humidity,
            ReflectedTemperature = Celsius(fields.Single(Reflected)),
            AtmosphericTemperature = Celsius(fields.Single(Atmospheric)),
            WindowTemperature = Celsius(fields.Single(WindowTemperature)),
            WindowTransmission = Number(fields.Single(WindowTransmission)),
            PlanckR1 = fields.Single(R1),
            PlanckR2 = fields.Single(R2),
            PlanckB = fields.Single(B),
            PlanckF = fields.Single(F),
            PlanckO = fields.Int32(O),
            AtmosphericAlpha1 = fields.Single(Alpha1),
            AtmosphericAlpha2 = fields.Single(Alpha2),
            AtmosphericBeta1 = fields.Single(Beta1),
            AtmosphericBeta2 = fields.Single(Beta2),
            AtmosphericX = fields.Single(X),
        };
        return camera with { IsCalibrated = PlanckConversion.HasConstants(camera) };
    }

    /// <summary>Adds how the photograph lies over the thermal picture: a float32 scale and two offsets (i16).</summary>
    /// <remarks>The record has no mark of its byte order: the order that gives a scale a camera can have is right.</remarks>
    public static ThermalMetadata AddPicture(ThermalMetadata camera, ReadOnlySpan<byte> record)
    {
        if (record.Length < PictureBytes)
            return camera;
        foreach (bool isBigEndian in new[] { false, true })
        {
            var fields = new RecordFields(record, isBigEndian);
            float scale = fields.Single(0);
            if (scale is > 0.05f and < 50f)
                return camera with { PhotoScale = Number(scale), OffsetX = fields.Int16(4), OffsetY = fields.Int16(6) };
        }

        return camera;
    }

    /// <summary>The number that a float32 was rounded from, to its 7 digits: 0.95 and not 0.949999988.</summary>
    private static double? Number(float value) =>
        !float.IsFinite(value) ? null : Math.Abs(value) is > 1e-9f and < 1e9f ? (double)(decimal)value : value;

    private static double? Celsius(float kelvin) =>
        float.IsFinite(kelvin) && kelvin is > 0 and < 1e6f ? (double)((decimal)kelvin - (decimal)TemperatureUnits.Zero) : null;

    /// <summary>Seconds since 1970 (u32), milliseconds (u32), minutes that the zone lies west of UTC (i16).</summary>
    private static DateTimeOffset? ReadDate(RecordFields fields)
    {
        const int MaxMinutes = 14 * 60;
        uint seconds = fields.UInt32(Date);
        uint milliseconds = fields.UInt32(Date + 4);
        int zone = -fields.Int16(Date + 8);
        if (seconds == 0)
            return null;
        DateTimeOffset taken = DateTimeOffset.FromUnixTimeSeconds(seconds).AddMilliseconds(Math.Min(milliseconds, 999));
        return Math.Abs(zone) <= MaxMinutes ? taken.ToOffset(TimeSpan.FromMinutes(zone)) : taken;
    }
}

/// <summary>How the counts of a frame are stored.</summary>
internal enum FlirRawCoding
{
    /// <summary>Unsigned 16-bit numbers in the record's byte order.</summary>
    Plain,

    /// <summary>A PNG file of 16 bits, mostly with the bytes of each sample exchanged.</summary>
    Png,

    /// <summary>A TIFF file of 16 bits.</summary>
    Tiff,
}

/// <summary>The start of a raw data record: a 2 in the record's byte order, width and height (u16), and from 32 on the counts.</summary>
/// <param name="Record">The whole record.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Coding">How the counts are stored.</param>
/// <param name="IsBigEndian">Byte order of plain counts.</param>
internal sealed record FlirRawHeader(FlirRecord Record, int Width, int Height, FlirRawCoding Coding, bool IsBigEndian)
{
    /// <summary>Where the counts begin in the record.</summary>
    public const int DataOffset = 32;

    private const int HeadBytes = DataOffset + 32;

    private static ReadOnlySpan<byte> PngMark => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Reads the header, no count.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt; FormatNotSupported for JPEG-LS.</exception>
    public static FlirRawHeader Read(Stream stream, FlirRecord record, string path)
    {
        ReadOnlySpan<byte> head = FlirFrame.ReadBytes(stream, record, HeadBytes, path);
        if (head.Length <= DataOffset)
            throw ThermalErrors.Corrupt(path, "its record of counts is empty");
        bool isBigEndian = RecordFields.FindByteOrder(head)
            ?? throw ThermalErrors.Corrupt(path, "its record of counts does not start with a byte order");
        var fields = new RecordFields(head, isBigEndian);
        ReadOnlySpan<byte> data = head[DataOffset..];
        if (data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            throw ImageErrors.FormatNotSupported(path,
                "its frames are coded as JPEG-LS (.csq), which no codec reads. Save it as .seq with the camera maker's program");
        }

        FlirRawHeader header = data.StartsWith(PngMark)
            ? ReadPng(record, data, isBigEndian, path)
            : new FlirRawHeader(record, fields.UInt16(2), fields.UInt16(4), IsTiff(data) ? FlirRawCoding.Tiff : FlirRawCoding.Plain,
                isBigEndian);
        header.Check(path);
        return header;
    }

    private static FlirRawHeader ReadPng(FlirRecord record, ReadOnlySpan<byte> data, bool isBigEndian, string path)
    {
        if (data.Length < 26 || !data[12..16].SequenceEqual("IHDR"u8))
            throw ThermalErrors.Corrupt(path, "the PNG with its counts has no header");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(data[16..]);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(data[20..]);
        if (data[24] != 16 || data[25] != 0)
            throw ThermalErrors.Corrupt(path, FormattableString.Invariant($"the PNG with its counts has {data[24]} bits of colour type {data[25]} instead of 16 bits of grey"));
        if (width > ushort.MaxValue || height > ushort.MaxValue)
        {
            throw ThermalErrors.Corrupt(path,
                FormattableString.Invariant($"the PNG with its counts has a size of {width:N0} × {height:N0} pixels"));
        }

        return new FlirRawHeader(record, (int)width, (int)height, FlirRawCoding.Png, isBigEndian);
    }

    private static bool IsTiff(ReadOnlySpan<byte> data) => data.StartsWith("II*\0"u8) || data.StartsWith("MM\0*"u8);

    private void Check(string path)
    {
        if (Width == 0 || Height == 0)
            throw ThermalErrors.Corrupt(path, FormattableString.Invariant($"its counts have a size of {Width} × {Height} pixels"));
        long bytes = 2L * Width * Height;
        long most = (Record.Length - DataOffset) * (Coding == FlirRawCoding.Plain ? 1L : CompressionBound.DeflateGain);
        if (bytes > most)
            throw ThermalErrors.Corrupt(path, FormattableString.Invariant($"its counts have a size of {Width} × {Height} pixels, which do not fit into {Record.Length:N0} bytes"));
    }
}
