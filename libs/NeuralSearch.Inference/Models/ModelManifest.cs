using System.Text.Json;

namespace NeuralSearch.Inference;

/// <summary><c>models/manifest.json</c>: every model that is there, its origin, licence and files.</summary>
public sealed record ModelManifest
{
    /// <summary>The manifest's file name within the models folder.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The models, in no particular order.</summary>
    public required IReadOnlyList<ModelEntry> Models { get; init; }

    /// <summary>Reads the manifest of a models folder.</summary>
    /// <exception cref="IOException">The file is not there or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is no manifest.</exception>
    public static ModelManifest Load(string modelsFolder)
    {
        string path = Path.Combine(modelsFolder, FileName);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ModelJson.Default.ModelManifest)
                ?? throw new JsonException("The file holds only null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is not a model manifest: {e.Message}", e);
        }
    }

    /// <summary>The model of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those that are.</exception>
    public ModelEntry Get(string name) => Models.FirstOrDefault(model => model.Name == name)
        ?? throw new KeyNotFoundException(
            $"There is no model '{name}' in {FileName}; it has "
            + $"{string.Join(", ", Models.Select(model => model.Name))}.");
}
