using System.Globalization;
using System.Text.Json.Nodes;

namespace NeuralSearch.ConformanceTests.Transcripts;

/// <summary>
/// The numbers of a scenario's operations. A node may count in another way than the recorded server, so they are
/// compared by what clients can rely on: they are there whenever recorded, those of operations never fall, and the
/// version of a point is no larger than the last of them.
/// </summary>
internal sealed class OperationNumbers
{
    private const string Present = "present";

    private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);

    /// <summary>Checks the numbers of an answer and replaces them by a word.</summary>
    /// <returns>What is wrong with them; null when nothing is.</returns>
    public string? Check(string collection, JsonNode? answer)
    {
        string? wrong = null;
        Visit(answer, (name, number) =>
        {
            long last = _last.GetValueOrDefault(collection, -1);
            if (name == "operation_id")
            {
                if (number < last) wrong = $"operation_id {number} comes after {last}";
                _last[collection] = number;
            }
            else if (number > last)
            {
                wrong = $"version {number} is newer than the last operation {last}";
            }
        });
        return wrong;
    }

    /// <summary>Replaces the numbers of a recorded answer by a word.</summary>
    public static void Hide(JsonNode? answer) => Visit(answer, (_, _) => { });

    private static void Visit(JsonNode? node, Action<string, long> number)
    {
        if (node is JsonArray array)
        {
            foreach (JsonNode? element in array) Visit(element, number);
        }
        else if (node is JsonObject fields)
        {
            foreach ((string name, JsonNode? value) in fields.ToArray())
            {
                bool isNumber = name is "operation_id" or "version" && value is JsonValue;
                if (!isNumber)
                {
                    Visit(value, number);
                    continue;
                }

                if (long.TryParse(value!.ToString(), CultureInfo.InvariantCulture, out long found)) number(name, found);
                fields[name] = Present;
            }
        }
    }
}
