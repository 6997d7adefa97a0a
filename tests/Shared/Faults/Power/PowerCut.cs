namespace NeuralSearch.Testing.Faults.Power;

/// <summary>
/// Makes the folder that a disk may hold after the power failed at some change of a recording: all that was synced, and
/// of the rest nothing, everything, or any part, where writes tear at sectors of 512 bytes.
/// </summary>
public sealed class PowerCut
{
    private const int SectorBytes = 512;

    private readonly FileSystemRules _rules;
    private readonly Random _random;
    private readonly double _keptShare;
    private readonly Dictionary<ulong, int> _nodes = []; // inode numbers are used again, so each file gets its own
    private readonly List<List<Pending>> _contents = [];
    private readonly List<Pending> _names = [];
    private readonly HashSet<int> _unjournaled = [];

    private PowerCut(FileSystemRules rules, Random random)
    {
        _rules = rules;
        _random = random;
        _keptShare = random.Next(4) switch { 0 => 0, 1 => 1, _ => random.NextDouble() };
    }

    /// <summary>Writes that folder.</summary>
    /// <param name="recording">What happened.</param>
    /// <param name="count">How many changes had happened when the power failed.</param>
    /// <param name="rules">What the file system promises.</param>
    /// <param name="random">Chooses what is kept of what was not synced.</param>
    /// <param name="folder">An empty folder.</param>
    public static void Materialize(
        Recording recording, int count, FileSystemRules rules, Random random, string folder)
    {
        ArgumentNullException.ThrowIfNull(recording);
        var cut = new PowerCut(rules, random);
        foreach (Change change in recording.Changes.Take(count)) cut.Take(change);
        cut.Write(folder);
    }

    private void Take(Change change)
    {
        switch (change.Kind)
        {
            case ChangeKind.Root:
                NewNode(change.Inode);
                break;
            case ChangeKind.Create or ChangeKind.CreateDirectory:
                int made = NewNode(change.Inode);
                _unjournaled.Add(made);
                TakeName(change, made);
                break;
            case ChangeKind.Link or ChangeKind.Rename or ChangeKind.Unlink or ChangeKind.RemoveDirectory:
                TakeName(change, _nodes[change.Inode]);
                break;
            case ChangeKind.Write or ChangeKind.Truncate or ChangeKind.Allocate:
                int node = _nodes[change.Inode];
                _contents[node].Add(new Pending(change, node));
                if (change.Kind != ChangeKind.Write) _unjournaled.Add(node);
                break;
            case ChangeKind.Sync or ChangeKind.DataSync:
                Sync(_nodes[change.Inode]);
                break;
        }
    }

    private int NewNode(ulong inode)
    {
        _contents.Add([]);
        return _nodes[inode] = _contents.Count - 1;
    }

    private void TakeName(Change change, int node)
    {
        int parent = _nodes[change.Parent];
        int parent2 = change.Parent2 == 0 ? parent : _nodes[change.Parent2];
        _names.Add(new Pending(change, node) { Parent = parent, Parent2 = parent2 });
        _unjournaled.Add(parent);
        _unjournaled.Add(parent2);
    }

    private void Sync(int node)
    {
        foreach (Pending change in _contents[node]) change.IsDurable = true;
        if (_rules == FileSystemRules.Strict)
        {
            foreach (Pending name in _names)
            {
                name.IsParentSynced |= name.Parent == node;
                name.IsParent2Synced |= name.Parent2 == node;
                name.IsDurable |= name.IsParentSynced && name.IsParent2Synced;
            }
        }
        else if (_unjournaled.Contains(node))
        {
            foreach (Pending name in _names) name.IsDurable = true;
            _unjournaled.Clear();
        }
    }

    private void Write(string folder)
    {
        var entries = new Dictionary<int, SortedDictionary<string, int>>();
        var directories = new HashSet<int> { 0 };
        int journaled = _random.Next(_names.Count + 1);
        for (int i = 0; i < _names.Count; i++)
        {
            Pending name = _names[i];
            if (name.Change.Kind == ChangeKind.CreateDirectory) directories.Add(name.Node);
            bool isKept = _rules == FileSystemRules.Ext4 && _keptShare is > 0 and < 1
                ? i < journaled
                : _random.NextDouble() < _keptShare;
            if (!name.IsDurable && !isKept) continue;
            if (name.Change.Kind is not (ChangeKind.Create or ChangeKind.CreateDirectory or ChangeKind.Link))
                if (Of(name.Parent).TryGetValue(name.Change.Name, out int old) && old == name.Node)
                    Of(name.Parent).Remove(name.Change.Name);
            if (name.Change.Kind is ChangeKind.Rename) Of(name.Parent2)[name.Change.Name2] = name.Node;
            else if (name.Change.Kind is ChangeKind.Create or ChangeKind.CreateDirectory or ChangeKind.Link)
                Of(name.Parent)[name.Change.Name] = name.Node;
        }

        WriteDirectory(0, folder);

        SortedDictionary<string, int> Of(int directory) => entries.TryGetValue(directory, out var own)
            ? own
            : entries[directory] = new SortedDictionary<string, int>(StringComparer.Ordinal);

        void WriteDirectory(int directory, string path)
        {
            Directory.CreateDirectory(path);
            foreach ((string name, int node) in Of(directory))
            {
                if (directories.Contains(node)) WriteDirectory(node, Path.Combine(path, name));
                else WriteFile(node, Path.Combine(path, name));
            }
        }
    }

    private void WriteFile(int node, string path)
    {
        using FileStream file = File.Create(path);
        foreach (Pending pending in _contents[node])
        {
            Change change = pending.Change;
            switch (change.Kind)
            {
                case ChangeKind.Write:
                    WriteSectors(file, change, pending.IsDurable);
                    break;
                case ChangeKind.Truncate when IsKept(pending):
                    file.SetLength(change.Length);
                    break;
                case ChangeKind.Allocate when IsKept(pending) && file.Length < change.Offset + change.Length:
                    file.SetLength(change.Offset + change.Length);
                    break;
            }
        }
    }

    private bool IsKept(Pending pending) => pending.IsDurable || _random.NextDouble() < _keptShare;

    private void WriteSectors(FileStream file, Change change, bool isDurable)
    {
        for (int at = 0; at < change.Data.Length;)
        {
            long offset = change.Offset + at;
            int bytes = (int)Math.Min(change.Data.Length - at, SectorBytes - (offset % SectorBytes));
            if (isDurable || _random.NextDouble() < _keptShare)
            {
                file.Position = offset;
                file.Write(change.Data.Span.Slice(at, bytes));
            }

            at += bytes;
        }
    }

    /// <summary>A change and what is known of its durability.</summary>
    private sealed class Pending(Change change, int node)
    {
        public Change Change { get; } = change;

        public int Node { get; } = node;

        public int Parent { get; init; }

        public int Parent2 { get; init; }

        public bool IsDurable { get; set; }

        public bool IsParentSynced { get; set; }

        public bool IsParent2Synced { get; set; }
    }
}
