using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace NeuralSearch.Testing;

/// <summary>A process of a test: its output is kept for messages, every wait is bounded.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int SigStop = 19;

    private readonly Process _process;
    private readonly Lock _printing = new();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly List<(Func<string, bool> Matches, TaskCompletionSource<string> Found)> _awaited = [];

    private ChildProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Print(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Print(_error, line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The id that the system gave it.</summary>
    public int Id => _process.Id;

    /// <summary>True once it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What it has printed to standard output.</summary>
    public string Output => Read(_output);

    /// <summary>What it has printed to standard error.</summary>
    public string Error => Read(_error);

    /// <summary>Starts a program; variables with a null value are taken out of its environment.</summary>
    public static ChildProcess Start(
        string program,
        IEnumerable<string> arguments,
        string? workingDirectory = null,
        IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        return new ChildProcess(start);
    }

    /// <summary>Waits for a line of output or error; fails when the process ends or time is up.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> matches, TimeSpan limit)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_printing)
        {
            string? printed = (_output.ToString() + _error).Split('\n').FirstOrDefault(matches);
            if (printed is not null) return printed;
            _awaited.Add((matches, found));
        }

        Task ended = _process.WaitForExitAsync();
        Task first = await Task.WhenAny(found.Task, ended, Task.Delay(limit));
        if (found.Task.IsCompleted) return await found.Task;
        throw new InvalidOperationException(
            first == ended ? $"The process ended early. {Describe()}" : $"No such line within {limit}. {Describe()}");
    }

    /// <summary>Waits for the end and returns the exit code; a process that takes longer is killed.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan limit)
    {
        using var expired = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(expired.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
            throw new TimeoutException($"Process {Id} did not end within {limit}. {Describe()}");
        }

        return _process.ExitCode;
    }

    /// <summary>Asks it to end (SIGTERM). Not available on Windows.</summary>
    public void Terminate() => Signal(SigTerm);

    /// <summary>Keeps it from doing anything more (SIGSTOP, on Linux); it can still be killed.</summary>
    public void Pause() => Signal(SigStop);

    /// <summary>Ends it at once (SIGKILL), without any chance to finish what it does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Everything that a failed assertion should show.</summary>
    public string Describe() =>
        $"Exit code: {(HasExited ? _process.ExitCode : "running")}\n--- output\n{Output}\n--- error\n{Error}\n---";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!HasExited) Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int processId, int signal);

    private void Signal(int signal)
    {
        if (SendSignal(Id, signal) != 0)
            throw new InvalidOperationException(
                $"Signal {signal} to process {Id} failed with error {Marshal.GetLastPInvokeError()}. {Describe()}");
    }

    private void Print(StringBuilder to, string? line)
    {
        if (line is null) return;
        lock (_printing)
        {
            to.Append(line).Append('\n');
            foreach ((Func<string, bool> matches, TaskCompletionSource<string> found) in _awaited)
                if (matches(line)) found.TrySetResult(line);
        }
    }

    private string Read(StringBuilder text)
    {
        lock (_printing) return text.ToString();
    }
}
