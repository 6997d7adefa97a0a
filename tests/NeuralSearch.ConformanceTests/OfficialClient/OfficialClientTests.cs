using System.Text.Json;
using NeuralSearch.Testing;

namespace NeuralSearch.ConformanceTests.OfficialClient;

/// <summary>The official JavaScript client against the running product, area by area (<c>js/checks</c>).</summary>
public sealed class OfficialClientTests(StandaloneFixture fixture)
{
    public static TheoryData<string> Areas =>
        [.. Directory.GetFiles(Path.Combine(NodeScript.Folder, "checks"), "*.mjs")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Areas))]
    public async Task The_official_client_gets_the_answers_that_it_relies_on(string area)
    {
        CommandResult run = await NodeScript.RunAsync("run.mjs", area, $"{fixture.Standalone.GrpcPort}");

        Check[] checks = ReadChecks(run, out int announced);
        Assert.Multiple(
            [
                () => Assert.True(run.ExitCode == 0, $"The script failed: {run}"),
                () => Assert.Equal(announced, checks.Length),
                () => Assert.False(fixture.Standalone.Process.HasExited, fixture.Standalone.Process.Describe()),
                .. checks.Select(check => (Action)(() => Assert.True(check.Ok, $"{check.Name}: {check.Detail}"))),
            ]);
    }

    private static Check[] ReadChecks(CommandResult run, out int announced)
    {
        JsonElement[] lines = [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.True(lines.Length > 1 && lines[^1].TryGetProperty("checks", out _), $"The script did not end: {run}");
        announced = lines[^1].GetProperty("checks").GetInt32();
        return [.. lines[..^1].Select(line => new Check(
            line.GetProperty("name").GetString()!,
            line.GetProperty("ok").GetBoolean(),
            line.GetProperty("detail").GetString()!))];
    }

    private sealed record Check(string Name, bool Ok, string Detail);
}
