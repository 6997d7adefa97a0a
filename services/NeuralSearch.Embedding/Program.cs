using NeuralSearch.Embedding;
using NeuralSearch.Embedding.Grpc;
using NeuralSearch.ServiceDefaults.Hosting;

var service = new ServiceHost(args, new ServiceProfile(
    "embedding", "Serve the embedding model over HTTP and gRPC.", HttpPort: 7702, GrpcPort: 6337));
service.Builder.AddEmbedding().AddEmbeddingGrpc();
return await service.RunAsync(app => app.MapEmbedding().MapEmbeddingGrpc());
