using System.Diagnostics;
using System.Globalization;

namespace NeuralSearch.Evals.Storage;

/// <summary>The disk that a folder takes, in whole blocks, as <c>du</c> counts it.</summary>
internal static class DiskUsage
{
    private const long BlockBytes = 1024;

    public static async Task<long> BytesOfAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("du", ["-s", "-k", folder]) { RedirectStandardOutput = true };
        using Process du = Process.Start(start)!;
        string text = await du.StandardOutput.ReadToEndAsync(cancellationToken);
        await du.WaitForExitAsync(cancellationToken);
        return Parse(text);
    }

    /// <summary>The number before the name of the folder.</summary>
    public static long Parse(string text) =>
        long.Parse(text.Split('\t', ' ')[0], CultureInfo.InvariantCulture) * BlockBytes;
}
