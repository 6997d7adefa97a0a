using Microsoft.ML.OnnxRuntime;

namespace NeuralSearch.Inference;

/// <summary>Makes the ONNX Runtime sessions of this library.</summary>
internal static class OnnxSession
{
    /// <summary>A session that computes on the calling thread only.</summary>
    /// <exception cref="InvalidDataException">
    /// The runtime cannot run the model, or it is not as its config says.
    /// </exception>
    public static InferenceSession Create(byte[] onnx, ModelConfig config, string path)
    {
        using SessionOptions options = new()
        {
            // Several small batches in parallel use the cores better than one batch on all of them.
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            // Plans buffers by input shape, and no two batches need have the same.
            EnableMemoryPattern = false,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");

        InferenceSession session;
        try
        {
            session = new InferenceSession(onnx, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"ONNX Runtime cannot load '{path}': {e.Message}", e);
        }

        if (Mismatch(session, config) is not { } mismatch) return session;

        session.Dispose();
        throw new InvalidDataException($"'{path}' is not as its {ModelConfig.FileName} says: {mismatch}");
    }

    private static string? Mismatch(InferenceSession session, ModelConfig config)
    {
        if (!session.InputMetadata.Keys.ToHashSet().SetEquals(config.Inputs))
            return $"it takes {string.Join(", ", session.InputMetadata.Keys)}, not {string.Join(", ", config.Inputs)}.";
        if (!session.OutputMetadata.TryGetValue(config.Output, out NodeMetadata? output))
            return $"it gives {string.Join(", ", session.OutputMetadata.Keys)}, not {config.Output}.";

        // A dimension that the graph leaves open is -1.
        return output.Dimensions is [_, _, var last] && (last == config.Dimensions || last < 0)
            ? null
            : $"{config.Output} is [{string.Join(", ", output.Dimensions)}], not [batch, tokens, {config.Dimensions}].";
    }
}
