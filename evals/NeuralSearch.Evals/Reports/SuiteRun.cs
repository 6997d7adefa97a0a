using NeuralSearch.Evals.Ann;
using NeuralSearch.Evals.Record;

namespace NeuralSearch.Evals.Reports;

/// <summary>Runs a suite that prints its own tables, and keeps what it measured where that was asked for.</summary>
internal static class SuiteRun
{
    public static Task<int> RunAsync(Func<IReadOnlyList<Measurement>> run, FileInfo? json, bool isRecorded,
        CancellationToken cancellationToken) =>
        RunAsync(() => Task.FromResult(run()), json, isRecorded, cancellationToken);

    public static async Task<int> RunAsync(Func<Task<IReadOnlyList<Measurement>>> run, FileInfo? json, bool isRecorded,
        CancellationToken cancellationToken)
    {
        Console.WriteLine(MachineDescription.Current.Sentence);
        IReadOnlyList<Measurement> measurements;
        try
        {
            measurements = await run();
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or InvalidDataException
            or PlatformNotSupportedException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }

        if (json is not null) await Report.WriteAsync(measurements, json.FullName, cancellationToken);
        if (isRecorded)
            await ResultsFolder.AppendAsync(RepositoryFolder.Combine("evals", "results"), measurements, cancellationToken);
        return 0;
    }
}
