namespace NeuralSearch.Testing;

/// <summary>Runs the <c>neuralsearch</c> command as the user does: as a process of its own.</summary>
public static class NeuralSearchCommand
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(60);

    /// <summary>Starts the command and returns at once.</summary>
    public static ChildProcess Start(
        IEnumerable<string> arguments,
        string? workingDirectory = null,
        IReadOnlyDictionary<string, string?>? environment = null) =>
        ChildProcess.Start(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "neuralsearch.dll"), .. arguments],
            workingDirectory,
            environment);

    /// <summary>Runs the command to its end.</summary>
    public static async Task<CommandResult> RunAsync(
        IEnumerable<string> arguments, string? workingDirectory = null, TimeSpan? limit = null)
    {
        await using ChildProcess process = Start(arguments, workingDirectory);
        int exitCode = await process.WaitForExitAsync(limit ?? DefaultLimit);
        return new CommandResult(exitCode, process.Output, process.Error);
    }
}
