namespace NeuralSearch.Evals.Ann.Engines;

/// <summary>What a build took.</summary>
/// <param name="WallSeconds">By the clock, one thread.</param>
/// <param name="CpuSeconds">Of all threads of the process.</param>
internal sealed record EngineBuild(double WallSeconds, double CpuSeconds);
