using System.Buffers;
using System.ComponentModel;
using System.Text;
using CliWrap;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;

namespace HeatmapPS.Engine.Video;

/// <summary>Where ffmpeg and ffprobe are: in a given place, in <c>$env:HEATMAPPS_FFMPEG</c>, or on the PATH.</summary>
/// <param name="Path">Full path of ffmpeg.</param>
internal sealed record FfmpegProgram(string Path)
{
    /// <summary>Variable that names ffmpeg or its folder.</summary>
    public const string Variable = "HEATMAPPS_FFMPEG";

    private static readonly SearchValues<char> s_special = SearchValues.Create(" '\"\\$&;|*?<>()");

    /// <summary>Finds ffmpeg.</summary>
    /// <param name="given">Full path of ffmpeg or of its folder, or null to look for it.</param>
    /// <exception cref="HeatmapException">FfmpegNotFound.</exception>
    public static FfmpegProgram Find(string? given)
    {
        if (given is not null)
        {
            return new FfmpegProgram(ProgramPath.In(given, "ffmpeg")
                ?? throw VideoErrors.FfmpegNotFound($"There is no ffmpeg at the -FfmpegPath '{given}'"));
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } variable)
        {
            return new FfmpegProgram(ProgramPath.In(variable, "ffmpeg")
                ?? throw VideoErrors.FfmpegNotFound($"There is no ffmpeg at '{variable}', the path in $env:{Variable}"));
        }

        return new FfmpegProgram(ProgramPath.OnPath("ffmpeg") ?? throw VideoErrors.FfmpegNotFound("There is no ffmpeg on the PATH"));
    }

    /// <summary>Full path of the ffprobe that belongs to this ffmpeg.</summary>
    /// <exception cref="HeatmapException">FfmpegNotFound.</exception>
    public string FindProbe() =>
        ProgramPath.In(System.IO.Path.GetDirectoryName(Path)!, "ffprobe") ?? ProgramPath.OnPath("ffprobe")
            ?? throw VideoErrors.FfmpegNotFound($"There is no ffprobe beside '{Path}' or on the PATH");

    /// <summary>The first of some encoders that this ffmpeg has.</summary>
    /// <exception cref="HeatmapException">VideoFormatNotSupported, FfmpegFailed.</exception>
    public string ChooseEncoder(VideoCodec codec, IReadOnlyList<string> encoders, CancellationToken cancellationToken)
    {
        if (encoders.Count == 1 && encoders[0] is "ffv1" or "mjpeg" or "prores_ks")
            return encoders[0];
        string list = Run(Path, ["-hide_banner", "-loglevel", "error", "-encoders"], cancellationToken);
        HashSet<string> known = [.. list.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 1).Select(words => words[1])];
        return encoders.FirstOrDefault(known.Contains)
            ?? throw VideoErrors.EncoderMissing(codec, encoders, Path, [.. CodecProfile.Encoding.Where(known.Contains)]);
    }

    /// <summary>Runs a program for its output, a short one.</summary>
    /// <exception cref="HeatmapException">FfmpegFailed: it does not end, or ends with a code that is not 0. FfmpegNotFound.</exception>
    public static string Run(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        ProgramOutput said = Execute(program, arguments, cancellationToken);
        return said.ExitCode == 0 ? said.Output : throw VideoErrors.ProgramFailed(program, said.ExitCode, said.Errors);
    }

    /// <summary>Runs a program for its output, a short one, however it ends.</summary>
    /// <exception cref="HeatmapException">FfmpegFailed: it does not end. FfmpegNotFound.</exception>
    public static ProgramOutput Execute(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var output = new StringBuilder();
        var errors = new StringBuilder();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            CommandResult result = Cli.Wrap(program).WithArguments(arguments).WithValidation(CommandResultValidation.None)
                .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output)).WithStandardErrorPipe(PipeTarget.ToStringBuilder(errors))
                .ExecuteAsync(patience.Token).GetAwaiter().GetResult();
            return new ProgramOutput(result.ExitCode, output.ToString(), errors.ToString());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw VideoErrors.ProgramHung(program, TimeSpan.FromSeconds(60), errors.ToString());
        }
        catch (Win32Exception error)
        {
            throw VideoErrors.FfmpegNotFound($"'{program}' cannot be run: {error.Message}", error);
        }
    }

    /// <summary>How a command line is shown to people.</summary>
    public static string Show(string program, IEnumerable<string> arguments) =>
        string.Join(' ', arguments.Prepend(program)
            .Select(argument => argument.Length == 0 || argument.AsSpan().ContainsAny(s_special)
            ? $"'{argument.Replace("'", "''", StringComparison.Ordinal)}'"
            : argument));
}

/// <summary>How a program ended, and what it said.</summary>
/// <param name="ExitCode">0 where it succeeded.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
internal sealed record ProgramOutput(int ExitCode, string Output, string Errors);

/// <summary>The last lines that a program wrote as its errors. Thread-safe.</summary>
internal sealed class MessageTail
{
    private const int MaxLines = 20;
    private const int MaxCharacters = 400;
    private readonly Queue<string> _lines = new();
    private readonly Lock _lock = new();

    public void Add(string line)
    {
        // SVT-AV1 prints its version even if only errors are requested.
        if (string.IsNullOrWhiteSpace(line) || line.StartsWith("Svt[info]", StringComparison.Ordinal))
            return;
        lock (_lock)
        {
            if (_lines.Count == MaxLines)
                _lines.Dequeue();
            _lines.Enqueue(line.Length <= MaxCharacters ? line : line[..MaxCharacters]);
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        lock (_lock)
            return string.Join(Environment.NewLine, _lines);
    }
}
