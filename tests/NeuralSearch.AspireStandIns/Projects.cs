using Aspire.Hosting;

namespace Projects;

// Aspire's SDK generates one for each project that the AppHost refers to.
public sealed class NeuralSearch_Embedding : IProjectMetadata
{
    public string ProjectPath => "services/NeuralSearch.Embedding/NeuralSearch.Embedding.csproj";
}

public sealed class NeuralSearch_Ingestion : IProjectMetadata
{
    public string ProjectPath => "services/NeuralSearch.Ingestion/NeuralSearch.Ingestion.csproj";
}

public sealed class NeuralSearch_Query : IProjectMetadata
{
    public string ProjectPath => "services/NeuralSearch.Query/NeuralSearch.Query.csproj";
}

public sealed class NeuralSearch_VectorNode : IProjectMetadata
{
    public string ProjectPath => "services/NeuralSearch.VectorNode/NeuralSearch.VectorNode.csproj";
}
