using NeuralSearch.Catalog;
using NeuralSearch.Ingestion.Sources;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>
/// A document on its way through the stages. One stage at a time has it; the channel between two stages hands it over.
/// </summary>
internal sealed class DocumentWork(SourceDocument document, string? file, long admittedBytes)
{
    public SourceDocument Document { get; } = document;

    /// <summary>The file of the source that it is in; null without one.</summary>
    public string? File { get; } = file;

    /// <summary>What it took of the budget of bytes in flight.</summary>
    public long AdmittedBytes { get; } = admittedBytes;

    /// <summary>The right to change this document, from preparation to commit.</summary>
    public DocumentLease? Lease { get; set; }

    /// <summary>What the ledger knew before; read under the lease.</summary>
    public LedgerEntry? Prior { get; set; }

    public byte[] ContentHash { get; set; } = [];

    /// <summary>The title as it is embedded before every passage.</summary>
    public string PassagePrefix { get; set; } = "";

    /// <summary>Known once the last chunk is cut.</summary>
    public int ChunkCount { get; set; }

    /// <summary>True once the ledger knows that chunks of the document are being written.</summary>
    public bool IsBegun { get; set; }
}
