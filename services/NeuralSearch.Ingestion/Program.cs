using NeuralSearch.Client;
using NeuralSearch.Ingestion;
using NeuralSearch.ServiceDefaults.Hosting;

var service = new ServiceHost(args, new ServiceProfile(
    "ingestion", "Take documents over HTTP, embed them and store them.",
    HttpPort: 7701, DataFolder: "NeuralSearch/ingestion"));
service.Builder.AddVectorStore().AddEmbeddingService().AddIngestion();
return await service.RunAsync(app => app.MapIngestion());
