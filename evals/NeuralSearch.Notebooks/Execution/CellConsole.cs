using System.Text;

namespace NeuralSearch.Notebooks.Execution;

/// <summary>
/// Console.Out and Console.Error of the process. What a cell writes, from whatever thread it started, goes to the cell's
/// outputs; everything else goes where it went before.
/// </summary>
internal sealed class CellConsole : TextWriter
{
    private static readonly AsyncLocal<CellOutputs?> Flowing = new();
    private static readonly Lock Installing = new();
    private static TextWriter? _out;
    private static TextWriter? _error;

    private readonly TextWriter _process;
    private readonly string _stream;

    private CellConsole(TextWriter process, string stream)
    {
        (_process, _stream) = (process, stream);
        NewLine = "\n";
    }

    public override Encoding Encoding => _process.Encoding;

    /// <summary>Sends what is written in this flow of calls from now on to a cell; null ends that.</summary>
    public static void Redirect(CellOutputs? cell)
    {
        lock (Installing)
        {
            // Somebody may have set another writer since. Console wraps what it is given: compared is what it returns.
            if (!ReferenceEquals(Console.Out, _out))
            {
                Console.SetOut(new CellConsole(Console.Out, "stdout"));
                _out = Console.Out;
            }

            if (!ReferenceEquals(Console.Error, _error))
            {
                Console.SetError(new CellConsole(Console.Error, "stderr"));
                _error = Console.Error;
            }
        }

        Flowing.Value = cell;
    }

    public override void Write(char value)
    {
        if (Flowing.Value is { } cell) cell.Write(_stream, value.ToString());
        else _process.Write(value);
    }

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value)
    {
        if (Flowing.Value is { } cell) cell.Write(_stream, value ?? "");
        else _process.Write(value);
    }

    public override void Flush() => _process.Flush();
}
