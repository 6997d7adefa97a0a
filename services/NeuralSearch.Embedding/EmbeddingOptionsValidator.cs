using Microsoft.Extensions.Options;
using NeuralSearch.Embedding.Remote;

namespace NeuralSearch.Embedding;

/// <summary>Refuses a configuration that cannot work, at start, by the path of the wrong key.</summary>
internal sealed class EmbeddingOptionsValidator : IValidateOptions<EmbeddingOptions>
{
    public ValidateOptionsResult Validate(string? name, EmbeddingOptions options)
    {
        ValidateOptionsResultBuilder result = new();
        Require(
            !string.IsNullOrWhiteSpace(options.Model), nameof(options.Model), options.Model,
            "a name of models/manifest.json");
        Require(options.Workers is >= 1 and <= 256, nameof(options.Workers), options.Workers, "1 to 256");
        Require(
            options.InteractiveWorkers is >= 0 and <= 256, nameof(options.InteractiveWorkers),
            options.InteractiveWorkers, "0 to 256");
        Require(
            options.BatchTokens is >= 1 and <= 16_384, nameof(options.BatchTokens), options.BatchTokens, "1 to 16384");
        Require(
            options.MaxDelay >= TimeSpan.Zero && options.MaxDelay <= TimeSpan.FromSeconds(1),
            nameof(options.MaxDelay), options.MaxDelay, "00:00:00 to 00:00:01");
        Require(
            options.QueueTexts is >= 1 and <= 1_000_000, nameof(options.QueueTexts), options.QueueTexts,
            "1 to 1000000");
        Require(options.QueueTokens >= 1, nameof(options.QueueTokens), options.QueueTokens, "1 or more");
        Require(
            options.InteractiveTimeout > TimeSpan.Zero && options.InteractiveTimeout <= TimeSpan.FromMinutes(10),
            nameof(options.InteractiveTimeout), options.InteractiveTimeout, "more than 00:00:00, at most 00:10:00");
        Require(
            options.CacheEntries is 0 or (>= 3 and <= 10_000_000), nameof(options.CacheEntries), options.CacheEntries,
            "0 (no cache) or 3 to 10000000");
        Require(
            options.MaxPendingTexts is >= 2048 and <= 1_000_000, nameof(options.MaxPendingTexts),
            options.MaxPendingTexts, "2048 to 1000000");
        RemoteEmbeddingOptionsValidator.Validate(options.Remote, result);
        return result.Build();

        void Require(bool holds, string key, object value, string allowed)
        {
            if (!holds) result.AddError($"{EmbeddingOptions.Section}:{key} is '{value}'; allowed is {allowed}.");
        }
    }
}
