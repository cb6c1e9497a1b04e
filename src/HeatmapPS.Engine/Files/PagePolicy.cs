using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace HeatmapPS.Engine.Files;

/// <summary>The content security policy of pages: their own style and script run, and nothing else that may get into them.</summary>
internal static partial class PagePolicy
{
    /// <summary>The policy of a page with one style and one script in it.</summary>
    /// <param name="page">The page, with plain line feeds: a browser hashes what its parser gives, and that knows no carriage
    /// returns.</param>
    /// <param name="pictures">Where pictures may come from.</param>
    public static string Of(string page, string pictures) =>
        Of(Style().Match(page).Groups[1].Value, Script().Match(page).Groups[1].Value, pictures);

    /// <summary>The policy of a page.</summary>
    /// <param name="style">Its style.</param>
    /// <param name="script">Its script.</param>
    /// <param name="pictures">Where pictures may come from.</param>
    public static string Of(string style, string script, string pictures) =>
        $"default-src 'none'; img-src data: {pictures}; style-src {Hash(style)}; script-src {Hash(script)}; base-uri 'none'; form-action 'none'".Replace(" ;", ";", StringComparison.Ordinal);

    private static string Hash(string content) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}
