return await NeuralSearch.Evals.CommandLine.RunAsync(args);
