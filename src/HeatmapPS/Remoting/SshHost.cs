using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Remoting;

/// <summary>A machine to reach by SSH, as people write it.</summary>
/// <param name="Name">Its name, an alias of the SSH client's configuration, or an address.</param>
/// <param name="UserName">Who logs in; whom SSH chooses where it is null.</param>
/// <param name="Port">The port; the one that SSH chooses where it is 0.</param>
internal sealed partial record SshHost(string Name, string? UserName, int Port)
{
    /// <summary>Reads "name", "name:port", "user@name" and "user@name:port". What is left out is that of <paramref
    /// name="otherwise"/>.</summary>
    /// <exception cref="HeatmapException">HostNameInvalid.</exception>
    public static SshHost Parse(string text, SshHost otherwise)
    {
        // One in brackets, perhaps with a port behind them, is taken apart below.
        if (!text.StartsWith('[') && IPAddress.TryParse(text, out IPAddress? address)
            && address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return otherwise with { Name = text };
        }

        Match match = Pattern().Match(text);
        int port = 0;
        // The SSH client would take what begins with a hyphen for one of its options: the pattern has no such names.
        if (!match.Success
            || (match.Groups["port"].Success
            && !(int.TryParse(match.Groups["port"].Value, CultureInfo.InvariantCulture, out port) && port is > 0 and <= ushort.MaxValue)))
        {
            throw RemotingErrors.HostNameInvalid(text);
        }

        return new SshHost(
            match.Groups["host"].Value.Trim('[', ']'),
            match.Groups["user"].Success ? match.Groups["user"].Value : otherwise.UserName,
            port > 0 ? port : otherwise.Port);
    }

    /// <summary>Whether the SSH client takes a text for what it is given as, and not for one of its options.</summary>
    public static bool IsSafeWord(string text) => !text.StartsWith('-') && !text.Any(char.IsControl);

    [GeneratedRegex(@"^((?<user>[^-:\s\p{C}][^:\s\p{C}]*)@)?(?<host>\[[0-9A-Fa-f:.]+(%\w+)?\]|\w[\w.-]*)(:(?<port>[0-9]{1,5}))?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
