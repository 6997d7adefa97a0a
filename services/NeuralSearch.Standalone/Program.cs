return await NeuralSearch.Standalone.CommandLine.RunAsync(args);
