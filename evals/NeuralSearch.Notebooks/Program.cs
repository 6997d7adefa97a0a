return await NeuralSearch.Notebooks.CommandLine.RunAsync(args);
