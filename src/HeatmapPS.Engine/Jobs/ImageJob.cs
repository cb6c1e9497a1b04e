using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Jobs;

/// <summary>The work on one image, for another machine that sees its file under the same path. What else a command needs are its
/// parameters.</summary>
/// <param name="Number">Number of the job, from 0, by which it is answered.</param>
/// <param name="Path">Full path of the image's file.</param>
internal sealed record ImageJob(int Number, string Path)
{
    /// <summary>The version of the module, which must be the same on both sides: their numbers and pixels are then the same too.</summary>
    public static string ModuleVersion { get; } = typeof(ImageJob).Assembly.GetName().Version!.ToString();

    /// <summary>The version of the module that sends the job.</summary>
    public string Version { get; init; } = ModuleVersion;

    /// <summary>Page of the file, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>How the file is read; null for the default.</summary>
    public ImportOptions? Reading { get; init; }

    /// <summary>What the file was when it was read for the scale (<see cref="FileStamp.Text"/>); null where it was not.</summary>
    public string? Stamp { get; init; }

    /// <summary>Full path of the file to write, or null.</summary>
    public string? Output { get; init; }

    /// <summary>Whether an existing file is replaced.</summary>
    public bool Overwrites { get; init; }

    /// <summary>The job as text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JobJson.Options);

    /// <summary>Reads a job.</summary>
    /// <exception cref="HeatmapException">JobInvalid; ModuleDiffers: another version of the module made it.</exception>
    public static ImageJob Parse(string json)
    {
        ImageJob job = JobJson.Parse<ImageJob>(json);
        return job.Version == ModuleVersion ? job : throw JobErrors.ModuleDiffers(job.Version, ModuleVersion);
    }
}

/// <summary>What another machine does with the jobs it receives, besides what the parameters of the command say.</summary>
internal sealed record HostWork
{
    /// <summary>Whether lines for -Verbose are wanted.</summary>
    public bool WantsVerbose { get; init; }

    /// <summary>Whether the scales that files give for their pictures are wanted.</summary>
    public bool WantsDescribedScales { get; init; }

    /// <summary>Whether all pixels are read for a part of a scale, whatever its rule needs.</summary>
    public bool ReadsAll { get; init; }

    /// <summary>What is counted of samples, in a further look at the files; null in the first.</summary>
    public CountingRound? Round { get; init; }

    /// <summary>The work as text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JobJson.Options);
}

/// <summary>Jobs and answers as JSON.</summary>
internal static class JobJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(), new CultureName() },
    };

    /// <exception cref="HeatmapException">JobInvalid.</exception>
    public static T Parse<T>(string json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("There is nothing.");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or ArgumentException)
        {
            throw JobErrors.Invalid(typeof(T).Name, error);
        }
    }

    private sealed class CultureName : JsonConverter<CultureInfo>
    {
        public override CultureInfo? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } name ? CultureInfo.GetCultureInfo(name) : null;

        public override void Write(Utf8JsonWriter writer, CultureInfo value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Name);
    }
}

/// <summary>The errors of work on other machines.</summary>
internal static class JobErrors
{
    public static HeatmapException Invalid(string what, Exception cause) =>
        new("JobInvalid", ErrorKind.InvalidData, $"A {what} from another machine cannot be read: {cause.Message.TrimEnd('.')}. Install the same version of HeatmapPS on all machines.", cause);

    public static HeatmapException ModuleDiffers(string theirs, string ours) =>
        new("ModuleDiffers", ErrorKind.NotInstalled, $"It has HeatmapPS {ours}, and the job comes from HeatmapPS {theirs}. Install the same version on all machines, so that all pictures are made alike.");

    public static HeatmapException NeedsPath(string name, string reason) =>
        new("SessionNeedsPath", ErrorKind.InvalidArgument, $"'{name}' {reason}, so other machines cannot read it. Save it with Export-HeatmapImage in a folder that all machines see, and give the file.");

    public static HeatmapException NeedsFiles() =>
        new("SessionNeedsFiles", ErrorKind.InvalidArgument, "-Session writes files on other machines, but -Destination is missing. Give a folder that all machines see under the same path.");

    public static HeatmapException NoHostLeft(string reasons) =>
        new("NoHostLeft", ErrorKind.ConnectionFailed, $"The rest of the images is not processed, because no host is left: {reasons} To do the rest, run the command again with other sessions, and with -SkipExisting or -IfNewer if it writes files.");

    public static HeatmapException HostFailed(string path, int attempts) =>
        new("HostFailed", ErrorKind.ConnectionFailed, $"'{path}' was not processed: {attempts} hosts failed while they worked on it. Try it without -Session: the file may need more memory than the hosts have.");
}
