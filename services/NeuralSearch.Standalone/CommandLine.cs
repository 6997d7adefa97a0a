using System.CommandLine;
using NeuralSearch.Standalone.Doctor;
using NeuralSearch.Standalone.Ingest;
using NeuralSearch.Standalone.Search;
using NeuralSearch.Standalone.Serve;

namespace NeuralSearch.Standalone;

/// <summary>The <c>neuralsearch</c> command.</summary>
public static class CommandLine
{
    /// <summary>Runs a command line.</summary>
    /// <returns>0 when all went well, 1 when something failed, 2 when the command line is wrong.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(
            "Neural search: text goes in, is embedded by a neural model, and is found by meaning.")
        {
            ServeCommand.Create(),
            IngestCommand.Create(),
            SearchCommand.Create(),
            DoctorCommand.Create(),
        };
        ParseResult parsed = root.Parse(args);
        int code = await parsed.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,

            // The host stops within its own limit; the default of two seconds would end it in the middle of a write.
            ProcessTerminationTimeout = null,
        });
        return parsed.Errors.Count > 0 ? 2 : code;
    }
}
