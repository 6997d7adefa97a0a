using Grpc.Core;
using NeuralSearch.Testing.Faults.Checks;
using NeuralSearch.Testing.Faults.Workload;

namespace NeuralSearch.Testing.Faults;

/// <summary>Starting a node again after it was broken, and checking it.</summary>
internal static class Restart
{
    private const int KilledExitCode = 128 + 9;
    private const string SetApart = "kept apart";
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(20);

    /// <summary>Starts a node over the folder, checks it and kills it. That it does not start is a violation too.</summary>
    public static async Task<IReadOnlyList<Violation>> CheckAsync(string folder, IReadOnlyList<Lane> lanes, int seed)
    {
        NodeProcess node;
        try
        {
            node = await NodeProcess.StartAsync(folder);
        }
        catch (InvalidOperationException error)
        {
            return [new Violation(ViolationKind.Misbehaved, $"the node does not start: {error.Message}")];
        }

        await using (node)
        {
            try
            {
                IReadOnlyList<Violation> violations = await NodeChecker.CheckAsync(node, lanes, seed);
                string health = await node.HealthAsync();
                return health.Contains(SetApart, StringComparison.Ordinal)
                    ? [.. violations, new Violation(ViolationKind.Corrupt, health.ReplaceLineEndings(" "))]
                    : violations;
            }
            catch (RpcException error)
            {
                return [new Violation(ViolationKind.Misbehaved, $"a read failed: {error.Status} {node.Process.Error}")];
            }
            finally
            {
                await node.KillAsync();
            }
        }
    }

    /// <summary>
    /// Runs a node that an injected kill may end at any moment, be it while it starts.
    /// </summary>
    /// <param name="folder">Its data.</param>
    /// <param name="environment">The injection.</param>
    /// <param name="use">What is done with it once it is ready.</param>
    /// <returns>Whether it was killed by the injection.</returns>
    public static async Task<bool> RunUntilKilledAsync(
        string folder, IReadOnlyDictionary<string, string?> environment, Func<NodeProcess, Task> use)
    {
        NodeProcess node;
        try
        {
            node = await NodeProcess.StartAsync(folder, environment);
        }
        catch (InvalidOperationException error) when (error.Message.Contains(
            $"Exit code: {KilledExitCode}", StringComparison.Ordinal))
        {
            return true;
        }

        await using (node)
        {
            await use(node);
            if (!node.Process.HasExited && await node.IsAliveAsync())
            {
                await node.KillAsync();
                return false;
            }

            return await node.Process.WaitForExitAsync(ExitLimit) == KilledExitCode;
        }
    }
}
