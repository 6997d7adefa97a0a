namespace NeuralSearch.Testing.Faults;

/// <summary>What a process changed; the numbers are those of <c>enum kind</c> in evals/faults/faults.c.</summary>
public enum ChangeKind
{
    /// <summary>Not a change: says which inode the folder itself is.</summary>
    Root,

    /// <summary>A new file.</summary>
    Create,

    /// <summary>A new directory.</summary>
    CreateDirectory,

    /// <summary>Bytes at an offset.</summary>
    Write,

    /// <summary>A new length.</summary>
    Truncate,

    /// <summary>Blocks that were reserved.</summary>
    Allocate,

    /// <summary>fsync of a file or directory.</summary>
    Sync,

    /// <summary>fdatasync.</summary>
    DataSync,

    /// <summary>A file or directory under another name.</summary>
    Rename,

    /// <summary>A name of a file that is gone.</summary>
    Unlink,

    /// <summary>A directory that is gone.</summary>
    RemoveDirectory,

    /// <summary>One more name of a file.</summary>
    Link,

    /// <summary>Not a change: a mapping for stores, which are not seen.</summary>
    Mapped,
}
