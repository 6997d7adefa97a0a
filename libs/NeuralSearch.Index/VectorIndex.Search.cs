namespace NeuralSearch.Index;

public sealed unsafe partial class VectorIndex
{
    /// <summary>
    /// Finds the k = <paramref name="results"/>.Length nearest live rows that the request allows, nearest first, equal
    /// distances by offset. If m rows match, min(k, m) are returned, always. Allocates nothing after warm-up.
    /// </summary>
    /// <param name="query">float32[<see cref="Dimensions"/>], finite; of unit length (or zero) for cosine.</param>
    /// <param name="request">Beam width, exactness and filter; <c>default</c> is right for most.</param>
    /// <param name="results">Receives the results.</param>
    /// <param name="statistics">What the search did.</param>
    /// <returns>How many results were written.</returns>
    /// <exception cref="ArgumentException">
    /// Wrong length, a component that is not finite or, of <see cref="RowType.Bits"/>, not 0 or 1, Ef out of range.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The index is disposed.</exception>
    public int Search(ReadOnlySpan<float> query, in SearchRequest request, Span<Neighbor> results,
        out SearchStatistics statistics)
    {
        CheckRow(query, nameof(query), mustBeUnit: Metric == Metric.Cosine);
        if (RowType == RowType.Bits) CheckStorable(query, nameof(query));
        if (request.Ef is < 0 or > HnswOptions.MaxEf)
        {
            throw new ArgumentException(
                $"{nameof(SearchRequest)}.{nameof(SearchRequest.Ef)} is {request.Ef}; it takes 0…{HnswOptions.MaxEf}.",
                nameof(request));
        }

        statistics = default;
        if (results.IsEmpty) return 0;
        using var view = new SegmentView(_segments);
        var scratch = _scratches.Rent();
        var stored = Store(query, scratch);
        fixed (float* components = query)
        fixed (byte* bytes = stored)
        {
            statistics = SegmentSearch.Run(
                view.Segments, _segments.Live, new QueryRow(components, bytes), request, results.Length, scratch);
        }

        var keys = scratch.Gathered.Sort();
        for (var i = 0; i < keys.Length; i++)
            results[i] = new Neighbor(DistanceKey.Offset(keys[i]), DistanceKey.Distance(keys[i]));
        _scratches.Return(scratch);
        return keys.Length;
    }

    /// <inheritdoc cref="Search(ReadOnlySpan{float}, in SearchRequest, Span{Neighbor}, out SearchStatistics)"/>
    public int Search(ReadOnlySpan<float> query, in SearchRequest request, Span<Neighbor> results) =>
        Search(query, request, results, out _);

    /// <summary>The query as a row is stored, if that is how it is compared.</summary>
    private Span<byte> Store(ReadOnlySpan<float> query, SearchScratch scratch)
    {
        if (!_layout.StoresQueries || RowConversion.IndexOfUnfit(RowType, query) >= 0) return [];
        var stored = scratch.StoredRow((int)_layout.RowBytes);
        RowConversion.Store(RowType, query, stored);
        return stored;
    }
}
