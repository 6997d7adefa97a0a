using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace NeuralSearch.AppHost.Orchestration;

/// <summary>Where the vectors are: how to reach them, and who must be healthy first.</summary>
/// <param name="Connection">The connection string <c>vectors</c>.</param>
/// <param name="Nodes">The processes or containers behind it.</param>
internal sealed record VectorStore(
    IResourceBuilder<ConnectionStringResource> Connection, IReadOnlyList<IResourceBuilder<IResource>> Nodes);
