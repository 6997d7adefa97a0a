using NeuralSearch.Index;
using NeuralSearch.Node.Checkpoints;
using NeuralSearch.Node.Log;
using NeuralSearch.Node.Points;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node.Memory;

/// <summary>What a collection will take of the memory once it is open, as its files let expect.</summary>
/// <param name="Memory">With all of it in memory.</param>
/// <param name="MappedRows">With its rows mapped.</param>
/// <param name="MappedCodes">With its codes mapped too, where there are sketches above them.</param>
internal readonly record struct OpeningCosts(long Memory, long MappedRows, long MappedCodes)
{
    /// <summary>The costs in a placement.</summary>
    public long this[Placement placement] => placement switch
    {
        Placement.Memory => Memory,
        Placement.MappedRows => MappedRows,
        _ => MappedCodes,
    };

    /// <summary>Reads headers and lengths, no content; nothing if the folder is damaged: opening it tells how.</summary>
    public static OpeningCosts Of(string folder)
    {
        try
        {
            CollectionSchema schema = CollectionSchema.From(SchemaFile.Read(folder));
            long bytes = CollectionMemory.EmptyBytes(schema);

            // The last file of the log is reserved, not written, for the most part.
            foreach (string path in LogFile.List(Collection.LogPathIn(folder)).SkipLast(1))
                bytes += new FileInfo(path).Length;
            long points = 0;
            if (CheckpointManifest.Read(folder) is { } manifest)
            {
                string file = CheckpointFolder.PointsPathIn(folder, manifest.Number);
                points = PointsFile.ReadCount(file);
                bytes += points * PointTable.BytesOf(0) + new FileInfo(file).Length;
            }

            return new OpeningCosts(In(Placement.Memory), In(Placement.MappedRows), In(Placement.MappedCodes));

            long In(Placement placement) => bytes + points * schema.Vectors.Sum(vector => RowMemory.EstimateBytes(
                vector.Dimensions, vector.Metric, vector.Hnsw, vector.Place(placement)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return default;
        }
        catch (Exception error) when (error is Errors.InvalidRequestException or Errors.UnavailableFeatureException)
        {
            return default; // a schema of another version
        }
    }
}
