using NeuralSearch.Client;
using NeuralSearch.Query;
using NeuralSearch.Query.Front;
using NeuralSearch.ServiceDefaults.Hosting;

var service = new ServiceHost(args, new ServiceProfile(
    "query", "Search by meaning over HTTP, and Qdrant's gRPC in front of the vector store.",
    HttpPort: 7700, GrpcPort: 6334));
service.Builder.AddVectorStore().AddEmbeddingService().AddQuery().AddFront();
return await service.RunAsync(app => app.MapQuery().MapFront());
