namespace NeuralSearch.Testing.Faults.Power;

/// <summary>What a file system keeps of changes that were not synced when the power failed.</summary>
public enum FileSystemRules
{
    /// <summary>
    /// As ext4 journals: names arrive in the order they were made, and a sync of anything whose name or reserved length changed
    /// makes all names before it durable.
    /// </summary>
    Ext4,

    /// <summary>As POSIX promises and no more: a name is durable once its directory was synced, names arrive in any order.</summary>
    Strict,
}
