using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace NeuralSearch.Node.Snapshots;

/// <summary>The first file of a snapshot: what it is of, and every other file with its SHA-256, in their order.</summary>
/// <param name="Format">The version of the format, 1.</param>
/// <param name="Collection">The collection's name.</param>
/// <param name="Sequence">The last operation that is in it.</param>
/// <param name="Files">The files that follow.</param>
internal sealed partial record SnapshotManifest(int Format, string Collection, ulong Sequence, SnapshotFile[] Files)
{
    public const string FileName = "manifest.json";
    public const int CurrentFormat = 1;
    public const int MaxBytes = 1 << 20;
    public const int MaxFiles = 2_048;

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, ManifestJson.Default.SnapshotManifest);

    /// <exception cref="InvalidDataException">It is none, of another version, or names what it may not.</exception>
    public static SnapshotManifest Read(ReadOnlySpan<byte> json)
    {
        SnapshotManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(json, ManifestJson.Default.SnapshotManifest);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"its manifest is no JSON that this version knows: {error.Message}");
        }

        if (manifest is null || manifest.Format != CurrentFormat)
            throw new InvalidDataException(
                $"its format is {manifest?.Format}; this version reads {CurrentFormat}");
        if (manifest.Files is null or { Length: 0 or > MaxFiles })
            throw new InvalidDataException($"it has {manifest.Files?.Length ?? 0} of 1…{MaxFiles} files");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (SnapshotFile file in manifest.Files)
        {
            if (file.Path is null || !AllowedPath().IsMatch(file.Path))
                throw new InvalidDataException($"\"{file.Path}\" is no file of a snapshot");
            if (!names.Add(file.Path)) throw new InvalidDataException($"\"{file.Path}\" is in it twice");
            if (file.Bytes < 0) throw new InvalidDataException($"\"{file.Path}\" has {file.Bytes} bytes");
        }

        return manifest;
    }

    // Everything that a collection's folder has, and nothing that leads out of it.
    [GeneratedRegex(@"\A(collection\.schema|checkpoint/points\.bin|checkpoint/vector-\d{1,2}/(index|segment-\d{1,4})\.bin)\z")]
    private static partial Regex AllowedPath();

    [JsonSerializable(typeof(SnapshotManifest))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
    private sealed partial class ManifestJson : JsonSerializerContext;
}

/// <summary>A file of a snapshot.</summary>
/// <param name="Path">Its path in the archive.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256, in hexadecimal.</param>
internal sealed record SnapshotFile(string Path, long Bytes, string Sha256);
