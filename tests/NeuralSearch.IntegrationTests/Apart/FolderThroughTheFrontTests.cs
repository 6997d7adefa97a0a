using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Apart;

/// <summary>A folder reaches an ingestion service that is a process of its own through the front, whole.</summary>
public sealed class FolderThroughTheFrontTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_larger_than_the_limit_of_one_body_goes_through_and_what_leaves_it_is_deleted()
    {
        await using ApartSystem system = await ApartSystem.StartAsync(_folder.Combine("data"));
        string folder = Directory.CreateDirectory(_folder.Combine("papers")).FullName;
        // Spaces: many bytes, few words.
        string wide = new(' ', 20_000_000);
        foreach (string name in new[] { "ants", "bears", "cats" })
            await WriteAsync(folder, $"{name}.txt", $"All about {name}.{wide}The end.");
        await WriteAsync(folder, "binary.md", "no \0 text");

        CommandResult first = await IngestAsync(system, folder);

        Assert.True(first.ExitCode == 1, $"{first}");
        Assert.True(
            first.Output.Contains("3 stored, 0 unchanged, 0 deleted, 1 failed", StringComparison.Ordinal), $"{first}");
        Assert.Contains("binary.md: the file is binary", first.Error, StringComparison.Ordinal);

        File.Delete(Path.Combine(folder, "binary.md"));
        File.Delete(Path.Combine(folder, "bears.txt"));
        CommandResult second = await IngestAsync(system, folder);

        Assert.True(second.ExitCode == 0, $"{second}");
        Assert.Contains("0 stored, 2 unchanged, 1 deleted, 0 failed", second.Output, StringComparison.Ordinal);
    }

    private static Task WriteAsync(string folder, string name, string text) =>
        File.WriteAllTextAsync(Path.Combine(folder, name), text, TestContext.Current.CancellationToken);

    private static Task<CommandResult> IngestAsync(ApartSystem system, string folder) =>
        NeuralSearchCommand.RunAsync(["ingest", folder, "--url", $"http://127.0.0.1:{system.Query.HttpPort}"]);
}
