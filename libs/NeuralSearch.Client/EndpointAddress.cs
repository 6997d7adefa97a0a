namespace NeuralSearch.Client;

/// <summary>What may stand as the address of a gRPC service: http or https, host and port, and nothing behind.</summary>
internal static class EndpointAddress
{
    /// <summary>The address, or null if it is none.</summary>
    public static Uri? TryParse(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            && address is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? address
            : null;

    /// <summary>One channel is encrypted or it is not: a key must not go to one of its addresses in clear.</summary>
    public static bool AreAlike(IReadOnlyCollection<Uri> addresses) =>
        addresses.Select(address => address.Scheme).Distinct().Count() <= 1;
}
