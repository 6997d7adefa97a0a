using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.AppHost;

/// <summary>The AppHost's build files, by real restores and builds against feeds with and without Aspire.</summary>
public sealed class TwoModesTests : IDisposable
{
    private const string Project = "NeuralSearch.AppHost";

    private readonly AppHostCopy _copy = new();

    public void Dispose() => _copy.Dispose();

    [Fact]
    public async Task Where_the_feed_has_Aspire_the_same_command_runs_the_Aspire_AppHost()
    {
        _copy.ServeAspire();

        CommandResult build = await _copy.DotnetAsync("build", Project, "-nologo");
        CommandResult run = await _copy.DotnetAsync(
            "run", "--project", Project, "--no-build", "--", "--containers", "off");
        CommandResult standalone = await _copy.DotnetAsync(
            Path.Combine(Project, "bin", "Debug", "net10.0", $"{Project}.dll"), "--standalone");

        Assert.True(build.ExitCode == 0, $"{build}");
        Assert.Contains($"Aspire {_copy.AspireVersion} is available", build.Output, StringComparison.Ordinal);
        Assert.Equal("true", _copy.ProbeAnswer);
        Assert.Contains("vectors: own node (--containers off)", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"{AppHostCopy.StandaloneLine} serve --standalone", standalone.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_feed_has_no_Aspire_one_line_says_so_and_the_standalone_host_runs()
    {
        CommandResult restore = await _copy.DotnetAsync("restore", AppHostCopy.Solution);
        CommandResult run = await _copy.DotnetAsync("run", "--project", Project, "--", "--no-sample");
        CommandResult rebuild = await _copy.DotnetAsync("build", Project, "-nologo");

        Assert.Single(restore.Output.Split('\n'), line => line.Contains("cannot be restored", StringComparison.Ordinal));
        Assert.Contains($"{AppHostCopy.StandaloneLine} serve --no-sample", run.Output, StringComparison.Ordinal);
        Assert.Equal("false", _copy.ProbeAnswer);
        Assert.True(rebuild.ExitCode == 0, $"{rebuild}");
        Assert.DoesNotContain("cannot be restored", rebuild.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demanding_Aspire_from_a_feed_without_it_fails_and_names_what_is_missing()
    {
        CommandResult restore = await _copy.DotnetAsync("restore", Project, "-p:UseAspire=true");

        Assert.NotEqual(0, restore.ExitCode);
        Assert.Contains("Aspire.AppHost.Sdk", restore.Output, StringComparison.Ordinal);
        Assert.Null(_copy.ProbeAnswer);
    }

    [Theory]
    [InlineData("false", "")]
    [InlineData(null, "-p:UseAspire=false")]
    public async Task Refusing_Aspire_asks_nobody(string? variable, string property)
    {
        _copy.ServeAspire();

        CommandResult restore = await _copy.DotnetWithAsync(
            variable, ["restore", Project, .. property.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.True(restore.ExitCode == 0, $"{restore}");
        Assert.DoesNotContain("Aspire", restore.Output, StringComparison.Ordinal);
        Assert.Null(_copy.ProbeAnswer);
    }
}
