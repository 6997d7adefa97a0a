using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace NeuralSearch.ServiceDefaults.Hosting;

/// <summary>One line a message, as a command prints: level, message, and what an exception says.</summary>
internal sealed class PlainFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "plain";

    // The host logs a failed start with its whole stack; the command tells the same in one sentence on stderr.
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";
    private const int StartFailed = 11;

    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (logEntry is { Category: HostCategory, EventId.Id: StartFailed }) return;
        string message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        string cause = logEntry.Exception is { } error ? $" ({error.GetType().Name}: {error.Message})" : "";
        textWriter.WriteLine($"{Word(logEntry.LogLevel)}: {OneLine(message + cause)}");

        // A fault that nobody expected is worth its stack.
        if (logEntry is { LogLevel: LogLevel.Critical, Exception: { } fault }) textWriter.WriteLine(fault);
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Critical or LogLevel.Error => "error",
        LogLevel.Warning => "warning",
        _ => "info",
    };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
