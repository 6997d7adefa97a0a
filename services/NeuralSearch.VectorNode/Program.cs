using NeuralSearch.ServiceDefaults.Hosting;
using NeuralSearch.VectorNode;

var service = new ServiceHost(args, new ServiceProfile(
    "vectors", "Serve one vector node behind Qdrant's gRPC.",
    HttpPort: 7703, GrpcPort: 6336, DataFolder: "NeuralSearch/vectors", HasNode: true));
service.Builder.AddVectorNode();
return await service.RunAsync(app => app.MapVectorNode());
