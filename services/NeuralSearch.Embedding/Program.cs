using NeuralSearch.ServiceDefaults.Hosting;
using NeuralSearch.Embedding;

var service = new ServiceHost(args, new ServiceProfile(
    "embedding", "Serve the embedding model over HTTP and gRPC.", HttpPort: 7702, GrpcPort: 6337));
service.Builder.AddEmbedding();
return await service.RunAsync(app => app.MapEmbedding());
