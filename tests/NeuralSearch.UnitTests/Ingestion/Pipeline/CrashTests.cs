using System.Diagnostics.CodeAnalysis;
using NeuralSearch.Catalog;
using NeuralSearch.Ingestion.Runs;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.Ingestion.Fakes;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Pipeline;

/// <summary>
/// Ends an ingestion at each of its calls to the node in turn, before and after the call took effect, and ingests again
/// with a new process on the same folder: whatever comes then, the store ends as if nothing had happened.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private static readonly string[] NewTexts = [Lines.Sentences(3, "new"), Lines.Sentences(80, "new"), "Brand new."];
    private static readonly string[] OldTexts = [Lines.Sentences(40, "old"), Lines.Sentences(2, "old")];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<bool, bool> Cases => new()
    {
        { true, true }, { true, false }, { false, true }, { false, false },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    [SuppressMessage("Usage", "CA2201", Justification = "Stands for whatever can happen.")]
    public async Task However_far_it_got_the_next_run_ends_in_the_same_state(bool afterEffect, bool repeatsTheOld)
    {
        string[] final = repeatsTheOld ? OldTexts : NewTexts;
        IReadOnlyList<string> expected = await CleanAsync(final);
        int crashes = 0;
        for (int crashAt = 1; ; crashAt++)
        {
            string data = _folder.Combine($"{crashAt}");
            FakeNode node = new();
            await RunAsync(data, node, OldTexts);

            int calls = 0;
            Task Crash(string call, Google.Protobuf.IMessage request) => Interlocked.Increment(ref calls) >= crashAt
                ? throw new InvalidOperationException("crash")
                : Task.CompletedTask;
            if (afterEffect)
                node.After = Crash;
            else
                node.Before = Crash;
            IngestionRun? crashed = await RunAsync(data, node, NewTexts);
            node.Before = node.After = (_, _) => Task.CompletedTask;
            if (crashed?.State == IngestionState.Completed)
                break;

            crashes++;
            IngestionRun? run = await RunAsync(data, node, final);

            Assert.Equal(IngestionState.Completed, run!.State);
            Assert.Equal(expected, [.. node.PassagesOf("documents").Where(point => IsOf(point, final.Length))]);
        }

        Assert.InRange(crashes, 4, 40);
    }

    private static bool IsOf(string point, int documents) => point[1] - '0' < documents;

    private async Task<IReadOnlyList<string>> CleanAsync(string[] texts)
    {
        FakeNode node = new();
        await RunAsync(_folder.Combine("clean"), node, texts);
        return node.PassagesOf("documents");
    }

    /// <summary>One process; null if the ingestion could not even begin.</summary>
    private static async Task<IngestionRun?> RunAsync(string data, FakeNode node, string[] texts)
    {
        await using IngestionHost host = await IngestionHost.StartAsync(
            data, node, new FakeGenerator(), ("NeuralSearch:Ingestion:UpsertBatchPoints", "4"),
            ("NeuralSearch:Ingestion:EmbeddingBatchChunks", "3"), ("NeuralSearch:Ingestion:EmbeddingConcurrency", "1"));
        try
        {
            return await host.IngestAsync(string.Concat(texts.Select((text, i) => Lines.Document($"d{i}", text))));
        }
        catch (InvalidOperationException exception) when (exception.Message == "crash")
        {
            return null;
        }
    }
}
