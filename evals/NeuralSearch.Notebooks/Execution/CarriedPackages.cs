using System.Text.Json;

namespace NeuralSearch.Notebooks.Execution;

/// <summary>
/// The NuGet packages that the runner was built with, read from the list beside it. <c>#r "nuget: …"</c> is answered
/// from them: nothing is downloaded while a notebook runs.
/// </summary>
internal static class CarriedPackages
{
    private const string Prefix = "nuget:";

    private static readonly Lazy<Dictionary<string, CarriedPackage>> Packages = new(Read);

    /// <summary>Whether a reference names a package.</summary>
    public static bool IsPackage(string reference) =>
        reference.TrimStart().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Names of the assemblies of the package that a reference names.</summary>
    /// <param name="reference"><c>nuget: NAME</c> or <c>nuget: NAME, VERSION</c>; a version may end with <c>*</c>.</param>
    /// <exception cref="ReferenceException">The runner does not carry it, or another version.</exception>
    public static IReadOnlyList<string> Assemblies(string reference)
    {
        string[] parts = reference.TrimStart()[Prefix.Length..].Split(',', StringSplitOptions.TrimEntries);
        string name = parts[0];
        if (!Packages.Value.TryGetValue(name, out CarriedPackage? package))
            throw new ReferenceException(
                $"#r \"{reference}\": the runner does not carry the package {name}. Add it to NeuralSearch.Notebooks.Library, "
                + "whose packages the runner has.");
        if (parts.Length > 1 && !Matches(package.Version, parts[1]))
            throw new ReferenceException(
                $"#r \"{reference}\": the runner carries {name} {package.Version}. Ask for that version, or for none.");
        return package.Assemblies;
    }

    private static bool Matches(string version, string wanted) => wanted.EndsWith('*')
        ? version.StartsWith(wanted.TrimEnd('*'), StringComparison.Ordinal)
        : version == wanted;

    private static Dictionary<string, CarriedPackage> Read()
    {
        var packages = new Dictionary<string, CarriedPackage>(StringComparer.OrdinalIgnoreCase);
        string lists = AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string ?? "";
        foreach (string list in lists.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(list));
            foreach (JsonProperty target in json.RootElement.GetProperty("targets").EnumerateObject())
                foreach (JsonProperty library in target.Value.EnumerateObject()) Add(library);
        }

        return packages;

        void Add(JsonProperty library)
        {
            if (library.Name.Split('/') is not [var name, var version]) return;
            if (!library.Value.TryGetProperty("runtime", out JsonElement runtime)) return;
            packages.TryAdd(name, new CarriedPackage(
                version, [.. runtime.EnumerateObject().Select(file => Path.GetFileNameWithoutExtension(file.Name))]));
        }
    }

    private sealed record CarriedPackage(string Version, IReadOnlyList<string> Assemblies);
}
