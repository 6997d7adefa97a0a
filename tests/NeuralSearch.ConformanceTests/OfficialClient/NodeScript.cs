using System.Globalization;
using NeuralSearch.Testing;

namespace NeuralSearch.ConformanceTests.OfficialClient;

/// <summary>Runs the scripts in <c>js</c>, which use the official client, where that is installed.</summary>
internal static class NodeScript
{
    private const int OldestNode = 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public static string Folder { get; } = Repository.Combine("tests", "NeuralSearch.ConformanceTests", "js");

    /// <summary>Runs a script and returns what it printed; skips the test where the tools are absent.</summary>
    public static async Task<CommandResult> RunAsync(string script, params string[] arguments)
    {
        await SkipWithoutToolsAsync();
        return await RunNodeAsync([Path.Combine(Folder, "lib", script), .. arguments]);
    }

    private static async Task SkipWithoutToolsAsync()
    {
        const string install =
            "install Node.js 20 or newer, then run `npm ci` in tests/NeuralSearch.ConformanceTests/js";
        string? version = await VersionAsync();
        Assert.SkipWhen(version is null, $"Node.js is not on the PATH: {install}.");
        int major = int.Parse(version!.TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture);
        Assert.SkipWhen(major < OldestNode, $"Node.js {version} is too old: {install}.");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Folder, "node_modules", "@qdrant", "js-client-grpc")),
            $"The official client is not installed: {install}.");
    }

    private static async Task<string?> VersionAsync()
    {
        try
        {
            return (await RunNodeAsync(["--version"])).Output.Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static async Task<CommandResult> RunNodeAsync(IEnumerable<string> arguments)
    {
        await using ChildProcess node = ChildProcess.Start("node", arguments, Folder);
        int exitCode = await node.WaitForExitAsync(Limit);
        return new CommandResult(exitCode, node.Output, node.Error);
    }
}
