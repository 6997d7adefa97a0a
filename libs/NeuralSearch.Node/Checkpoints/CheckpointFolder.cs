using System.Globalization;
using Microsoft.Win32.SafeHandles;
using NeuralSearch.Index;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Log;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node.Checkpoints;

/// <summary>
/// A checkpoint on disk: the folder <c>checkpoint-N</c> of a collection, with <c>points.bin</c> and a folder
/// <c>vector-i</c> for each vector (see <see cref="VectorIndex"/>). Nothing in it ever changes.
/// </summary>
internal static class CheckpointFolder
{
    private const string Prefix = "checkpoint-";
    private const string Unfinished = ".new";

    public static string PathIn(string collection, long number) =>
        Path.Combine(collection, Prefix + number.ToString("D8", CultureInfo.InvariantCulture));

    /// <summary>The file of a checkpoint's points.</summary>
    public static string PointsPathIn(string collection, long number) => PointsPath(PathIn(collection, number));

    /// <summary>Writes a checkpoint: all of it is durable when this returns, and nothing refers to it yet.</summary>
    /// <param name="folder">Its folder, which does not exist; the one above it does.</param>
    /// <param name="cut">What is to be in it.</param>
    /// <param name="cancellationToken">Ends it between two files, or two blocks of points.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="IOException">The disk refused; what was written is gone again.</exception>
    public static long Write(string folder, CollectionCut cut, CancellationToken cancellationToken)
    {
        string unfinished = folder + Unfinished;
        try
        {
            Directory.CreateDirectory(unfinished);
            long bytes = PointsFile.Write(PointsPath(unfinished), cut, cancellationToken);
            for (int i = 0; i < cut.Vectors.Count; i++)
            {
                string vector = VectorPath(unfinished, i);
                cut.Vectors[i].Write(vector, Sync);
                DurableFile.SyncDirectory(vector);
            }

            DurableFile.SyncDirectory(unfinished);
            Directory.Move(unfinished, folder);
            DurableFile.SyncDirectory(Path.GetDirectoryName(folder)!);
            return bytes;

            void Sync(SafeFileHandle file, string path)
            {
                cancellationToken.ThrowIfCancellationRequested();
                DurableFile.SyncData(file, path);
                bytes += RandomAccess.GetLength(file);
            }
        }
        catch
        {
            if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="CorruptionException">It is damaged, or its parts do not belong together.</exception>
    public static CollectionState Read(
        string collection, CheckpointManifest manifest, CollectionSchema schema, Placement placement)
    {
        string folder = PathIn(collection, manifest.Number);
        if (!Directory.Exists(folder)) throw new CorruptionException(folder, 0, "it is missing");
        CollectionState? state = null;
        try
        {
            state = new CollectionState(schema, OpenVectors(folder, schema, placement));
            string path = PointsPath(folder);
            ulong sequence = PointsFile.Read(path, state.RestoreFieldIndex, state.Points);
            if (sequence != manifest.Sequence)
                throw new CorruptionException(
                    path, 0, $"it ends with operation {sequence}, not {manifest.Sequence} as the manifest says");
            state.CompleteRestore(sequence, i => VectorPath(folder, i));
            return state;
        }
        catch (Exception error)
        {
            state?.Dispose();
            if (error is InvalidDataException or ArgumentException or FileNotFoundException)
                throw new CorruptionException(folder, 0, error.Message);
            throw;
        }
    }

    /// <summary>Removes unfinished checkpoints and those that another has replaced.</summary>
    public static void Sweep(string collection, long current)
    {
        string kept = PathIn(collection, current);
        foreach (string folder in List(collection))
            if (folder != kept) Directory.Delete(folder, recursive: true);
    }

    /// <summary>The folders of checkpoints, finished or not.</summary>
    public static string[] List(string collection) => Directory.GetDirectories(collection, Prefix + "*");

    /// <summary>The bytes of a checkpoint.</summary>
    public static long BytesOf(string collection, long number) =>
        new DirectoryInfo(PathIn(collection, number)).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);

    private static VectorIndex[] OpenVectors(string folder, CollectionSchema schema, Placement placement)
    {
        var vectors = new List<VectorIndex>();
        try
        {
            foreach (VectorSchema vector in schema.Vectors)
                vectors.Add(VectorIndex.Open(
                    VectorPath(folder, vectors.Count), vector.Hnsw, vector.Place(placement)));
            return [.. vectors];
        }
        catch
        {
            foreach (VectorIndex vector in vectors) vector.Dispose();
            throw;
        }
    }

    private static string PointsPath(string folder) => Path.Combine(folder, "points.bin");

    private static string VectorPath(string folder, int vector) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"vector-{vector}"));
}
