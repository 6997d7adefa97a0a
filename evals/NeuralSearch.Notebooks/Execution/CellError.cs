using Microsoft.CodeAnalysis.Scripting;

namespace NeuralSearch.Notebooks.Execution;

/// <summary>Why a cell failed, as a notebook shows it.</summary>
/// <param name="Name">The type of the exception.</param>
/// <param name="Message">Its message.</param>
/// <param name="Traceback">Everything to be read, line by line.</param>
internal sealed record CellError(string Name, string Message, IReadOnlyList<string> Traceback)
{
    public static CellError Of(Exception error) => error switch
    {
        CompilationErrorException compilation =>
            new(nameof(CompilationErrorException), compilation.Message,
                [.. compilation.Diagnostics.Select(diagnostic => diagnostic.ToString())]),
        MagicCommandException or ReferenceException or CellTimeoutException =>
            new(error.GetType().Name, error.Message, [error.Message]),
        _ => new(error.GetType().Name, error.Message, [.. OwnFrames(error)]),
    };

    /// <summary>The exception as text, without the frames of the compiler and the runner that called the cell.</summary>
    private static IEnumerable<string> OwnFrames(Exception error) =>
        error.ToString().ReplaceLineEndings("\n").Split('\n')
            .Where(line => !line.Contains(" Microsoft.CodeAnalysis.Scripting.", StringComparison.Ordinal)
                && !line.Contains(" NeuralSearch.Notebooks.Execution.", StringComparison.Ordinal)
                && !line.StartsWith("--- End of stack trace from previous location", StringComparison.Ordinal));
}
