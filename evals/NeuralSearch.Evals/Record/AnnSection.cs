using System.Text;
using NeuralSearch.Evals.Ann;
using NeuralSearch.Evals.Reports;
using static NeuralSearch.Evals.Record.ReportDocument;

namespace NeuralSearch.Evals.Record;

/// <summary>Recall, time, memory and build of the engines on one set.</summary>
internal static class AnnSection
{
    public static void Write(StringBuilder text, string folder, RecordedRun run)
    {
        Heading(text, $"Nearest neighbours: {run.Data}", run);
        Table(text,
            ["engine", "bytes/vector", "anonymous", "of files", "build CPU s", "x hnswlib", ".95: QPS", "x by clock",
                "x by CPU", ".99: QPS", "x by clock", "x by CPU"],
            run.Rows.Where(row => row.Case == "build").Select(build => Line(run, build)));
        text.Append("\nBuild: below 1 is less CPU. QPS of one thread at equal recall@10; above 1 is faster.\n");
        Measurement[] searches = [.. run.Rows.Where(row => row.Case == "search" && row.Text("threads") == "1")];
        if (searches.Length > 0)
        {
            AnnPicture.Write(searches, run.Data, Path.Combine(folder, run.Picture("recall")));
            Picture(text, $"{run.Data}: queries a second by recall", run.Picture("recall"));
        }

        Measurement[] at = [.. run.Rows.Where(row => IsAt(row, AnnOptions.Targets[0]) && row.BytesPerVector > 0)];
        if (at.Length > 0)
        {
            MemoryPicture.Write(at, run.Data, Path.Combine(folder, run.Picture("memory")));
            Picture(text, $"{run.Data}: queries a second at recall .95 by bytes a vector", run.Picture("memory"));
        }
    }

    /// <summary>What an engine needs for a recall, interpolated between its beams.</summary>
    public static bool IsAt(Measurement row, double recall) => row.Case == "search at equal recall" && row.Recall == recall;

    private static string[] Line(RecordedRun run, Measurement build)
    {
        var line = new List<string>
        {
            $"{build.Engine} ({build.Kind}, M {build.Text("m")}, efConstruction {build.Text("efConstruction")})",
            Figure(build.BytesPerVector, "0"), Figure(build.AnonymousBytesPerVector, "0"),
            Figure(build.FileBytesPerVector, "0"), Figure(build.BuildCpuSeconds, "0.0"),
            Figure(build.RatioToReference, "0.00"),
        };
        foreach (double target in AnnOptions.Targets)
        {
            Measurement? at = run.Rows.FirstOrDefault(row => row.Engine == build.Engine && IsAt(row, target));
            line.Add(at is null ? "never" : Figure(at.Qps, "0"));
            line.Add(Figure(at?.RatioToReference, "0.00"));
            line.Add(Figure(at?.CpuRatioToReference, "0.00"));
        }

        return [.. line];
    }
}
