namespace NeuralSearch.Notebooks.Kernel;

/// <summary>
/// What belongs to one running notebook: its formatters and where its outputs go. It follows the flow of calls, so that
/// notebooks that run at the same time in one process do not see one another.
/// </summary>
internal sealed class KernelSession(Action<IReadOnlyList<FormattedValue>> display)
{
    private static readonly AsyncLocal<KernelSession?> Flowing = new();

    /// <summary>The session of the cell that calls.</summary>
    /// <exception cref="InvalidOperationException">The caller is no cell of a running notebook.</exception>
    public static KernelSession Current
    {
        get => Flowing.Value
            ?? throw new InvalidOperationException(
                "No notebook runs here: display and Formatter work in a cell that the runner executes.");
        set => Flowing.Value = value;
    }

    public FormatterRegistry Formatters { get; } = new();

    public void Display(object? value, IReadOnlyList<string> mimeTypes) => display(Formatters.Format(value, mimeTypes));
}
