// The whole system in one process, on embedded defaults: embedding, vector node, ingestion and query.
return await NeuralSearch.Standalone.CommandLine.RunAsync(["serve", .. args]);
