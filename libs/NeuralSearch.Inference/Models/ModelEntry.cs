using System.Security.Cryptography;

namespace NeuralSearch.Inference;

/// <summary>One model of <c>models/manifest.json</c>.</summary>
public sealed record ModelEntry
{
    /// <summary>Its name, as users and collections know it.</summary>
    public required string Name { get; init; }

    /// <summary>Its folder beside the manifest.</summary>
    public required string Folder { get; init; }

    /// <summary>What it does, for people.</summary>
    public required string Kind { get; init; }

    /// <summary>Components of its vectors.</summary>
    public required int Dimensions { get; init; }

    /// <summary>SPDX identifier of its licence.</summary>
    public required string Licence { get; init; }

    /// <summary>Where it came from.</summary>
    public required ModelOrigin Origin { get; init; }

    /// <summary>Every file of the folder.</summary>
    public required IReadOnlyList<ModelFile> Files { get; init; }

    /// <summary>Reads a file of the model and makes sure that it is the one the manifest names.</summary>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    /// <exception cref="InvalidDataException">The manifest does not name the file, or its bytes are others.</exception>
    internal byte[] ReadVerified(string modelsFolder, string file)
    {
        ModelFile known = Files.FirstOrDefault(f => f.Path == file) ?? throw new InvalidDataException(
            $"The manifest of '{modelsFolder}' names no file '{file}' for the model {Name}; it names "
            + $"{string.Join(", ", Files.Select(f => f.Path))}. Add the file with its sha256 and bytes.");
        return ReadVerified(modelsFolder, known);
    }

    /// <summary>Makes sure that every file of the model is the one the manifest names.</summary>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">A file's bytes are others.</exception>
    internal void Verify(string modelsFolder, IEnumerable<string> exceptFor)
    {
        foreach (ModelFile file in Files.ExceptBy(exceptFor, file => file.Path))
            ReadVerified(modelsFolder, file);
    }

    private byte[] ReadVerified(string modelsFolder, ModelFile file)
    {
        string path = Path.Combine(modelsFolder, Folder, file.Path);
        if (!File.Exists(path))
            throw new FileNotFoundException(
                $"The model {Name} lacks its file '{path}' ({file.Bytes} bytes, "
                + $"sha256 {file.Sha256}). {WhatToDo}",
                path);

        byte[] bytes = File.ReadAllBytes(path);
        string found = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (found != file.Sha256)
            throw new InvalidDataException(
                $"The file '{path}' of the model {Name} is not the one the manifest names: expected "
                + $"sha256 {file.Sha256} ({file.Bytes} bytes), "
                + $"found {found} ({bytes.Length} bytes). {WhatToDo}");

        return bytes;
    }

    private string WhatToDo =>
        $"Restore it from the repository (git checkout -- models/{Folder}), or, if it was changed on "
        + "purpose, update models/manifest.json.";
}
