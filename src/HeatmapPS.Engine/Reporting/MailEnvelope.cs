using System.Collections.Immutable;
using System.Globalization;
using System.Net.Mail;
using System.Text;
using System.Text.RegularExpressions;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Reporting;

/// <summary>Subject and addresses of a message.</summary>
internal sealed record MailEnvelope
{
    /// <summary>Subject, or null for the title of the report.</summary>
    public string? Subject { get; init; }

    /// <summary>The sender, or null for a draft.</summary>
    public Mailbox? From { get; init; }

    /// <summary>Recipients; none for a draft.</summary>
    public ImmutableArray<Mailbox> To { get; init; } = [];

    /// <summary>Recipients of copies.</summary>
    public ImmutableArray<Mailbox> Cc { get; init; } = [];

    /// <summary>Whether somebody has yet to say where it goes, or from whom it comes.</summary>
    public bool IsDraft => From is null || (To.IsEmpty && Cc.IsEmpty);
}

/// <summary>A mail address with the name that goes with it.</summary>
/// <param name="Name">Name of the person or the group, or null.</param>
/// <param name="Address">The address, in ASCII as all servers take it.</param>
internal sealed partial record Mailbox(string? Name, string Address)
{
    /// <summary>Characters of an address that servers take (RFC 5321, 4.5.3.1).</summary>
    private const int MostCharacters = 64 + 1 + 255;

    /// <summary>Reads an address, alone or as <c>Name &lt;address&gt;</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parameter">Where it came from, for messages.</param>
    /// <exception cref="HeatmapException">AddressInvalid.</exception>
    public static Mailbox Parse(string text, string parameter)
    {
        // A line's end in an address would begin another header.
        if (text.Any(char.IsControl))
            throw ReportErrors.AddressInvalid(parameter, text, ", which contains control characters");
        string unquoted = Quoted().Replace(text, string.Empty);
        if (unquoted.AsSpan().IndexOfAny(',', ';') >= 0)
            throw ReportErrors.AddressInvalid(parameter, text, ". Give several addresses as a list, 'a@example.com', 'b@example.com'");
        if (!MailAddress.TryCreate(text, out MailAddress? address)
            || (address.DisplayName.Length > 0 && !unquoted.TrimEnd().EndsWith('>')))
        {
            throw ReportErrors.AddressInvalid(parameter, text, string.Empty);
        }

        string ascii = $"{address.User}@{AsciiHost(address, text, parameter)}";
        if (!Ascii.IsValid(ascii) || ascii.Contains(' ', StringComparison.Ordinal))
            throw ReportErrors.AddressInvalid(parameter, text, ". Before the @, servers take only letters without accents, digits and signs");
        if (ascii.Length > MostCharacters)
            throw ReportErrors.AddressInvalid(parameter, text, FormattableString.Invariant($", which has more than {MostCharacters} characters"));
        return new Mailbox(address.DisplayName.Length == 0 ? null : address.DisplayName, ascii);
    }

    /// <summary>A domain in other letters than ASCII's, as it is known to servers.</summary>
    private static string AsciiHost(MailAddress address, string text, string parameter)
    {
        if (Ascii.IsValid(address.Host))
            return address.Host;
        try
        {
            return new IdnMapping { UseStd3AsciiRules = true }.GetAscii(address.Host);
        }
        catch (ArgumentException)
        {
            throw ReportErrors.AddressInvalid(parameter, text, ", whose domain does not exist in this form");
        }
    }

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""")]
    private static partial Regex Quoted();
}
