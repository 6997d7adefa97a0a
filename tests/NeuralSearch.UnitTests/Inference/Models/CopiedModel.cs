using System.Security.Cryptography;
using System.Text.Json;
using NeuralSearch.Testing;

namespace NeuralSearch.UnitTests.Inference.Models;

/// <summary>A copy of the shipped model that a test may damage.</summary>
internal sealed class CopiedModel : IDisposable
{
    private const string Name = "all-MiniLM-L6-v2";

    private readonly TemporaryFolder _models = new();

    public CopiedModel()
    {
        Directory.CreateDirectory(Folder);
        File.Copy(Path.Combine(TestFiles.ModelsFolder, "manifest.json"), Path.Combine(Models, "manifest.json"));
        foreach (string file in Directory.GetFiles(TestFiles.MiniLm))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
    }

    public string Models => _models.Path;

    public string Folder => Path.Combine(Models, Name);

    /// <summary>Makes the manifest vouch for the files as they are now.</summary>
    public void WriteManifest() => WriteManifest(Models, Name, Name, dimensions: 384);

    /// <summary>Writes a manifest for one model.</summary>
    public static void WriteManifest(string models, string folder, string name, int dimensions)
    {
        var files = Directory.GetFiles(Path.Combine(models, folder)).Select(file => new
        {
            path = Path.GetFileName(file),
            sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))),
            bytes = new FileInfo(file).Length,
        });
        var origin = new { model = "test", weights = "test", changes = "none" };
        var model = new { name, folder, kind = "test", dimensions, licence = "test", origin, files };
        string manifest = JsonSerializer.Serialize(new { models = new[] { model } });
        File.WriteAllText(Path.Combine(models, "manifest.json"), manifest);
    }

    public void Dispose() => _models.Dispose();
}
