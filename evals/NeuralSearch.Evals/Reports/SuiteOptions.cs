using System.CommandLine;

namespace NeuralSearch.Evals.Reports;

/// <summary>Options that several suites have.</summary>
internal static class SuiteOptions
{
    /// <summary>One or several of some names.</summary>
    public static Option<string[]> Names(
        string name, string description, IReadOnlyList<string> allowed, IReadOnlyList<string> defaults)
    {
        var option = new Option<string[]>(name)
        {
            Description = $"{description}: {string.Join(", ", allowed)}. Without it: {string.Join(", ", defaults)}.",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
        };
        option.AcceptOnlyFromAmong([.. allowed]);
        return option;
    }

    /// <summary>A number between two others.</summary>
    public static Option<int?> Number(string name, string description, int min, int max)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out int value) && (value < min || value > max))
                result.AddError($"{name} is {value}; it takes {min} to {max}.");
        });
        return option;
    }

    public static Option<bool> Record() => new("--record")
    {
        Description = "Also append the measurements to evals/results and write REPORT.md there anew.",
    };
}
