// Makes films.jsonl.gz from a corpus of films: dotnet run samples/make-films.cs -- <movies.jsonl.gz> <films.jsonl.gz>
// Order: decades from 1930 on take turns, each giving its longest text first, so that any prefix is spread evenly over
// the decades and made of the texts that have most to say; the films before 1930 come last.
#:property RestorePackagesWithLockFile=false
using System.IO.Compression;
using System.Text.Json;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: dotnet run samples/make-films.cs -- <movies.jsonl.gz> <films.jsonl.gz>");
    return 2;
}

var decades = ReadLines(args[0])
    .Select(line =>
    {
        using JsonDocument film = JsonDocument.Parse(line);
        return (Line: line, Year: film.RootElement.GetProperty("year").GetInt32(),
            Id: film.RootElement.GetProperty("_id").GetString()!,
            Length: film.RootElement.GetProperty("text").GetString()!.Length);
    })
    .GroupBy(film => film.Year / 10 * 10)
    .ToDictionary(
        decade => decade.Key,
        decade => decade.OrderByDescending(f => f.Length).ThenBy(f => f.Id, StringComparer.Ordinal).ToList());

var turns = decades.Where(d => d.Key >= 1930).OrderBy(d => d.Key).Select(d => d.Value).ToList();
var early = decades.Where(d => d.Key < 1930).OrderByDescending(d => d.Key).SelectMany(d => d.Value);
var ordered = Enumerable.Range(0, turns.Max(t => t.Count))
    .SelectMany(turn => turns.Where(t => turn < t.Count).Select(t => t[turn]))
    .Concat(early);

using var output = new StreamWriter(new GZipStream(File.Create(args[1]), CompressionLevel.SmallestSize));
output.NewLine = "\n";
foreach (var film in ordered) output.WriteLine(film.Line);
return 0;

static IEnumerable<string> ReadLines(string path)
{
    using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
    while (reader.ReadLine() is { } line)
        if (line.Length > 0) yield return line;
}
