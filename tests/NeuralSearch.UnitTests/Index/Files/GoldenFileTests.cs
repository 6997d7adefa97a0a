using System.Globalization;
using System.IO.Compression;
using NeuralSearch.Index;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Files;

/// <summary>
/// Folders that earlier versions wrote are opened and answer as they did when they were written. They are never written
/// anew; a format that comes gets a folder of its own.
/// </summary>
public sealed class GoldenFileTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("version-2", Placement.Memory)]
    [InlineData("version-2", Placement.MappedCodes)]
    public void A_golden_folder_opens_and_answers_as_recorded(string version, Placement placement)
    {
        var golden = Repository.Combine("tests", "NeuralSearch.UnitTests", "Index", "Files", "Golden", version);
        foreach (var path in Directory.GetFiles(golden, "*.gz"))
        {
            using var compressed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            using var file = File.Create(Path.Combine(_temporary.Path, Path.GetFileNameWithoutExtension(path)));
            compressed.CopyTo(file);
        }

        using var index = VectorIndex.Open(
            _temporary.Path, new HnswOptions { Codes = VectorCodes.Bits1, M = 4 }, placement);

        // A line: the offset of the row that is asked for, then offset:distance of the nearest by a beam of 16.
        var lines = File.ReadAllLines(Path.Combine(golden, "answers.txt"));
        Assert.Equal(20, lines.Length);
        var query = new float[index.Dimensions];
        var results = new Neighbor[5];
        foreach (var line in lines)
        {
            var words = line.Split(' ');
            Assert.True(index.TryCopyRow(uint.Parse(words[0], CultureInfo.InvariantCulture), query));
            var found = index.Search(query, new SearchRequest { Ef = 16 }, results, out var statistics);

            Assert.Equal(SearchPlan.Graph, statistics.Plan);
            Assert.Equal(words.Length - 1, found);
            for (var i = 0; i < found; i++)
            {
                var expected = words[i + 1].Split(':');
                Assert.Equal(expected[0], $"{results[i].Offset}");
                Assert.Equal(float.Parse(expected[1], CultureInfo.InvariantCulture), results[i].Distance, 1e-5);
            }
        }
    }
}
