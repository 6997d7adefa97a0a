using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeuralSearch.Notebooks.Documents;

/// <summary>
/// Puts results into the bytes of a notebook. Only the values of <c>outputs</c> and <c>execution_count</c> are written
/// anew: whoever reads the change in version control sees what the run changed, and nothing that a serializer prefers.
/// </summary>
internal static class NotebookBytes
{
    // The notebook, its list of cells, the cell: an indentation of three stands before what is written.
    private const int DepthOfCellMembers = 3;

    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    /// <summary>The bytes behind a byte order mark, which JSON has none of.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> file) =>
        file.StartsWith(Mark) ? file[Mark.Length..] : file;

    public static byte[] Replace(byte[] file, IReadOnlyList<CellResult> results)
    {
        int start = file.Length - WithoutMark(file).Length;
        List<CodeCellValues> cells = Find(file.AsSpan(start));
        if (cells.Count != results.Count)
            throw new ArgumentException($"There are {results.Count} results for {cells.Count} code cells.", nameof(results));

        var replacements = new List<(Range Place, byte[] Value)>();
        for (int i = 0; i < cells.Count; i++)
        {
            replacements.Add((cells[i].Count, Encode(results[i].ExecutionCount, file.AsSpan(start), cells[i].Count)));
            replacements.Add((cells[i].Outputs, Encode(results[i].Outputs, file.AsSpan(start), cells[i].Outputs)));
        }

        var whole = new MemoryStream();
        whole.Write(file, 0, start);
        int copied = 0;
        foreach ((Range place, byte[] value) in replacements.OrderBy(replacement => replacement.Place.Start.Value))
        {
            whole.Write(file, start + copied, place.Start.Value - copied);
            whole.Write(value);
            copied = place.End.Value;
        }

        whole.Write(file, start + copied, file.Length - start - copied);
        return whole.ToArray();
    }

    /// <summary>Where the values are that a run writes.</summary>
    private static List<CodeCellValues> Find(ReadOnlySpan<byte> json)
    {
        var found = new List<CodeCellValues>();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isCells = reader.ValueTextEquals("cells");
            reader.Read();
            if (isCells)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject) FindInCell(ref reader, found);
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }

    private static void FindInCell(ref Utf8JsonReader reader, List<CodeCellValues> found)
    {
        bool isCode = false;
        Range count = default, outputs = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("cell_type");
            bool isCount = reader.ValueTextEquals("execution_count");
            bool isOutputs = reader.ValueTextEquals("outputs");
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            if (isType) isCode = reader.ValueTextEquals("code");
            reader.Skip();
            if (isCount) count = start..(int)reader.BytesConsumed;
            if (isOutputs) outputs = start..(int)reader.BytesConsumed;
        }

        if (isCode) found.Add(new CodeCellValues(count, outputs));
    }

    /// <summary>A value as the file around it is written: its depth of indentation and its ends of line.</summary>
    private static byte[] Encode(JsonNode? value, ReadOnlySpan<byte> file, Range place)
    {
        ReadOnlySpan<byte> before = file[..place.Start];
        int lineStart = before.LastIndexOf((byte)'\n') + 1;
        ReadOnlySpan<byte> line = before[lineStart..];
        string indent = Encoding.UTF8.GetString(line[..^line.TrimStart(" \t"u8).Length]);
        var options = new JsonSerializerOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = lineStart > 0,
            IndentSize = Math.Clamp(indent.Length / DepthOfCellMembers, 1, 8),
            NewLine = lineStart > 1 && before[lineStart - 2] == '\r' ? "\r\n" : "\n",
        };
        string json = value?.ToJsonString(options) ?? "null";
        return Encoding.UTF8.GetBytes(json.Replace("\n", "\n" + indent, StringComparison.Ordinal));
    }

    private readonly record struct CodeCellValues(Range Count, Range Outputs);
}
