using System.Diagnostics;
using NeuralSearch.Index;

namespace NeuralSearch.Notebooks.Library;

/// <summary>The engine in this process, without a log, a payload or a wire.</summary>
internal sealed class InProcessTarget : SearchTarget
{
    private const int IndexStep = 1024;

    private readonly VectorIndex _index;
    private readonly Dictionary<PointFilter, PointBitmap> _allowed = [];
    private readonly List<Fields> _fields = [];

    public InProcessTarget(int dimensions, VectorCodes codes) =>
        _index = new VectorIndex(dimensions, Dataset.Distance, HnswOptions.Default with { Codes = codes });

    public override string Name => $"{_index.Codes}";

    public override long? NativeBytes => _index.NativeBytes;

    public override Task AddAsync(IReadOnlyList<float[]> rows, IReadOnlyList<Fields> fields) => Task.Run(() =>
    {
        _allowed.Clear();
        _fields.AddRange(fields);
        foreach (float[] row in rows) _index.Append(row);
        while (_index.IndexNext(IndexStep))
        {
        }
    });

    public override ValueTask<Answer> SearchAsync(float[] query, int k, int ef = 0, PointFilter? filter = null)
    {
        var request = new SearchRequest { Ef = ef, Allowed = filter is null ? null : Allowed(filter) };
        Span<Neighbor> found = stackalloc Neighbor[k];
        long started = Stopwatch.GetTimestamp();
        int count = _index.Search(query, request, found, out SearchStatistics statistics);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        var hits = new Hit[count];
        for (int i = 0; i < count; i++) hits[i] = new Hit((int)found[i].Offset, -found[i].Distance);
        return ValueTask.FromResult(new Answer(hits, elapsed, statistics));
    }

    public override ValueTask DisposeAsync()
    {
        _index.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The rows that pass, once for each filter: the time of a search is that of the index.</summary>
    private PointBitmap Allowed(PointFilter filter)
    {
        if (_allowed.TryGetValue(filter, out PointBitmap? known)) return known;
        var allowed = new PointBitmap(_index.Count);
        for (int row = 0; row < _fields.Count; row++)
            if (filter.Passes(_fields[row])) allowed.Add((uint)row);
        return _allowed[filter] = allowed;
    }
}
