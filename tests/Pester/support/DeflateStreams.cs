using System;
using System.IO;
using System.IO.Compression;
using System.Reflection;

namespace HeatmapPS.Tests;

/// <summary>Compares the engine's inflate with the runtime's (zlib-ng), on streams that zlib-ng made and on damaged ones.</summary>
public static class DeflateStreams
{
    /// <summary>Compresses, damages and compares.</summary>
    /// <param name="engine">The engine's assembly.</param>
    /// <param name="damage">What to do to the streams: None, Bits (turned around, the first 200 bytes above all), Cut or More (bytes
    /// behind the end).</param>
    /// <param name="count">How many streams.</param>
    /// <param name="seed">Of the random numbers.</param>
    /// <returns>Streams read whole, cut, and refused; and what was different about the first that was, or null.</returns>
    public static (int Whole, int Cut, int Refused, string Difference) Compare(Assembly engine, string damage, int count, int seed)
    {
        var random = new Random(seed);
        int whole = 0, cut = 0, refused = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] packed = Damage(Compress(MakeData(random), random), damage, random);
            Outcome expected = Run(source => new ZLibStream(source, CompressionMode.Decompress), packed, 1 << 16, int.MaxValue);
            int chunk = random.Next(3) switch { 0 => 1 + random.Next(300), 1 => 70_000, _ => 1 << 20 };
            int piece = random.Next(3) switch { 0 => 1 + random.Next(40), 1 => 5000, _ => int.MaxValue };
            Outcome own = Run(source => Open(engine, source), packed, chunk, piece);
            bool isSame = expected.Error == own.Error
                && (own.Error || (expected.Complete == own.Complete && expected.Data.AsSpan().SequenceEqual(own.Data)));
            if (!isSame)
                return (whole, cut, refused, $"stream {i} of seed {seed}: zlib-ng {expected}, the engine {own}");

            // Before an error, the engine gives out all that is right; the runtime may give less of it.
            if (own.Error && !own.Data.AsSpan().StartsWith(expected.Data))
                return (whole, cut, refused, $"stream {i} of seed {seed}: other bytes before the error");
            _ = own.Error ? refused++ : own.Complete ? whole++ : cut++;
        }

        return (whole, cut, refused, null);
    }

    private static byte[] MakeData(Random random)
    {
        var data = new byte[1 + random.Next(random.Next(4) switch { 0 => 10, 1 => 2000, 2 => 100_000, _ => 600_000 })];
        int kind = random.Next(7), span = 1 + random.Next(255), period = 1 + random.Next(random.Next(2) == 0 ? 20 : 33_000);
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = kind switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)random.Next(span),
                2 => (byte)(random.NextDouble() * random.NextDouble() * random.NextDouble() * span),
                3 => i >= period && random.Next(100) > 0 ? data[i - period] : (byte)random.Next(256),
                4 => (byte)(Math.Log(1 - random.NextDouble()) * 8),
                5 => i > 0 && random.Next(50) > 0 ? data[i - 1] : (byte)random.Next(256),
                _ => (byte)(random.Next(1000) == 0 ? random.Next(256) : random.Next(2)),
            };
        }

        return data;
    }

    private static byte[] Compress(byte[] data, Random random)
    {
        var packed = new MemoryStream();
        var options = new ZLibCompressionOptions
        {
            CompressionLevel = random.Next(10),
            CompressionStrategy = (ZLibCompressionStrategy)random.Next(5),
        };
        using (var deflate = new ZLibStream(packed, options, leaveOpen: true))
            deflate.Write(data);
        return packed.ToArray();
    }

    private static byte[] Damage(byte[] packed, string damage, Random random)
    {
        switch (damage)
        {
            case "Bits":
                for (int left = 1 + random.Next(3); left > 0; left--)
                    packed[random.Next(random.Next(2) == 0 ? packed.Length : Math.Min(packed.Length, 200))] ^= (byte)(1 << random.Next(8));
                return packed;
            case "Cut":
                return packed[..random.Next(packed.Length)];
            case "More":
                return [.. packed, .. new byte[1 + random.Next(40)]];
            default:
                return packed;
        }
    }

    private static Stream Open(Assembly engine, Stream source) =>
        (Stream)Activator.CreateInstance(engine.GetType("HeatmapPS.Engine.Formats.InflateStream", throwOnError: true), source);

    private static Outcome Run(Func<Stream, Stream> open, byte[] packed, int chunk, int piece)
    {
        var source = new Pieces(packed, piece);
        using Stream inflate = open(source);
        var data = new MemoryStream();
        byte[] buffer = new byte[chunk];
        try
        {
            for (int count; (count = inflate.Read(buffer, 0, chunk)) > 0;)
                data.Write(buffer, 0, count);
        }
        catch (InvalidDataException)
        {
            return new Outcome(data.ToArray(), true, false);
        }

        // The runtime's stream does not say whether it saw the end; but it asks for more if not.
        bool isComplete = inflate is ZLibStream
            ? !source.WasReadBeyondEnd
            : (bool)inflate.GetType().GetProperty("IsComplete").GetValue(inflate);
        return new Outcome(data.ToArray(), false, isComplete);
    }

    private sealed record Outcome(byte[] Data, bool Error, bool Complete)
    {
        public override string ToString() => $"{Data.Length} bytes, {(Error ? "refused" : Complete ? "complete" : "cut")}";
    }

    /// <summary>Bytes that come a few at a time.</summary>
    private sealed class Pieces(byte[] data, int piece) : MemoryStream(data, writable: false)
    {
        public bool WasReadBeyondEnd { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = base.Read(buffer, offset, Math.Min(count, piece));
            WasReadBeyondEnd |= read == 0 && count > 0;
            return read;
        }
    }
}
