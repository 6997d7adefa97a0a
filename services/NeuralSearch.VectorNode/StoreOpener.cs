using Microsoft.Extensions.Hosting;
using NeuralSearch.Node;

namespace NeuralSearch.VectorNode;

/// <summary>
/// Opens the collections in the background: the listeners answer at once, and truthfully, while logs are replayed.
/// Taking the folder itself happens before, when the host starts, so that a folder in use refuses the start.
/// </summary>
internal sealed class StoreOpener(CollectionStore store) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Run(() => store.OpenCollections(stoppingToken), stoppingToken);
}
