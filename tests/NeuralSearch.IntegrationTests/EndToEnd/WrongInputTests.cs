using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.EndToEnd;

/// <summary>Every wrong command line ends with a sentence and a code that is not 0.</summary>
public sealed class WrongInputTests
{
    private const string NobodyListens = "http://127.0.0.1:1";

    [Theory]
    [InlineData(2, "frobnicate", "frobnicate")]
    [InlineData(2, "--frobnicate", "serve --frobnicate")]
    [InlineData(2, "--sample", "serve --no-sample --sample 3")]
    [InlineData(2, "-3", "serve --sample -3")]
    [InlineData(2, "many", "serve --http-port many")]
    [InlineData(1, "70000", "serve --no-sample --http-port 70000 --data {folder}")]
    [InlineData(2, "missing.jsonl does not exist", "ingest missing.jsonl")]
    [InlineData(2, "path", "ingest")]
    [InlineData(2, "picture.png is of no known kind; known are .md", "ingest {picture}")]
    [InlineData(2, "holds no file of a known kind", "ingest {folder}")]
    [InlineData(2, "--source 'x' names one folder", "ingest {file} {folder} --source x")]
    [InlineData(2, "ftp://x", "search word --url ftp://x")]
    [InlineData(2, "--filter is not JSON", "search word --filter {{ --url " + NobodyListens)]
    [InlineData(1, "neuralsearch serve", "search word --url " + NobodyListens)]
    [InlineData(1, NobodyListens, "search word --url " + NobodyListens)]
    [InlineData(1, NobodyListens, "ingest {file} --url " + NobodyListens)]
    public async Task A_wrong_command_line_is_refused_in_words(int exitCode, string words, string commandLine)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Combine("one.jsonl");
        await File.WriteAllTextAsync(file, """{"id":"1","text":"A text."}""", TestContext.Current.CancellationToken);
        string picture = folder.Combine("picture.png");
        await File.WriteAllTextAsync(picture, "", TestContext.Current.CancellationToken);
        string[] arguments = [.. commandLine.Split(' ').Select(argument => argument switch
        {
            "{file}" => file,
            "{picture}" => picture,
            "{folder}" => Directory.CreateDirectory(folder.Combine("data")).FullName,
            _ => argument,
        })];

        CommandResult result = await NeuralSearchCommand.RunAsync(arguments, folder.Path);

        Assert.True(result.ExitCode == exitCode, $"{result}");
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error + result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_a_key_takes_a_folder_only_with_the_key()
    {
        const string key = "a key of more than a few characters";
        using var folder = new TemporaryFolder();
        await using StandaloneProcess standalone = await StandaloneProcess.StartAsync(
            folder.Combine("data"), ["--no-sample"],
            new Dictionary<string, string?> { ["NeuralSearch__Auth__ApiKey"] = key });
        string[] command =
        [
            "ingest", Repository.Combine("samples", "library"), "--url", $"http://127.0.0.1:{standalone.HttpPort}",
        ];

        CommandResult refused = await NeuralSearchCommand.RunAsync(command);
        await using ChildProcess taken = NeuralSearchCommand.Start(
            command, environment: new Dictionary<string, string?> { ["NEURALSEARCH_API_KEY"] = key });

        Assert.True(refused.ExitCode == 1 && refused.Error.Contains("key", StringComparison.Ordinal), $"{refused}");
        Assert.True(await taken.WaitForExitAsync(TimeSpan.FromSeconds(60)) == 0, taken.Describe());
    }

    [Fact]
    public async Task What_the_server_refuses_is_told_in_its_words()
    {
        using var folder = new TemporaryFolder();
        await using StandaloneProcess standalone = await StandaloneProcess.StartAsync(folder.Path, "--no-sample");

        CommandResult result = await NeuralSearchCommand.RunAsync(
            ["search", "word", "--collection", "nowhere", "--url", $"http://127.0.0.1:{standalone.HttpPort}"]);

        Assert.True(result.ExitCode == 1, $"{result}");
        Assert.Contains("nowhere", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }
}
