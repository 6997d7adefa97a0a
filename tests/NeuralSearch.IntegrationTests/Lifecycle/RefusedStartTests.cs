using System.Net.Sockets;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Lifecycle;

/// <summary>A start that cannot be is refused in a sentence that says what to do, never with a stack trace.</summary>
public sealed class RefusedStartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_that_another_process_uses_is_refused()
    {
        await using StandaloneProcess first = await StandaloneProcess.StartAsync(_folder.Path, "--no-sample");

        CommandResult second = await ServeAsync(_folder.Path);

        AssertRefused(second, _folder.Path, "in use");
        Assert.Equal(System.Net.HttpStatusCode.OK, await first.ReadinessAsync());
    }

    [Theory]
    [InlineData("--http-port")]
    [InlineData("--grpc-port")]
    public async Task A_taken_port_is_refused(string option)
    {
        using Socket holder = FreePorts.Listen();
        int taken = FreePorts.PortOf(holder);
        (int free, _) = FreePorts.TakeTwo();
        string other = option == "--http-port" ? "--grpc-port" : "--http-port";

        CommandResult refused = await NeuralSearchCommand.RunAsync(
            ["serve", "--data", _folder.Path, "--no-sample", option, $"{taken}", other, $"{free}"]);

        AssertRefused(refused, $"{taken}", option);
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file_is_refused()
    {
        string file = _folder.Combine("file");
        await File.WriteAllTextAsync(file, "not a folder", TestContext.Current.CancellationToken);

        CommandResult refused = await ServeAsync(file);

        AssertRefused(refused, file);
        Assert.Equal("not a folder", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_data_folder_that_nobody_may_write_to_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has /proc, where not even root may make a folder.");
        const string folder = "/proc/neuralsearch-data";

        CommandResult refused = await ServeAsync(folder);

        AssertRefused(refused, folder);
    }

    [Fact]
    public async Task A_damaged_catalog_is_refused_and_left_as_it_is()
    {
        await using (StandaloneProcess healthy = await StandaloneProcess.StartAsync(_folder.Path, "--no-sample"))
            await healthy.KillAsync();
        foreach (string log in Directory.GetFiles(_folder.Path, "catalog.db-*")) File.Delete(log);
        string catalog = _folder.Combine("catalog.db");
        byte[] garbage = [.. Enumerable.Range(0, 8192).Select(i => (byte)(i * 31))];
        await File.WriteAllBytesAsync(catalog, garbage, TestContext.Current.CancellationToken);

        CommandResult refused = await ServeAsync(_folder.Path);

        AssertRefused(refused, catalog);
        Assert.Equal(garbage, await File.ReadAllBytesAsync(catalog, TestContext.Current.CancellationToken));
    }

    private static Task<CommandResult> ServeAsync(string folder)
    {
        (int http, int grpc) = FreePorts.TakeTwo();
        return NeuralSearchCommand.RunAsync(
            ["serve", "--data", folder, "--no-sample", "--http-port", $"{http}", "--grpc-port", $"{grpc}"]);
    }

    private static void AssertRefused(CommandResult result, params string[] words)
    {
        Assert.True(result.ExitCode != 0, $"{result}");
        Assert.All(words, word => Assert.True(
            result.Error.Contains(word, StringComparison.Ordinal), $"The message does not name {word}: {result}"));
        bool hasStackTrace = (result.Error + result.Output).Contains("   at ", StringComparison.Ordinal);
        Assert.False(hasStackTrace, $"There is a stack trace: {result}");
        string[] lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length == 1, $"More than a sentence: {result}");
    }
}
