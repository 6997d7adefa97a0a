using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace NeuralSearch.Inference;

/// <summary>The span of a request for embeddings, as OpenTelemetry's GenAI conventions name it.</summary>
internal static class EmbeddingActivity
{
    public static Activity? Start(ActivitySource source, EmbeddingGeneratorMetadata metadata)
    {
        Activity? activity = source.StartActivity($"embeddings {metadata.DefaultModelId}");
        activity?.SetTag("gen_ai.operation.name", "embeddings");
        activity?.SetTag("gen_ai.provider.name", metadata.ProviderName);
        activity?.SetTag("gen_ai.request.model", metadata.DefaultModelId);
        activity?.SetTag("gen_ai.embeddings.dimension.count", metadata.DefaultModelDimensions);
        return activity;
    }

    public static void Succeeded(Activity? activity, long tokens) =>
        activity?.SetTag("gen_ai.usage.input_tokens", tokens);

    public static void Failed(Activity? activity, Exception error)
    {
        activity?.SetTag("error.type", error.GetType().FullName);
        activity?.SetStatus(ActivityStatusCode.Error, error.Message);
    }
}
