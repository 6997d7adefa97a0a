using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace NeuralSearch.Evals.Reports;

/// <summary>A table for people and JSON lines for programs.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static Option<FileInfo?> JsonOption() => new("--json")
    {
        Description = "Also write one JSON object a line.",
        HelpName = "FILE",
    };

    public static Option<bool> SmokeOption() => new("--smoke")
    {
        Description = "A short form that shows that the suite works; its figures mean little.",
    };

    public static void Print(IReadOnlyList<Measurement> measurements)
    {
        Console.WriteLine(MachineDescription.Current.Sentence);
        var table = new Table { Border = TableBorder.Ascii2 };
        string[] columns =
        [
            "suite", "case", "engine", "data", "s", "CPU s", "MB", "1/s",
            "p50 ms", "p95 ms", "p99 ms", "max ms", "ratio",
        ];
        foreach (string column in columns)
            table.AddColumn(new TableColumn(column).NoWrap());
        foreach (Measurement m in measurements)
        {
            table.AddRow(
                m.Suite, Markup.Escape(m.Case), m.Engine, Markup.Escape(m.Data),
                Number(m.Seconds), Number(m.CpuSeconds),
                Number(m.ResidentBytes / (1 << 20)), Number(m.Qps), Number(m.P50Us / 1000), Number(m.P95Us / 1000),
                Number(m.P99Us / 1000), Number(m.MaxUs / 1000),
                m.RatioToReference is null ? "" : $"{Number(m.RatioToReference)} x {Markup.Escape(m.Reference!)}");
        }

        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 200);
        AnsiConsole.Write(table);
    }

    public static Task WriteAsync(
        IReadOnlyList<Measurement> measurements, string path, CancellationToken cancellationToken) =>
        File.WriteAllLinesAsync(path, Lines(measurements), cancellationToken);

    public static Task AppendAsync(
        IReadOnlyList<Measurement> measurements, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return File.AppendAllLinesAsync(path, Lines(measurements), cancellationToken);
    }

    public static async Task<IReadOnlyList<Measurement>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        string[] lines = await File.ReadAllLinesAsync(path, cancellationToken);
        return [.. lines.Select(line => JsonSerializer.Deserialize<Measurement>(line, Json)!)];
    }

    private static IEnumerable<string> Lines(IReadOnlyList<Measurement> measurements) =>
        measurements.Select(measurement => JsonSerializer.Serialize(measurement, Json));

    private static string Number(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";
}
