using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using NeuralSearch.Ingestion.Sources;

namespace NeuralSearch.Ingestion.Http;

/// <summary>What a POST of documents says about itself before its body.</summary>
/// <param name="IsGzip">The body is compressed.</param>
/// <param name="Boundary">What parts the files of a form; null for JSON lines.</param>
/// <param name="Source">The source that it belongs to; null for JSON lines without one.</param>
internal sealed record DocumentsRequest(bool IsGzip, string? Boundary, NamedSource? Source)
{
    /// <summary>Twice what RFC 2046 allows, as some clients are generous.</summary>
    private const int MaxBoundaryChars = 140;

    /// <summary>Reads the headers and the query; false with the answer if something in them is wrong.</summary>
    public static bool TryRead(
        HttpRequest request, string? source, bool complete, [NotNullWhen(true)] out DocumentsRequest? read,
        [NotNullWhen(false)] out IResult? problem)
    {
        read = null;
        string encoding = request.Headers.ContentEncoding.ToString();
        bool isGzip = encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase);
        if (!isGzip && encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            problem = Problems.UnsupportedEncoding(encoding);
            return false;
        }

        if (!TryReadBoundary(request.ContentType, out string? boundary, out problem))
            return false;
        if (complete && source is null)
        {
            problem = Problems.Invalid(
                "'complete' says that the request holds a whole source; add 'source', its name.", nameof(complete));
            return false;
        }

        if (source is not null && NamedSource.Check(source) is { } wrong)
        {
            problem = Problems.Invalid(wrong, nameof(source));
            return false;
        }

        source ??= boundary is null ? null : NamedSource.ForFiles;
        read = new DocumentsRequest(isGzip, boundary, source is null ? null : new NamedSource(source, complete));
        return true;
    }

    private static bool TryReadBoundary(
        string? contentType, out string? boundary, [NotNullWhen(false)] out IResult? problem)
    {
        (boundary, problem) = (null, null);
        if (contentType is null || !contentType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            return true;
        if (!MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            problem = Problems.UnsupportedType(contentType);
            return false;
        }

        StringSegment value = HeaderUtilities.RemoveQuotes(type.Boundary);
        if (StringSegment.IsNullOrEmpty(value) || value.Length > MaxBoundaryChars)
        {
            problem = Problems.Invalid(
                $"The Content-Type of a form needs a boundary of 1 to {MaxBoundaryChars} characters.", "Content-Type");
            return false;
        }

        boundary = value.Value;
        return true;
    }
}
