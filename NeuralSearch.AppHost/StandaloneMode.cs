using NeuralSearch.AppHost.Containers;

namespace NeuralSearch.AppHost;

/// <summary>The whole system in one process, on embedded defaults.</summary>
internal static class StandaloneMode
{
    private const string Option = "--containers";

    /// <summary>Runs the standalone host with what it knows of the command line.</summary>
    /// <returns>0 after a stop, 1 when something failed, 2 when the command line is wrong.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        (string[] rest, string? error) = WithoutContainers(args);
        if (error is null) return await Standalone.CommandLine.RunAsync(["serve", .. rest]);
        await Console.Error.WriteLineAsync(error);
        return 2;
    }

    /// <summary>
    /// Takes <c>--containers</c> out: this process starts none, which is what <c>auto</c> and <c>off</c> allow, so one
    /// command line serves both modes. <c>on</c> cannot be kept.
    /// </summary>
    internal static (string[] Arguments, string? Error) WithoutContainers(string[] args)
    {
        var rest = new List<string>();
        for (int index = 0; index < args.Length; index++)
        {
            string argument = args[index];
            string? value;
            if (argument.StartsWith(Option + "=", StringComparison.Ordinal)) value = argument[(Option.Length + 1)..];
            else if (argument == Option) value = ++index < args.Length ? args[index] : null;
            else
            {
                rest.Add(argument);
                continue;
            }

            if (!ContainersChoices.TryParse(value, out ContainersChoice choice))
                return ([], ContainersChoices.Refusal(value));
            if (choice == ContainersChoice.On)
            {
                return ([], "--containers on: the standalone host starts no containers, and this is the standalone "
                    + "host (Aspire cannot be restored from the configured feeds, or --standalone was given). Leave "
                    + "the option out, or see docs/operations.md for Compose and Kubernetes.");
            }
        }

        return ([.. rest], null);
    }
}
