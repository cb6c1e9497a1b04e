using System.Xml.Linq;

namespace HeatmapPS.Help;

/// <summary>Writes pages as MAML, the XML that Get-Help reads.</summary>
internal static class MamlDocument
{
    private static readonly XNamespace s_help = "http://msh";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>Writes one file for all pages.</summary>
    public static void Write(string path, IReadOnlyList<HelpPage> pages)
    {
        var root = new XElement(s_help + "helpItems", new XAttribute("schema", "maml"), pages.Select(Command));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        new XDocument(new XDeclaration("1.0", "utf-8", null), root).Save(path);
    }

    private static XElement Command(HelpPage page)
    {
        string[] name = page.Name.Split('-', 2);
        return new XElement(
            s_command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", s_maml),
            new XAttribute(XNamespace.Xmlns + "command", s_command),
            new XAttribute(XNamespace.Xmlns + "dev", s_dev),
            new XElement(
                s_command + "details",
                new XElement(s_command + "name", page.Name),
                new XElement(s_command + "verb", name[0]),
                new XElement(s_command + "noun", name[1]),
                Paragraphs(s_maml + "description", [page.Synopsis])),
            Paragraphs(s_maml + "description", page.Description),
            new XElement(s_command + "syntax", page.Sets.Select(set => SyntaxItem(page, set))),
            new XElement(s_command + "parameters", page.Parameters.Where(p => !p.Hidden)
                .Select(p => Parameter(p, MainUse(p, page), inSyntax: false))),
            new XElement(s_command + "inputTypes", page.Inputs.Select(t => Type(s_command + "inputType", t))),
            new XElement(s_command + "returnValues", page.Outputs.Select(t => Type(s_command + "returnValue", t))),
            new XElement(s_maml + "alertSet", Paragraphs(s_maml + "alert", page.Notes)),
            new XElement(s_command + "examples", page.Examples.Select(Example)),
            new XElement(s_command + "relatedLinks", Links(page)));
    }

    private static XElement SyntaxItem(HelpPage page, string set)
    {
        IEnumerable<XElement> parameters =
            from parameter in page.Parameters
            where !parameter.Hidden
            let use = parameter.Uses.FirstOrDefault(u => u.Set == set) ?? parameter.Uses.FirstOrDefault(u => u.Set == "(All)")
            where use is not null
            orderby int.TryParse(use.Position, out int position)
                ? position
                : int.MaxValue, !use.Required, parameter.Name is "WhatIf" or "Confirm"
            select Parameter(parameter, use, inSyntax: true);
        return new XElement(s_command + "syntaxItem", new XElement(s_maml + "name", page.Name), parameters);
    }

    // The one use the parameters' list tells: that of the default set, or else the first.
    private static ParameterUse MainUse(HelpParameter parameter, HelpPage page) =>
        parameter.Uses.FirstOrDefault(u => u.Set == "(All)" || u.Set == page.Sets[0]) ?? parameter.Uses[0];

    private static XElement Parameter(HelpParameter parameter, ParameterUse use, bool inSyntax)
    {
        string type = ShortType(parameter.Type);
        bool isSwitch = type == "SwitchParameter";
        XElement? values = inSyntax && parameter.AcceptedValues.Count > 0
            ? new XElement(s_command + "parameterValueGroup", parameter.AcceptedValues.Select(v => Value(v, required: false)))
            : null;
        return new XElement(
            s_command + "parameter",
            new XAttribute("required", use.Required ? "true" : "false"),
            new XAttribute("variableLength", type.EndsWith("[]", StringComparison.Ordinal) ? "true" : "false"),
            new XAttribute("globbing", parameter.Wildcards ? "true" : "false"),
            new XAttribute("pipelineInput", PipelineInput(use)),
            new XAttribute("position", use.Position.ToLowerInvariant()),
            new XAttribute("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
            new XElement(s_maml + "name", parameter.Name),
            Paragraphs(s_maml + "description", Description(parameter)),
            values,
            isSwitch && inSyntax ? null : Value(type, required: !isSwitch),
            new XElement(s_dev + "type", new XElement(s_maml + "name", type), new XElement(s_maml + "uri")),
            new XElement(s_dev + "defaultValue", parameter.DefaultValue.Length > 0 ? parameter.DefaultValue : isSwitch ? "False" : "None"));
    }

    private static IReadOnlyList<string> Description(HelpParameter parameter) => parameter.AcceptedValues.Count == 0
        ? parameter.Description
        : [.. parameter.Description, "Accepted values: " + string.Join(", ", parameter.AcceptedValues)];

    private static XElement Value(string text, bool required) =>
        new(s_command + "parameterValue", new XAttribute("required", required ? "true" : "false"),
            new XAttribute("variableLength", "false"), text);

    private static string PipelineInput(ParameterUse use) => (use.FromPipeline, use.FromPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    private static XElement Type(XName name, HelpType type) =>
        new(name, new XElement(s_dev + "type", new XElement(s_maml + "name", type.Name)),
            Paragraphs(s_maml + "description", type.Description));

    private static XElement Example(HelpExample example) => new(
        s_command + "example",
        new XElement(s_maml + "title", $"-------- {example.Title} --------"),
        Paragraphs(s_maml + "introduction", example.Introduction),
        new XElement(s_dev + "code", example.Code),
        Paragraphs(s_dev + "remarks", example.Remarks));

    // Get-Help advertises -Online for every page with links, whether or not one has an address, unless the links' property Length is 0.
    // So the list is the text of one link that has this property, and a page with an address has a second one.
    private static IEnumerable<XElement> Links(HelpPage page)
    {
        XName link = s_maml + "navigationLink", text = s_maml + "linkText";
        if (page.OnlineUri.Length > 0)
            yield return new XElement(link, new XElement(text, "Online version:"), new XElement(s_maml + "uri", page.OnlineUri));
        if (page.Links.Count > 0)
            yield return new XElement(link, new XElement(text, string.Join('\n', page.Links)), new XElement(s_maml + "Length", 0));
    }

    private static XElement Paragraphs(XName name, IEnumerable<string> paragraphs) =>
        new(name, paragraphs.Select(p => new XElement(s_maml + "para", p)));

    // System.String[] to String[]; the type arguments of a generic type are shortened too.
    private static string ShortType(string type)
    {
        int generic = type.IndexOf('[', StringComparison.Ordinal);
        string head = generic > 0 ? type[..generic] : type;
        string tail = generic > 0 ? type[generic..] : "";
        bool isArray = tail.Trim('[', ']', ',').Length == 0;
        return head[(head.LastIndexOf('.') + 1)..] + (isArray ? tail : "[" + ShortType(tail[1..^1]) + "]");
    }
}
