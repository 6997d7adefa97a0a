using Microsoft.Extensions.Options;

namespace NeuralSearch.Embedding.Remote;

/// <summary>Refuses a remote embedder that cannot work, at start, by the path of the wrong key.</summary>
internal static class RemoteEmbeddingOptionsValidator
{
    public const int MaxKeyChars = 4096;

    private const string Token = "!#$%&'*+-.^_`|~";

    public static void Validate(RemoteEmbeddingOptions options, ValidateOptionsResultBuilder result)
    {
        if (!options.IsPresent)
        {
            RefuseOrphans(options, result);
            return;
        }

        Require(
            RemoteKinds.All.Contains(options.Kind), nameof(options.Kind), options.Kind,
            string.Join(", ", RemoteKinds.All));
        // An address may carry a password in front of @, or a key behind it: it is not repeated.
        Require(
            Uri.TryCreate(options.Endpoint, UriKind.Absolute, out Uri? address)
                && address.Scheme is "http" or "https" && address.UserInfo.Length == 0 && address.Fragment.Length == 0,
            nameof(options.Endpoint), null,
            "an absolute http or https address without user name, password and fragment");
        Require(
            !string.IsNullOrWhiteSpace(options.Model), nameof(options.Model), options.Model,
            "the model's name at the remote");
        Require(
            IsHeaderValue(options.ApiKey), nameof(options.ApiKey), null,
            $"up to {MaxKeyChars} visible ASCII characters");
        Require(
            options.ApiKeyHeader is null or "" || options.ApiKeyHeader.All(c => char.IsAsciiLetterOrDigit(c)
                || Token.Contains(c)),
            nameof(options.ApiKeyHeader), options.ApiKeyHeader, "a header's name");
        Require(
            string.IsNullOrEmpty(options.ApiKeyHeader) || !string.IsNullOrEmpty(options.ApiKey),
            nameof(options.ApiKey), "", $"a key, as {nameof(options.ApiKeyHeader)} is set");
        Require(
            options.Dimensions is null or (>= 1 and <= 65_536), nameof(options.Dimensions), options.Dimensions,
            "1 to 65536, or nothing");
        Require(
            !string.IsNullOrWhiteSpace(options.InputTensor), nameof(options.InputTensor), options.InputTensor,
            "the name of a tensor");
        Require(
            !string.IsNullOrWhiteSpace(options.OutputTensor), nameof(options.OutputTensor), options.OutputTensor,
            "the name of a tensor");
        Require(
            options.MaxBatchTexts is >= 1 and <= 2048, nameof(options.MaxBatchTexts), options.MaxBatchTexts,
            "1 to 2048");
        Require(options.Concurrency is >= 1 and <= 256, nameof(options.Concurrency), options.Concurrency, "1 to 256");
        RequireTime(nameof(options.QueryTimeout), options.QueryTimeout);
        RequireTime(nameof(options.BatchTimeout), options.BatchTimeout);
        RequireTime(nameof(options.Deadline), options.Deadline);
        Require(
            options.BreakDuration >= TimeSpan.FromSeconds(0.5) && options.BreakDuration <= TimeSpan.FromHours(1),
            nameof(options.BreakDuration), options.BreakDuration, "00:00:00.5 to 01:00:00");

        void RequireTime(string key, TimeSpan value) => Require(
            value >= TimeSpan.FromMilliseconds(10) && value <= TimeSpan.FromHours(1), key, value,
            "00:00:00.01 to 01:00:00");

        void Require(bool holds, string key, object? value, string allowed)
        {
            if (holds) return;
            string what = value is null ? "is missing or wrong" : $"is '{value}'";
            result.AddError($"{RemoteEmbeddingOptions.Section}:{key} {what}; allowed is {allowed}.");
        }
    }

    /// <summary>A remote that is described but has no address is a slip, and not a wish for the local model.</summary>
    private static void RefuseOrphans(RemoteEmbeddingOptions options, ValidateOptionsResultBuilder result)
    {
        string? orphan = !string.IsNullOrEmpty(options.Kind) ? nameof(options.Kind)
            : !string.IsNullOrEmpty(options.Model) ? nameof(options.Model)
            : !string.IsNullOrEmpty(options.ApiKey) ? nameof(options.ApiKey)
            : options.Dimensions is not null ? nameof(options.Dimensions) : null;
        if (orphan is not null)
            result.AddError(
                $"{RemoteEmbeddingOptions.Section}:{nameof(options.Endpoint)} is missing, but {orphan} is set beside "
                + "it; set the address of the remote embedder, or remove the section to use the local model.");
    }

    private static bool IsHeaderValue(string? key) =>
        key is null || (key.Length <= MaxKeyChars && key.All(c => c is > ' ' and < '\u007f'));
}
