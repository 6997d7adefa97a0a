using NeuralSearch.Ingestion.Sources;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>
/// Who writes to a source: one input that holds all of it, or any number of others; else what one has stored just now
/// would be deleted by the other, which does not name it. Nobody waits. Thread-safe; a singleton.
/// </summary>
internal sealed class SourceLeases
{
    private const int Whole = -1;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Collection, string Source), int> _held = [];

    /// <summary>The right to write to the source; null if somebody has it who excludes this one.</summary>
    public IDisposable? TryAcquire(string collection, NamedSource source)
    {
        (string, string) key = (collection, source.Name);
        lock (_lock)
        {
            int holders = _held.GetValueOrDefault(key);
            if (holders == Whole || (source.IsWhole && holders > 0))
                return null;
            _held[key] = source.IsWhole ? Whole : holders + 1;
        }

        return new Lease(this, key);
    }

    private void Release((string, string) key)
    {
        lock (_lock)
        {
            if (_held[key] > 1)
                _held[key]--;
            else
                _held.Remove(key);
        }
    }

    private sealed class Lease(SourceLeases leases, (string, string) key) : IDisposable
    {
        private bool _isReleased;

        public void Dispose()
        {
            if (_isReleased)
                return;
            _isReleased = true;
            leases.Release(key);
        }
    }
}
