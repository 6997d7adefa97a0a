using System.Text;
using System.Text.Json.Nodes;
using NeuralSearch.Notebooks.Kernel;

namespace NeuralSearch.Notebooks.Execution;

/// <summary>The outputs of one cell in nbformat 4, in the order in which they came, from whatever thread.</summary>
internal sealed class CellOutputs
{
    private readonly Lock _writing = new();
    private readonly List<JsonObject> _items = [];
    private readonly StringBuilder _stream = new();
    private string _streamName = "";

    /// <summary>Adds to a stream, <c>stdout</c> or <c>stderr</c>; what comes without anything between is one output.</summary>
    public void Write(string stream, string text)
    {
        lock (_writing)
        {
            if (stream != _streamName) EndStream();
            _streamName = stream;
            _stream.Append(text);
        }
    }

    public void Display(IReadOnlyList<FormattedValue> values) => Add(new JsonObject
    {
        ["output_type"] = "display_data",
        ["data"] = Data(values),
        ["metadata"] = new JsonObject(),
    });

    public void Result(IReadOnlyList<FormattedValue> values, int executionCount) => Add(new JsonObject
    {
        ["output_type"] = "execute_result",
        ["execution_count"] = executionCount,
        ["data"] = Data(values),
        ["metadata"] = new JsonObject(),
    });

    public void Error(CellError error) => Add(new JsonObject
    {
        ["output_type"] = "error",
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)line)]),
    });

    public JsonArray ToJson()
    {
        lock (_writing)
        {
            EndStream();
            return new JsonArray([.. _items.Select(item => item.DeepClone())]);
        }
    }

    private void Add(JsonObject item)
    {
        lock (_writing)
        {
            EndStream();
            _items.Add(item);
        }
    }

    private void EndStream()
    {
        if (_stream.Length > 0)
        {
            _items.Add(new JsonObject
            {
                ["output_type"] = "stream",
                ["name"] = _streamName,
                ["text"] = Lines(_stream.ToString()),
            });
        }

        _stream.Clear();
    }

    private static JsonObject Data(IReadOnlyList<FormattedValue> values)
    {
        var data = new JsonObject();
        foreach ((string mimeType, string text) in values) data[mimeType] = Encode(mimeType, text);
        return data;
    }

    /// <summary>
    /// nbformat: JSON as it is, an image in base64 as one string, all other text as a list of lines with their ends.
    /// </summary>
    private static JsonNode? Encode(string mimeType, string text) => mimeType switch
    {
        "application/json" => JsonNode.Parse(text),
        "image/svg+xml" => Lines(text),
        _ when mimeType.StartsWith("image/", StringComparison.Ordinal) => JsonValue.Create(text),
        _ => Lines(text),
    };

    private static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start) + 1;
            if (end == 0) end = text.Length;
            lines.Add((JsonNode)text[start..end]);
            start = end;
        }

        return lines;
    }
}
