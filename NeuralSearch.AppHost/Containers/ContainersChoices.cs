namespace NeuralSearch.AppHost.Containers;

/// <summary>The words of <c>--containers</c>.</summary>
internal static class ContainersChoices
{
    private static readonly Dictionary<string, ContainersChoice> Words = new(StringComparer.Ordinal)
    {
        ["auto"] = ContainersChoice.Auto,
        ["on"] = ContainersChoice.On,
        ["off"] = ContainersChoice.Off,
    };

    public static bool TryParse(string? word, out ContainersChoice choice) =>
        Words.TryGetValue(word ?? "", out choice);

    public static string Refusal(string? word) =>
        word is null
            ? "--containers needs a value: auto, on or off."
            : $"--containers is '{word}'; allowed: auto, on or off.";
}
