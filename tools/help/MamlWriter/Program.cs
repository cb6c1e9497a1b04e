using HeatmapPS.Help;

// MamlWriter maml <docs folder> <output file>: all command pages of a folder into one MAML file.
// MamlWriter about <docs folder> <output folder>: about_*.md into about_*.help.txt.
if (args is not ["maml" or "about", _, _])
{
    Console.Error.WriteLine("Usage: MamlWriter maml <docs folder> <output file> | MamlWriter about <docs folder> <output folder>");
    return 2;
}

try
{
    string[] files = Directory.GetFiles(args[1], "*.md");
    Array.Sort(files, StringComparer.Ordinal);
    if (args[0] == "maml")
    {
        MamlDocument.Write(args[2], [.. files.Where(f => !IsAbout(f)).Select(HelpPage.Read)]);
    }
    else
    {
        Directory.CreateDirectory(args[2]);
        foreach (string file in files.Where(IsAbout))
        {
            File.WriteAllText(Path.Join(args[2], Path.GetFileNameWithoutExtension(file) + ".help.txt"),
                AboutTopic.ToText(File.ReadAllText(file)));
        }
    }

    return 0;
}
catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static bool IsAbout(string file) => Path.GetFileName(file).StartsWith("about_", StringComparison.Ordinal);
