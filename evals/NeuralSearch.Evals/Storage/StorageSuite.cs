using NeuralSearch.Evals.Reports;
using NeuralSearch.Evals.Servers;

namespace NeuralSearch.Evals.Storage;

/// <summary>
/// What a node costs before it holds anything, how soon it serves again what it holds, and what a durable write takes,
/// each beside what the same machine does without it. docs/adr/0033-memory-budget.md
/// </summary>
internal sealed class StorageSuite(StorageOptions options, TextWriter output)
{
    public async Task<IReadOnlyList<Measurement>> RunAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("evals storage reads memory and disks as Linux gives them.");
        var measurements = new List<Measurement>();
        measurements.AddRange(await InFolderAsync(
            folder => EmptyCollections.MeasureAsync(folder, options.Collections, cancellationToken)));
        if (options.Points > 0)
            measurements.AddRange(await InFolderAsync(
                folder => Restarts.MeasureAsync(folder, options, cancellationToken)));
        measurements.AddRange(await InFolderAsync(
            folder => WaitedUpserts.MeasureAsync(folder, options, cancellationToken)));
        StorageReport.Print(output, measurements);
        return measurements;
    }

    private async Task<IReadOnlyList<Measurement>> InFolderAsync(Func<string, Task<IReadOnlyList<Measurement>>> measure)
    {
        using var folder = new TemporaryFolder(options.Folder);
        return await measure(folder.Path);
    }
}
