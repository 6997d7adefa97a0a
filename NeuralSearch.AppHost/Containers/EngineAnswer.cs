namespace NeuralSearch.AppHost.Containers;

/// <summary>What a container client said about its engine.</summary>
/// <param name="Client">The program: <c>docker</c> or <c>podman</c>.</param>
/// <param name="IsRunning">Whether an engine answered in time.</param>
/// <param name="Reason">The finding as a clause, such as "docker is not installed".</param>
internal sealed record EngineAnswer(string Client, bool IsRunning, string Reason);
