namespace NeuralSearch.Embedding.Remote.Protocols;

/// <summary>Paths below a configured address, whose query string is kept.</summary>
internal static class RemoteAddress
{
    public static Uri Combine(string endpoint, string path)
    {
        UriBuilder address = new(endpoint);
        address.Path = $"{address.Path.TrimEnd('/')}/{path}";
        return address.Uri;
    }

    /// <summary>The address without its query string, which may hold a secret.</summary>
    public static string Shown(string endpoint) => new Uri(endpoint).GetLeftPart(UriPartial.Path);
}
