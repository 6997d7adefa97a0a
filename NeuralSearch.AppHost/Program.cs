// With Aspire: every service in a process of its own. Without it, or with --standalone: the whole system in this one.
#if ASPIRE
if (!args.Contains("--standalone")) return await NeuralSearch.AppHost.Orchestration.AspireMode.RunAsync(args);
#endif
return await NeuralSearch.AppHost.StandaloneMode.RunAsync(args);
