namespace NeuralSearch.Inference;

/// <summary>
/// The waiting requests of one lane, in order of arrival, bounded by texts and tokens. Not thread-safe.
/// </summary>
/// <remarks>What finds no room waits outside, also in order; it comes in when something leaves.</remarks>
internal sealed class RequestLane(int maxTexts, int maxTokens)
{
    private readonly LinkedList<EmbeddingRequest> _inside = [];
    private readonly LinkedList<EmbeddingRequest> _outside = [];

    /// <summary>Requests inside, oldest first.</summary>
    public IReadOnlyCollection<EmbeddingRequest> Requests => _inside;

    public EmbeddingRequest? Oldest => _inside.First?.Value;

    /// <summary>Tokens of the requests inside.</summary>
    public int Tokens { get; private set; }

    public void Add(EmbeddingRequest request, long timestamp)
    {
        _outside.AddLast(request);
        LetIn(timestamp);
    }

    /// <summary>Takes out requests, inside or outside; unknown ones are ignored.</summary>
    public void Remove(ReadOnlySpan<EmbeddingRequest> requests, long timestamp)
    {
        foreach (EmbeddingRequest request in requests)
            if (_inside.Remove(request))
                Tokens -= request.Tokens.Length;
            else
                _outside.Remove(request);
        LetIn(timestamp);
    }

    /// <summary>Takes out everything.</summary>
    public EmbeddingRequest[] Clear()
    {
        EmbeddingRequest[] all = [.. _inside, .. _outside];
        _inside.Clear();
        _outside.Clear();
        Tokens = 0;
        return all;
    }

    private void LetIn(long timestamp)
    {
        while (_outside.First?.Value is { } next && HasRoom(next))
        {
            _outside.RemoveFirst();
            _inside.AddLast(next);
            Tokens += next.Tokens.Length;
            next.Admit(timestamp);
        }
    }

    // An empty lane takes anything: a text longer than the bound must get through too.
    private bool HasRoom(EmbeddingRequest request) => _inside.Count == 0
        || (_inside.Count < maxTexts && Tokens + request.Tokens.Length <= maxTokens);
}
