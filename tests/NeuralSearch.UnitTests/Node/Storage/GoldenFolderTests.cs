using System.Formats.Tar;
using System.IO.Compression;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Inspection;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Storage;

/// <summary>
/// Data folders that earlier versions wrote: a checkpoint and a log after it, killed. They are opened, hold what they
/// held, and are never written anew; when a format changes, a folder of it is added.
/// </summary>
public sealed class GoldenFolderTests
{
    [Theory]
    [InlineData("version-1")]
    public async Task A_golden_folder_is_sound_and_holds_what_was_written(string version)
    {
        string golden = Repository.Combine(
            "tests", "NeuralSearch.UnitTests", "Node", "Storage", "Golden", version);
        using var folder = new TemporaryFolder();
        await using (var archive = new GZipStream(File.OpenRead(Path.Combine(golden, "data.tar.gz")), CompressionMode.Decompress))
            await TarFile.ExtractToDirectoryAsync(archive, folder.Path, false, TestContext.Current.CancellationToken);

        CollectionReport report = Assert.Single(StoreInspector.Inspect(folder.Path));
        Assert.Empty(report.Problems);
        Assert.True(report.Replayed > 0, "It has a log after the checkpoint.");

        await using TestNode node = TestNode.Over(folder.Path);
        IReadOnlyList<RetrievedPoint> points = await node.ScrollAsync();
        Assert.Equal(
            await File.ReadAllLinesAsync(Path.Combine(golden, "points.jsonl"), TestContext.Current.CancellationToken),
            points.Select(point => point.ToString()));
        ulong[] indexed = await node.IdsAsync(Make.Must(Make.Integer("n", 3)));
        Assert.Equal(points.Where(point => point.Payload["n"].IntegerValue == 3).Select(point => point.Id.Num), indexed);
    }
}
