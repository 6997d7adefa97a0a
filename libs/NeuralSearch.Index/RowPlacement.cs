namespace NeuralSearch.Index;

/// <summary>Where the rows of an opened index are.</summary>
public enum RowPlacement
{
    /// <summary>In memory, as those that are appended.</summary>
    Memory,

    /// <summary>
    /// In the files, mapped: the system reads pages as they are touched and may drop them again. With codes, a search
    /// touches only the rows that it ranks exactly.
    /// </summary>
    Mapped,
}
