namespace NeuralSearch.AppHost.Containers;

/// <summary>Where the vectors live in Aspire mode, and why.</summary>
/// <param name="InContainers">True: three Qdrant containers as one cluster; false: an own node as a process.</param>
/// <param name="Engine">The client whose engine runs the containers; null without.</param>
/// <param name="Reason">Why, for the console.</param>
internal sealed record VectorsPlan(bool InContainers, string? Engine, string Reason)
{
    /// <summary>The variable by which Aspire is told which engine to use.</summary>
    public const string EngineVariable = "ASPIRE_CONTAINER_RUNTIME";

    /// <summary>The line on the console.</summary>
    public override string ToString() =>
        $"vectors: {(InContainers ? "three Qdrant containers as one cluster" : "own node")} ({Reason})";

    /// <summary>
    /// What is published does not depend on this machine: nobody is asked, and <c>auto</c> means containers, since that
    /// is where it will run.
    /// </summary>
    public static VectorsPlan ForPublishing(ContainersChoice choice) => choice == ContainersChoice.Off
        ? new VectorsPlan(InContainers: false, null, "published with --containers off")
        : new VectorsPlan(InContainers: true, null, "published; --containers off publishes an own node");

    /// <summary>Decides for a run on this machine.</summary>
    /// <exception cref="ContainersUnavailableException">Containers are demanded, and no engine answers.</exception>
    public static async Task<VectorsPlan> ForRunAsync(
        ContainersChoice choice, string? demandedEngine, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (choice == ContainersChoice.Off) return new VectorsPlan(InContainers: false, null, "--containers off");

        string[] clients = demandedEngine is null ? ContainerEngine.Clients : [demandedEngine];
        EngineAnswer[] answers = await ContainerEngine.AskAsync(clients, limit, cancellationToken);
        if (answers.FirstOrDefault(answer => answer.IsRunning) is { } engine)
            return new VectorsPlan(InContainers: true, engine.Client, engine.Reason);

        string reason = string.Join("; ", answers.Select(answer => answer.Reason));
        return choice == ContainersChoice.Auto
            ? new VectorsPlan(InContainers: false, null, reason)
            : throw new ContainersUnavailableException(
                $"--containers on: no container engine answers ({reason}). Start one and check it with 'docker info' "
                + "or 'podman info', or leave the option out: vectors then live in an own node.");
    }
}
