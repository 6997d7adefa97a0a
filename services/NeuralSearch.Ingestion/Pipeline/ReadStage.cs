using System.Diagnostics;
using System.Threading.Channels;
using NeuralSearch.Ingestion.Sources;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>
/// First stage: takes documents from the source as fast as there is room for them, and reports what is no document.
/// </summary>
/// <remarks>
/// Of documents with the same id in one input the first is stored and the others are refused by name. A later one that
/// won would make every repetition of the same input embed both again; and every line so has exactly one outcome.
/// </remarks>
internal sealed class ReadStage(IngestionMetrics metrics)
{
    public async Task RunAsync(RunScope scope, IDocumentSource source, ChannelWriter<DocumentWork> output)
    {
        try
        {
            await using IAsyncEnumerator<SourceItem> items =
                source.ReadAsync(scope.Stopping).GetAsyncEnumerator(scope.Stopping);
            while (await NextAsync(items))
                await AcceptAsync(scope, Unique(items.Current, scope.Named), output);
        }
        catch (SourceException exception) when (exception.IsDisconnected)
        {
            scope.Stop(exception.Message);
        }
        catch (SourceException exception)
        {
            scope.InputError = exception.Message;
        }
        catch (OperationCanceledException) when (scope.Stopping.IsCancellationRequested)
        {
            scope.Stop();
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<SourceItem> items)
    {
        long started = Stopwatch.GetTimestamp();
        if (!await items.MoveNextAsync())
            return false;
        metrics.Measure(IngestionMetrics.Stage.Read, started);
        return true;
    }

    private static SourceItem Unique(SourceItem item, NamedDocuments named)
    {
        if (item.Document is null)
        {
            named.Keep(item);
            return item;
        }

        return named.TryAdd(item, out string? duplicate)
            ? item
            : item with { Document = null, Error = duplicate };
    }

    private async ValueTask AcceptAsync(RunScope scope, SourceItem item, ChannelWriter<DocumentWork> output)
    {
        if (item is { Document: null, Error: null })
            return;
        if (item.Document is null)
        {
            scope.Run.AddFailed();
            metrics.CountDocuments(IngestionMetrics.Outcome.Failed);
            scope.Report(new LineError(item.File, item.Line, item.Id, item.Error!));
            return;
        }

        scope.Run.AddAccepted();
        DocumentWork work = await scope.InFlight.AdmitAsync(item.Document, item.File, scope.Stopping);
        await output.WriteAsync(work, scope.Stopping);
    }
}
