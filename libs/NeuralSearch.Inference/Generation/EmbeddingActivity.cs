using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace NeuralSearch.Inference;

/// <summary>The span of a request for embeddings, as OpenTelemetry's GenAI conventions name it.</summary>
internal static class EmbeddingActivity
{
    public static Activity? Start(
        ActivitySource source, EmbeddingGeneratorMetadata metadata, ActivityKind kind = ActivityKind.Internal)
    {
        Activity? activity = source.StartActivity($"embeddings {metadata.DefaultModelId}", kind);
        activity?.SetTag("gen_ai.operation.name", "embeddings");
        activity?.SetTag("gen_ai.provider.name", metadata.ProviderName);
        activity?.SetTag("gen_ai.request.model", metadata.DefaultModelId);
        activity?.SetTag("gen_ai.embeddings.dimension.count", metadata.DefaultModelDimensions);
        return activity;
    }

    public static void Succeeded(Activity? activity, long? tokens) =>
        activity?.SetTag("gen_ai.usage.input_tokens", tokens);

    public static void Failed(Activity? activity, Exception error) =>
        Failed(activity, error.GetType().FullName!, error.Message);

    public static void Failed(Activity? activity, string errorType, string description)
    {
        activity?.SetTag("error.type", errorType);
        activity?.SetStatus(ActivityStatusCode.Error, description);
    }
}
