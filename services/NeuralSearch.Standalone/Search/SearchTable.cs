using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace NeuralSearch.Standalone.Search;

/// <summary>Prints an answer as a table, the words of the query marked.</summary>
internal static class SearchTable
{
    private const int PassageLength = 280;

    public static void Print(JsonNode answer)
    {
        JsonArray results = answer["results"]!.AsArray();
        if (results.Count == 0)
        {
            AnsiConsole.WriteLine("Nothing found. Try other words, or fewer filters.");
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(new TableColumn("score").RightAligned());
        table.AddColumn("title");
        table.AddColumn("passage");
        foreach (JsonNode? result in results)
        {
            double score = result!["score"]!.GetValue<double>();
            table.AddRow(
                score.ToString("0.000", CultureInfo.InvariantCulture), Markup.Escape(Title(result)), Passage(result));
        }

        AnsiConsole.Write(table);
        double total = answer["timings"]!["totalMs"]!.GetValue<double>();
        string noun = results.Count == 1 ? "result" : "results";
        AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{results.Count} {noun} in {total:0.0} ms"));
    }

    private static string Title(JsonNode result)
    {
        string title = (string?)result["title"] ?? (string?)result["document"] ?? "";
        return result["payload"]?["year"] is { } year ? $"{title} ({year})" : title;
    }

    private static string Passage(JsonNode result)
    {
        string passage = (string?)result["passage"] ?? "";
        int end = Math.Min(passage.Length, PassageLength);
        if (end < passage.Length && char.IsHighSurrogate(passage[end - 1])) end--;
        var marked = new System.Text.StringBuilder();
        int at = 0;
        foreach (JsonNode? highlight in result["highlights"]?.AsArray() ?? [])
        {
            int from = highlight!["start"]!.GetValue<int>(), to = highlight["end"]!.GetValue<int>();
            if (from < at || to > end) break;
            marked.Append(Markup.Escape(passage[at..from])).Append("[bold yellow]")
                .Append(Markup.Escape(passage[from..to])).Append("[/]");
            at = to;
        }

        return marked.Append(Markup.Escape(passage[at..end])).Append(end < passage.Length ? "…" : "").ToString();
    }
}
