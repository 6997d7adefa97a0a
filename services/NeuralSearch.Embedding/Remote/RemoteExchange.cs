using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using NeuralSearch.Embedding.Remote.Protocols;

namespace NeuralSearch.Embedding.Remote;

/// <summary>
/// One request and its answer, with every way it can fail as a <see cref="RemoteEmbeddingException"/>. Thread-safe.
/// </summary>
internal sealed class RemoteExchange(
    RemoteEmbeddingOptions options, IRemoteProtocol protocol, HttpMessageInvoker http, TimeProvider time)
{
    /// <summary>Largest answer: 2048 vectors of 2048 numbers, written out.</summary>
    public const int MaxAnswerBytes = 64 << 20;

    private const int MaxRemoteWords = 300;

    private readonly string _remote = $"The remote embedder {RemoteAddress.Shown(options.Endpoint!)}";

    public async Task<RemoteVectors> EmbedAsync(
        IReadOnlyList<string> texts, int? dimensions, CancellationToken cancellationToken)
    {
        byte[] body = await SendAsync(protocol.Embed(texts), texts.Count, cancellationToken);
        return Read(body, bytes => VectorCheck.Checked(protocol.ReadVectors(bytes, texts.Count), dimensions));
    }

    public async Task<RemoteDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        if (protocol.Describe() is not { } request) return default;

        byte[] body = await SendAsync(request, texts: 0, cancellationToken);
        return Read(body, protocol.ReadDescription);
    }

    private delegate T Reader<T>(ReadOnlySpan<byte> body);

    private T Read<T>(byte[] body, Reader<T> read)
    {
        try
        {
            return read(body);
        }
        catch (BadAnswerException e)
        {
            throw Bad(e.Message);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            // The message of the parser may quote the answer; where it stopped says enough.
            string place = e is JsonException { BytePositionInLine: { } at, LineNumber: { } line }
                ? string.Create(CultureInfo.InvariantCulture, $" (line {line + 1}, byte {at + 1})") : "";
            throw Bad($"{body.Length} bytes that are not the JSON of an answer{place}");
        }
    }

    private async Task<byte[]> SendAsync(
        HttpRequestMessage request, int texts, CancellationToken cancellationToken)
    {
        using (request)
        {
            Authorize(request);
            try
            {
                using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
                byte[] body = await ReadAsync(response.Content, cancellationToken);
                return response.StatusCode == HttpStatusCode.OK ? body : throw Failed(response, body, texts);
            }
            catch (HttpRequestException e)
            {
                throw Failed(e.HttpRequestError);
            }
            catch (IOException e)
            {
                // The connection broke while the body was read.
                throw Failed(e is HttpIOException http ? http.HttpRequestError : HttpRequestError.ResponseEnded);
            }
        }
    }

    private void Authorize(HttpRequestMessage request)
    {
        if (string.IsNullOrEmpty(options.ApiKey)) return;

        if (string.IsNullOrEmpty(options.ApiKeyHeader))
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {options.ApiKey}");
        else
            request.Headers.TryAddWithoutValidation(options.ApiKeyHeader, options.ApiKey);
    }

    private async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        using MemoryStream body = new();
        byte[] buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > MaxAnswerBytes) throw Bad($"more than {MaxAnswerBytes} bytes");
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private RemoteEmbeddingException Bad(string what) =>
        new(RemoteFailure.BadAnswer, $"{_remote} answered {what}; nothing of it was used.");

    private RemoteEmbeddingException Failed(HttpRequestError error) => error switch
    {
        HttpRequestError.ResponseEnded => new(
            RemoteFailure.Unavailable, $"{_remote} ended the connection before its answer was complete."),
        HttpRequestError.SecureConnectionError => new(
            RemoteFailure.Refused, $"{_remote} has no certificate that is trusted here."),
        HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded =>
            Bad("what is not HTTP as it should be"),
        _ => new(RemoteFailure.Unavailable, $"{_remote} cannot be reached ({error})."),
    };

    private RemoteEmbeddingException Failed(HttpResponseMessage response, byte[] body, int texts)
    {
        int status = (int)response.StatusCode;
        TimeSpan? retryAfter = RetryAfter(response);
        string? words = RemoteWords(body);
        const string Section = RemoteEmbeddingOptions.Section;
        return status switch
        {
            // The words are left out: some remotes repeat the key.
            401 or 403 => new(
                RemoteFailure.Refused,
                $"{_remote} refuses the key ({status}); set {Section}:ApiKey to one that it takes."),
            404 or 405 => new(
                RemoteFailure.Refused,
                $"{_remote} does not have the path or the model '{options.Model}' ({status}); "
                + $"check {Section}:Endpoint, Kind and Model.",
                words),
            // Triton says 400 for a model that is not ready.
            400 or 409 or 422 when texts == 0 => new(
                RemoteFailure.Unavailable, $"{_remote} is not ready ({status}).", words, retryAfter),
            413 when texts > 1 => new(
                RemoteFailure.Refused,
                $"{_remote} finds a batch of {texts} texts too large ({status}); lower {Section}:MaxBatchTexts, which "
                + $"is {options.MaxBatchTexts}.",
                words),
            400 or 413 or 422 => new(
                RemoteFailure.InvalidInput, $"{_remote} does not take the texts ({status}).", words),
            429 => new(RemoteFailure.Overloaded, $"{_remote} takes no more now ({status}).", words, retryAfter),
            // 424 is TEI's for an inference that failed.
            408 or 424 or >= 500 => new(
                RemoteFailure.Unavailable, $"{_remote} cannot serve now ({status}).", words, retryAfter),
            >= 300 and < 400 => new(
                RemoteFailure.Refused,
                $"{_remote} points elsewhere ({status}), and texts and key go nowhere but to the address that is "
                + $"configured; set {Section}:Endpoint to the final one."),
            < 300 => Bad($"the status {status} instead of 200"),
            _ => new(RemoteFailure.Refused, $"{_remote} refuses the request ({status}).", words),
        };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        TimeSpan? wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>What the remote said, short, on one line, and without the key.</summary>
    private string? RemoteWords(byte[] body)
    {
        string? words;
        try
        {
            words = protocol.ReadError(body);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // A page of a proxy, say. The status tells enough.
        }

        if (string.IsNullOrWhiteSpace(words)) return null;

        if (!string.IsNullOrEmpty(options.ApiKey))
            words = words.Replace(options.ApiKey, "***", StringComparison.OrdinalIgnoreCase);
        StringBuilder line = new();
        foreach (Rune rune in words.EnumerateRunes())
        {
            if (line.Length >= MaxRemoteWords) return line.Append('…').ToString();
            line.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return line.ToString();
    }
}
