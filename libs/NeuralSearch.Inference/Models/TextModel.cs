using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace NeuralSearch.Inference;

/// <summary>
/// A dense text encoder: an ONNX model with its tokenizer, pooled and normalised as its config.json says.
/// </summary>
/// <remarks>
/// <para>Thread-safe; a call computes on its own thread alone, so run as many at a time as there are cores. Dispose it
/// after the last call has returned.</para>
/// <para>The int8 models quantise activations by tensor: texts that share a batch change each other's vectors a little
/// (cosine 0.98 and more). Only a batch of one gives a vector that depends on nothing but its text.</para>
/// </remarks>
public sealed class TextModel : ITextEncoder, IDisposable
{
    private readonly InferenceSession _session;
    private readonly ModelConfig _config;
    private readonly Pooling _pooling;
    private readonly RunOptions _runOptions = new();

    private TextModel(InferenceSession session, ModelConfig config, ModelEntry entry, WordPieceTokenizer tokenizer)
    {
        (_session, _config, Entry, Tokenizer) = (session, config, entry, tokenizer);
        _pooling = config.PoolingKind!.Value;
    }

    /// <summary>The model's name.</summary>
    public string Name => Entry.Name;

    /// <summary>What the manifest says about the model.</summary>
    public ModelEntry Entry { get; }

    /// <summary>The model's tokenizer.</summary>
    public WordPieceTokenizer Tokenizer { get; }

    /// <inheritdoc/>
    public int Dimensions => _config.Dimensions;

    /// <summary>Longest input in tokens, [CLS] and [SEP] included.</summary>
    public int MaxTokens => _config.RecommendedMaxTokens ?? _config.MaxTokens;

    /// <summary>What a query is to begin with; empty for most models.</summary>
    public string QueryPrefix => _config.QueryPrefix;

    /// <summary>What a document is to begin with; empty for most models.</summary>
    public string DocumentPrefix => _config.DocumentPrefix;

    /// <summary>Loads a model after checking the SHA-256 of every file that the manifest names for it.</summary>
    /// <param name="modelsFolder">
    /// The folder with the manifest, as <see cref="ModelFolder.Find(string?)"/> finds it.
    /// </param>
    /// <param name="name">The model's name in the manifest.</param>
    /// <param name="tokenizer">The model's tokenizer if there is one already; null to read it.</param>
    /// <exception cref="KeyNotFoundException">The manifest has no such model.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is not the one the manifest names, or cannot be run.</exception>
    public static TextModel Load(string modelsFolder, string name, WordPieceTokenizer? tokenizer = null)
    {
        ModelEntry entry = ModelManifest.Load(modelsFolder).Get(name);
        ModelConfig config = ReadConfig(modelsFolder, entry);
        if (config.Dimensions != entry.Dimensions)
            throw new InvalidDataException(
                $"The model {entry.Name} has {config.Dimensions} dimensions by its {ModelConfig.FileName}, "
                + $"but {entry.Dimensions} by {ModelManifest.FileName}; correct the wrong one.");

        // The session is made from the very bytes that were checked.
        byte[] onnx = entry.ReadVerified(modelsFolder, config.File);
        entry.Verify(modelsFolder, exceptFor: [config.File]);
        tokenizer ??= new WordPieceTokenizer(ReadVocabulary(modelsFolder, entry));
        InferenceSession session = OnnxSession.Create(
            onnx, config, Path.Combine(modelsFolder, entry.Folder, config.File));
        return new TextModel(session, config, entry, tokenizer);
    }

    /// <summary>Reads and checks a model's vocabulary.</summary>
    internal static WordPieceVocabulary ReadVocabulary(string modelsFolder, ModelEntry entry)
    {
        string vocab = ReadConfig(modelsFolder, entry).Tokenizer.Vocab;
        using StreamReader reader = new(new MemoryStream(entry.ReadVerified(modelsFolder, vocab)));
        return WordPieceTokenizer.ReadVocabulary(reader, Path.Combine(modelsFolder, entry.Folder, vocab));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">
    /// The model gave a vector that is not finite or has no direction.
    /// </exception>
    /// <exception cref="OnnxRuntimeException">The runtime failed.</exception>
    public void Encode(ReadOnlySpan<int[]> batch, Span<float> vectors)
    {
        if (vectors.Length != batch.Length * Dimensions)
            throw new ArgumentException(
                $"{batch.Length} texts give {batch.Length} × {Dimensions} components, "
                + $"not {vectors.Length}.",
                nameof(vectors));
        if (batch.IsEmpty) return;

        int width = 0;
        foreach (int[] tokens in batch)
        {
            if (tokens.Length == 0) throw new ArgumentException("A text has no tokens.", nameof(batch));
            width = Math.Max(width, tokens.Length);
        }

        using TokenTensors inputs = new(batch, width, _config.Inputs);
        float[] hidden = ArrayPool<float>.Shared.Rent(batch.Length * width * Dimensions);
        try
        {
            Run(inputs, hidden.AsMemory(0, batch.Length * width * Dimensions), [batch.Length, width, Dimensions]);
            for (int i = 0; i < batch.Length; i++)
            {
                ReadOnlySpan<float> text = hidden.AsSpan(i * width * Dimensions, batch[i].Length * Dimensions);
                Span<float> vector = vectors.Slice(i * Dimensions, Dimensions);
                Pool(text, vector);
                Normalise(vector);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(hidden);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _runOptions.Dispose();
    }

    private static ModelConfig ReadConfig(string modelsFolder, ModelEntry entry) => ModelConfig.Parse(
        entry.ReadVerified(modelsFolder, ModelConfig.FileName),
        Path.Combine(modelsFolder, entry.Folder, ModelConfig.FileName));

    private void Run(TokenTensors inputs, Memory<float> hidden, long[] shape)
    {
        using OrtValue output = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, hidden, shape);
        _session.Run(_runOptions, _config.Inputs, inputs.Values, [_config.Output], [output]);
    }

    private void Pool(ReadOnlySpan<float> tokens, Span<float> vector)
    {
        tokens[..Dimensions].CopyTo(vector);
        if (_pooling == Pooling.Classify) return;

        for (int at = Dimensions; at < tokens.Length; at += Dimensions)
            TensorPrimitives.Add(vector, tokens.Slice(at, Dimensions), vector);
        TensorPrimitives.Divide(vector, (float)(tokens.Length / Dimensions), vector);
    }

    private void Normalise(Span<float> vector)
    {
        float norm = TensorPrimitives.Norm<float>(vector);
        if (!float.IsFinite(norm) || norm == 0)
            throw new InvalidDataException(
                $"The model {Name} gave a vector of length {norm}; it cannot be stored or compared. "
                + "The model file passed its check, so the runtime or the processor is at fault.");

        if (_config.Normalise == "L2") TensorPrimitives.Divide(vector, norm, vector);
    }
}
