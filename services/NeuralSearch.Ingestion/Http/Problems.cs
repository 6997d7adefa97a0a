using Microsoft.AspNetCore.Http;
using NeuralSearch.Catalog;

namespace NeuralSearch.Ingestion.Http;

/// <summary>Problem details (RFC 9457) of ingestion.</summary>
internal static class Problems
{
    public static IResult Of(IngestionException exception, string field) => exception.Error switch
    {
        IngestionError.InvalidRequest =>
            Create(StatusCodes.Status400BadRequest, "Invalid request", exception.Message, field),
        IngestionError.Conflict => Create(StatusCodes.Status409Conflict, "Conflict", exception.Message, field),
        IngestionError.Unavailable =>
            Create(StatusCodes.Status503ServiceUnavailable, "Not available", exception.Message),
        _ => Create(StatusCodes.Status502BadGateway, "A part of the system failed", exception.Message),
    };

    public static IResult Of(CatalogException exception) => Create(
        exception.IsTransient
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status500InternalServerError,
        "The catalog failed", exception.Message);

    public static IResult NotFound(string detail) => Create(StatusCodes.Status404NotFound, "Not found", detail);

    public static IResult Invalid(string detail, string field) =>
        Create(StatusCodes.Status400BadRequest, "Invalid request", detail, field);

    public static IResult Conflict(string detail, string field) =>
        Create(StatusCodes.Status409Conflict, "Conflict", detail, field);

    public static IResult UnsupportedType(string contentType) => Create(
        StatusCodes.Status415UnsupportedMediaType, "Unsupported content type",
        $"Content-Type '{contentType}' is not supported; send files as 'multipart/form-data', or JSON lines.",
        "Content-Type");

    public static IResult UnsupportedEncoding(string encoding) => Create(
        StatusCodes.Status415UnsupportedMediaType, "Unsupported content encoding",
        $"Content-Encoding '{encoding}' is not supported; send 'gzip' or none.", "Content-Encoding");

    private static IResult Create(int status, string title, string detail, string? field = null) => Results.Problem(
        detail, statusCode: status, title: title,
        extensions: field is null
            ? null
            : new Dictionary<string, object?> { ["errors"] = new[] { new FieldError(field, detail) } });

    private sealed record FieldError(string Field, string Message);
}
