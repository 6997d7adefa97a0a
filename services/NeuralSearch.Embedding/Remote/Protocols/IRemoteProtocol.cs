namespace NeuralSearch.Embedding.Remote.Protocols;

/// <summary>How one kind of remote embedder is asked and answers. Thread-safe; does no I/O.</summary>
internal interface IRemoteProtocol
{
    /// <summary>The value of <c>gen_ai.provider.name</c>.</summary>
    string Provider { get; }

    /// <summary>The request for the vectors of so many texts; a new one each time, as it can be sent once.</summary>
    HttpRequestMessage Embed(IReadOnlyList<string> texts);

    /// <summary>The vectors of an answer of status 200, one a text, in their order.</summary>
    /// <exception cref="BadAnswerException">It cannot be the vectors of so many texts.</exception>
    /// <exception cref="System.Text.Json.JsonException">It is not JSON, or JSON of another shape.</exception>
    RemoteVectors ReadVectors(ReadOnlySpan<byte> body, int texts);

    /// <summary>The request that tells about the remote before any text is sent; null if the kind has none.</summary>
    HttpRequestMessage? Describe();

    /// <summary>What the answer to <see cref="Describe"/> says.</summary>
    /// <exception cref="BadAnswerException">The remote serves another model, or something else.</exception>
    /// <exception cref="System.Text.Json.JsonException">It is not JSON, or JSON of another shape.</exception>
    RemoteDescription ReadDescription(ReadOnlySpan<byte> body);

    /// <summary>The remote's own words in the body of an error; null if it has none.</summary>
    string? ReadError(ReadOnlySpan<byte> body);
}

/// <summary>The vectors of a request, unchecked but for their number.</summary>
/// <param name="Vectors">One a text.</param>
/// <param name="Tokens">Input tokens, if the remote counts them.</param>
internal readonly record struct RemoteVectors(float[][] Vectors, long? Tokens);

/// <summary>What a remote says about itself.</summary>
/// <param name="MaxBatchTexts">Most texts of a request, if it says so.</param>
/// <param name="MaxTokens">Longest text in tokens, if it says so.</param>
internal readonly record struct RemoteDescription(int? MaxBatchTexts = null, int? MaxTokens = null);
