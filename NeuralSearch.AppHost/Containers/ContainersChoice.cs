namespace NeuralSearch.AppHost.Containers;

/// <summary>Whether the user wants containers: the values of <c>--containers</c>.</summary>
internal enum ContainersChoice
{
    /// <summary>With an engine that answers, else without.</summary>
    Auto,

    /// <summary>With, or not at all.</summary>
    On,

    /// <summary>Without.</summary>
    Off,
}
