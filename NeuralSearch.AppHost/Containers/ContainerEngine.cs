using System.ComponentModel;
using System.Diagnostics;

namespace NeuralSearch.AppHost.Containers;

/// <summary>
/// Asks the container clients on PATH for their engines. A client alone proves nothing: its engine may be stopped, on
/// another machine that is gone, or hang; so each is asked for <c>info</c> and has two seconds.
/// </summary>
internal static class ContainerEngine
{
    /// <summary>How long an engine may take to answer.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    /// <summary>The clients that Aspire can drive, in the order of preference.</summary>
    public static readonly string[] Clients = ["docker", "podman"];

    private const int LongestComplaint = 200;

    /// <summary>Asks all clients at once; the answers stand in the clients' order.</summary>
    public static Task<EngineAnswer[]> AskAsync(
        IEnumerable<string> clients, TimeSpan limit, CancellationToken cancellationToken) =>
        Task.WhenAll(clients.Select(client => AskAsync(client, limit, cancellationToken)));

    private static async Task<EngineAnswer> AskAsync(string client, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (FindOnPath(client) is not { } program)
            return new EngineAnswer(client, IsRunning: false, $"{client} is not installed");

        string silence = $"{client} is installed but its engine does not answer";
        using var expired = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            using Process process = Start(program);
            expired.CancelAfter(limit);
            try
            {
                // Both pipes are read, for a client that fills one would wait for its reader. Their ends are not waited
                // for: a helper that the client leaves behind may hold them.
                _ = process.StandardOutput.ReadToEndAsync(expired.Token);
                Task<string> complaint = process.StandardError.ReadToEndAsync(expired.Token);
                await process.WaitForExitAsync(expired.Token);
                return process.ExitCode == 0
                    ? new EngineAnswer(client, IsRunning: true, $"{client} answers")
                    : new EngineAnswer(client, IsRunning: false, $"{silence}{Quote(await complaint)}");
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                return new EngineAnswer(
                    client, IsRunning: false, $"{silence} within {limit.TotalSeconds:0.#} s");
            }
        }
        catch (Win32Exception error)
        {
            return new EngineAnswer(client, IsRunning: false, $"{client} cannot be started ({error.Message})");
        }
    }

    private static Process Start(string program)
    {
        var start = new ProcessStartInfo(program, ["info"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    private static string? FindOnPath(string client)
    {
        string name = OperatingSystem.IsWindows() ? $"{client}.exe" : client;
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>The first line of what the client complained about, in parentheses.</summary>
    private static string Quote(string complaint)
    {
        string line = complaint.Split('\n').Select(text => text.Trim()).FirstOrDefault(text => text.Length > 0) ?? "";
        if (line.Length > LongestComplaint) line = $"{line[..LongestComplaint]}…";
        return line.Length == 0 ? "" : $" ({line})";
    }
}
