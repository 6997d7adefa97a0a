using NeuralSearch.Catalog;
using NeuralSearch.Ingestion.Runs;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.Ingestion.Fakes;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Pipeline;

/// <summary>A process that stops gives what is begun some time, and no more.</summary>
public sealed class StoppedRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeNode _node = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_cannot_be_stored_before_the_process_ends_is_given_up_and_the_run_says_so()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var generator = new FakeGenerator
        {
            Before = token =>
            {
                asked.TrySetResult();
                return Task.Delay(Timeout.Infinite, token);
            },
        };
        await using IngestionHost host = await IngestionHost.StartAsync(
            _folder.Path, _node, generator, ("NeuralSearch:Shutdown:Drain", "00:00:01"));

        Task<IngestionRun> running = host.IngestAsync(Lines.Documents(3));
        await asked.Task;
        await host.StopAsync();
        IngestionRun run = await running;

        Assert.Equal(IngestionState.Stopped, run.State);
        Assert.Contains(
            "it was stopped before all that was read was stored", run.ToRecord().Error, StringComparison.Ordinal);
        Assert.Empty(_node.PointsOf("documents"));
    }
}
