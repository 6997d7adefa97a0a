using System.Text.Json.Nodes;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.EndToEnd;

/// <summary>What was deleted is gone, also after a kill, and may come again.</summary>
public sealed class DeletedDocumentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_deleted_document_is_gone_also_after_a_restart_and_can_be_ingested_again()
    {
        string file = _folder.Combine("films.jsonl");
        string[] films = FilmSample.FirstLines(10);
        await File.WriteAllLinesAsync(file, films, TestContext.Current.CancellationToken);
        string data = _folder.Combine("data");
        string deleted = FilmSample.IdOf(films[3]);

        await using (StandaloneProcess first = await StandaloneProcess.StartAsync(data, "--no-sample"))
        {
            await IngestAsync(first, file, "10 stored, 0 unchanged");
            Assert.Contains(deleted, await FindAllAsync(first));
            using HttpResponseMessage answer = await first.Http.DeleteAsync(
                new Uri($"v1/documents/documents/{Uri.EscapeDataString(deleted)}", UriKind.Relative),
                TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{answer}");
            Assert.DoesNotContain(deleted, await FindAllAsync(first));
            await first.KillAsync();
        }

        await using StandaloneProcess second = await StandaloneProcess.StartAsync(data, "--no-sample");
        IEnumerable<string> left = films.Select(FilmSample.IdOf).Where(id => id != deleted);
        Assert.Equal(left.Order(), (await FindAllAsync(second)).Order());
        await IngestAsync(second, file, "1 stored, 9 unchanged");
        Assert.Contains(deleted, await FindAllAsync(second));
    }

    private static async Task IngestAsync(StandaloneProcess process, string file, string expected)
    {
        CommandResult ingestion = await NeuralSearchCommand.RunAsync(
            ["ingest", file, "--url", $"http://127.0.0.1:{process.HttpPort}"]);

        Assert.True(ingestion.ExitCode == 0, $"{ingestion}");
        Assert.Contains(expected, ingestion.Output, StringComparison.Ordinal);
    }

    private static async Task<string[]> FindAllAsync(StandaloneProcess process)
    {
        JsonNode answer = await process.SearchAsync("film", top: 100);
        return [.. answer["results"]!.AsArray().Select(result => (string)result!["document"]!)];
    }
}
