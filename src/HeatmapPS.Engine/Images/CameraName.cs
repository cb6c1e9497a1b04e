namespace HeatmapPS.Engine.Images;

/// <summary>A camera as people call it: maker and model.</summary>
internal static class CameraName
{
    /// <summary>No name is longer. Files may hold texts of any length.</summary>
    private const int Most = 64;

    /// <summary>Joins maker and model. A model that begins with the first word of the maker says both: Canon EOS 5D of Canon, NIKON D850
    /// of NIKON CORPORATION.</summary>
    /// <param name="maker">The maker, or null.</param>
    /// <param name="model">The model, or null.</param>
    /// <returns>The name, with an ellipsis where it is too long; null without one.</returns>
    public static string? Of(string? maker, string? model)
    {
        (string? by, string? what) = (maker?.Trim(), model?.Trim());
        string name = string.IsNullOrEmpty(by) || string.IsNullOrEmpty(what)
            ? by + what
            : what.StartsWith(by.Split(' ', 2)[0], StringComparison.OrdinalIgnoreCase) ? what : $"{by} {what}";
        if (name.Length <= Most)
            return name.Length == 0 ? null : name;
        int end = char.IsHighSurrogate(name[Most - 2]) ? Most - 2 : Most - 1;
        return name[..end].TrimEnd() + "…";
    }
}
