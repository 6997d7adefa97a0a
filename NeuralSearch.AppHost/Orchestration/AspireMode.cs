using Aspire.Hosting;
using NeuralSearch.AppHost.Containers;

namespace NeuralSearch.AppHost.Orchestration;

/// <summary>Runs or publishes the system with Aspire.</summary>
internal static class AspireMode
{
    /// <returns>0 after a stop, 1 when it could not start, 2 when the command line is wrong.</returns>
    public static Task<int> RunAsync(string[] args) =>
        AppHostCommandLine.InvokeAsync(AppHostCommandLine.Create(RunAsync), args);

    private static async Task<int> RunAsync(
        AppHostSettings settings, string[] aspireArguments, CancellationToken cancellationToken)
    {
        VectorsPlan plan;
        try
        {
            plan = AppHostCommandLine.IsPublishing(aspireArguments)
                ? VectorsPlan.ForPublishing(settings.Containers)
                : await VectorsPlan.ForRunAsync(
                    settings.Containers,
                    Environment.GetEnvironmentVariable(VectorsPlan.EngineVariable),
                    ContainerEngine.AnswerLimit,
                    cancellationToken);
        }
        catch (ContainersUnavailableException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }

        Console.WriteLine(plan);

        // Aspire takes docker unless told otherwise, be its engine alive or not; and it reads this when it is built.
        if (plan.Engine is not null) Environment.SetEnvironmentVariable(VectorsPlan.EngineVariable, plan.Engine);
        IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder(aspireArguments);
        AppHost.Compose(builder, settings, plan);
        await builder.Build().RunAsync(cancellationToken);
        return 0;
    }
}
