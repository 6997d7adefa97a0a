using System.Globalization;
using NeuralSearch.Ingestion.Sources;

namespace NeuralSearch.Ingestion.Preparation;

/// <summary>
/// Turns a document into chunks, and a chunk into the text that is embedded. Safe for use by many threads.
/// </summary>
internal sealed class DocumentPreparer(ITokenCounter counter, ChunkerOptions options, int titleTokens)
{
    private readonly Chunker _chunker = new(counter, options);
    private readonly string _preparation = string.Create(
        CultureInfo.InvariantCulture,
        $"tokens={options.MaxTokens} overlap={options.OverlapTokens} title={titleTokens}");

    /// <summary>Hash of everything that the document's points depend on.</summary>
    /// <param name="document">The document.</param>
    /// <param name="model">The id of the model that embeds it.</param>
    public byte[] Hash(SourceDocument document, string model) =>
        ContentHash.Compute(document, $"v{ChunkerOptions.Version} model={model} {_preparation}");

    /// <summary>The chunks of the document, in order; computed while they are read.</summary>
    public IEnumerable<Chunk> Split(SourceDocument document) => _chunker.Split(document.Text);

    /// <summary>
    /// What is embedded before every passage of the document: the title, cut so that a passage always fits the model's
    /// window behind it, and a space; empty without a title.
    /// </summary>
    public string PassagePrefix(SourceDocument document)
    {
        if (string.IsNullOrWhiteSpace(document.Title))
            return "";
        AtomScanner atoms = new(document.Title);
        int end = 0;
        int tokens = 0;
        while (atoms.MoveNext())
        {
            Atom atom = atoms.Current;
            tokens += Math.Max(1, counter.Count(document.Title.AsSpan(atom.Start, atom.End - atom.Start)));
            if (tokens > titleTokens)
                break;
            end = atom.End;
        }

        return end == 0 ? "" : string.Concat(document.Title.AsSpan(0, end).Trim(), " ");
    }
}
