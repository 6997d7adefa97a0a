using System.Data.Common;

namespace NeuralSearch.Client;

/// <summary>
/// Where vectors are kept, as a connection string says it: <c>Endpoint=http://host:6334;Key=…</c> (a node of ours, a
/// front, or any Qdrant; several endpoints of one cluster are separated by commas), or <c>Data=./folder</c> (in this
/// process). Keywords are not case-sensitive.
/// </summary>
/// <param name="Endpoints">Addresses of one cluster, at least one; empty when in process.</param>
/// <param name="Key">The API key, or null.</param>
/// <param name="DataFolder">The folder when in process, else null.</param>
public sealed record VectorStoreAddress(IReadOnlyList<Uri> Endpoints, string? Key, string? DataFolder)
{
    private const string Form = "'Endpoint=http://host:6334[,http://host2:6334…][;Key=…]' or 'Data=folder'";

    /// <summary>Reads a connection string.</summary>
    /// <exception cref="FormatException">It says neither; the message never repeats the key.</exception>
    public static VectorStoreAddress Parse(string connectionString)
    {
        DbConnectionStringBuilder parts = Split(connectionString);
        string[] unknown = [.. parts.Keys.Cast<string>().Where(part => part is not ("endpoint" or "key" or "data"))];
        if (unknown.Length > 0)
            throw new FormatException($"'{unknown[0]}' is not a part of a connection string; allowed is {Form}.");
        string? endpoints = Part(parts, "endpoint"), key = Part(parts, "key"), data = Part(parts, "data");
        if (endpoints is null == data is null || (data is not null && key is not null))
            throw new FormatException($"The connection string must name one place; allowed is {Form}.");
        Uri[] addresses = endpoints is null ? [] : ParseEndpoints(endpoints);
        if (endpoints is not null && addresses.Length == 0)
            throw new FormatException($"The endpoint '{endpoints}' is no address; allowed is {Form}.");
        return new VectorStoreAddress(addresses, key, data);
    }

    /// <summary>The address without the key, to be shown.</summary>
    public override string ToString() => DataFolder ?? string.Join(", ", Endpoints);

    private static DbConnectionStringBuilder Split(string connectionString)
    {
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = connectionString };
        }
        catch (ArgumentException)
        {
            // Its own message may repeat what was given, a key included.
            throw new FormatException($"The connection string is not made of 'name=value' parts; allowed is {Form}.");
        }
    }

    private static string? Part(DbConnectionStringBuilder parts, string name) =>
        parts.TryGetValue(name, out object? value) && value is string { Length: > 0 } text ? text : null;

    private static Uri[] ParseEndpoints(string endpoints)
    {
        Uri[] addresses =
        [
            .. endpoints.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(endpoint => EndpointAddress.TryParse(endpoint)
                    ?? throw new FormatException($"The endpoint '{endpoint}' is no address; allowed is {Form}.")),
        ];
        return EndpointAddress.AreAlike(addresses)
            ? addresses
            : throw new FormatException("The endpoints of one connection string must all be http or all be https.");
    }
}
