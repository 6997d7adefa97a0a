using System.Buffers;
using Microsoft.ML.OnnxRuntime;

namespace NeuralSearch.Inference;

/// <summary>The int64[n, width] inputs of a BERT-like model, padded at the end, in pooled memory.</summary>
internal sealed class TokenTensors : IDisposable
{
    /// <summary>The inputs that can be made; "token_type_ids" is all zeros, as there is only one segment.</summary>
    public static readonly string[] KnownInputs = ["input_ids", "attention_mask", "token_type_ids"];

    private readonly long[][] _buffers;
    private readonly OrtValue[] _values;

    public TokenTensors(ReadOnlySpan<int[]> batch, int width, IReadOnlyList<string> names)
    {
        _buffers = new long[names.Count][];
        _values = new OrtValue[names.Count];
        long[] shape = [batch.Length, width];
        for (int i = 0; i < names.Count; i++)
        {
            _buffers[i] = ArrayPool<long>.Shared.Rent(batch.Length * width);
            Memory<long> tensor = _buffers[i].AsMemory(0, batch.Length * width);
            Fill(tensor.Span, batch, width, names[i]);
            _values[i] = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, tensor, shape);
        }
    }

    /// <summary>The tensors, in the order of the names.</summary>
    public IReadOnlyCollection<OrtValue> Values => _values;

    public void Dispose()
    {
        foreach (OrtValue value in _values) value.Dispose();
        foreach (long[] buffer in _buffers) ArrayPool<long>.Shared.Return(buffer);
    }

    private static void Fill(Span<long> tensor, ReadOnlySpan<int[]> batch, int width, string name)
    {
        // Padding is 0 in all three: the id of [PAD], "not attended", and the first segment.
        tensor.Clear();
        switch (name)
        {
            case "input_ids":
                for (int i = 0; i < batch.Length; i++)
                    for (int t = 0; t < batch[i].Length; t++)
                        tensor[i * width + t] = batch[i][t];
                break;
            case "attention_mask":
                for (int i = 0; i < batch.Length; i++)
                    tensor.Slice(i * width, batch[i].Length).Fill(1);
                break;
        }
    }
}
