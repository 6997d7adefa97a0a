using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Index;

namespace NeuralSearch.Evals.Ann.Engines;

/// <summary>
/// One engine in a process of its own, spoken to as evals/peers/peer.hpp describes. Between commands it waits on its
/// standard input and takes no CPU, so that engines can be measured in turn.
/// </summary>
internal sealed class EngineProcess : IDisposable
{
    private readonly Process _process;
    private readonly Stream _input;
    private readonly BufferedStream _output;
    private readonly StringBuilder _errors = new();
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _killing;

    private EngineProcess(EngineSpec spec, Process process, CancellationToken cancellationToken)
    {
        Spec = spec;
        _cancellationToken = cancellationToken;
        _killing = cancellationToken.Register(process.Kill); // a build would go on for minutes
        _process = process;
        _input = process.StandardInput.BaseStream;
        _output = new BufferedStream(process.StandardOutput.BaseStream, 1 << 16);
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors) _errors.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
    }

    public EngineSpec Spec { get; }

    /// <summary>What its graph is traversed on: f32, or the codes that it has instead.</summary>
    public string Codes { get; private set; } = "";

    /// <summary>Name, version and remarks, in the engine's own words.</summary>
    public string Introduction { get; private set; } = "";

    public static EngineProcess Start(
        EngineSpec spec,
        string basePath,
        string queriesPath,
        Metric metric,
        int seed,
        CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(spec.Program, [
            .. spec.FirstArguments, basePath, queriesPath, metric == Metric.Euclid ? "l2" : "ip",
            Text(spec.M), Text(spec.EfConstruction), Text(seed),
        ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in spec.Environment) start.Environment[name] = value;
        var engine = new EngineProcess(spec, Process.Start(start)!, cancellationToken);
        try
        {
            string[] words = engine.Expect("ready").Split(' ', 2);
            (engine.Codes, engine.Introduction) = (words[0], words[^1]);
            return engine;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <param name="rows">The first so many; null for all.</param>
    public EngineBuild Build(int? rows = null) => Taken(rows is null ? "build" : $"build {Text(rows.Value)}", "built");

    /// <summary>Adds the next so many rows, one after the other; hnswlib alone can be asked.</summary>
    public EngineBuild Insert(int rows) => Taken($"insert {Text(rows)}", "inserted");

    /// <summary>What is resident now, more than before the build.</summary>
    public ResidentMemory Memory()
    {
        Send("memory");
        string[] words = Expect("memory").Split(' ');
        return new ResidentMemory((long)Number(words[0]), (long)Number(words[1]));
    }

    /// <summary>Searches that follow return only what these let pass; null takes the filter away.</summary>
    public void Filter(QueryFilters? filters)
    {
        int words = filters?.Bitmaps[0].Words.Length ?? 0;
        Send($"filter {filters?.Bitmaps.Count ?? 0} {words}", filters);
        Expect("filtered");
    }

    /// <param name="ef">Beam width; 0 for an exact scan where the engine has one.</param>
    /// <param name="k">Results a query.</param>
    /// <param name="threads">Threads that share the queries.</param>
    /// <param name="queries">The first so many queries are asked.</param>
    public EngineAnswers Search(int ef, int k, int threads, int queries)
    {
        Send(string.Create(CultureInfo.InvariantCulture, $"search {ef} {k} {threads} {queries}"));
        string[] words = Expect("answers").Split(' ');
        IntMatrix ids = IntMatrix.Empty((int)Number(words[0]), k);
        for (int i = 0; i < ids.Count; i++) ReadExactly(MemoryMarshal.AsBytes(ids[i]));
        uint[] latencies = new uint[(int)Number(words[3])];
        ReadExactly(MemoryMarshal.AsBytes(latencies.AsSpan()));
        return new EngineAnswers(ids, Number(words[1]), Number(words[2]), latencies, Plans(words[4]));
    }

    public void Dispose()
    {
        _killing.Dispose();
        try
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(5))) _process.Kill();
        }
        catch (IOException)
        {
            // It has ended already and its input cannot be flushed.
        }

        _process.Dispose();
    }

    private EngineBuild Taken(string command, string answer)
    {
        Send(command);
        string[] words = Expect(answer).Split(' ');
        return new EngineBuild(Number(words[0]), Number(words[1]));
    }

    private void Send(string command, QueryFilters? filters = null)
    {
        try
        {
            ProtocolStream.WriteLine(_input, command);
            if (filters is not null) ProtocolStream.WriteFilters(_input, filters);
        }
        catch (IOException)
        {
            throw Ended();
        }
    }

    private string Expect(string word)
    {
        string text = ProtocolStream.ReadLine(_output) ?? throw Ended();
        return text.StartsWith(word + " ", StringComparison.Ordinal)
            ? text[(word.Length + 1)..]
            : throw new InvalidDataException($"{Spec.Name} answered '{text}' where '{word} …' was expected.");
    }

    private void ReadExactly(Span<byte> bytes)
    {
        try
        {
            _output.ReadExactly(bytes);
        }
        catch (EndOfStreamException)
        {
            throw Ended();
        }
    }

    private InvalidOperationException Ended()
    {
        _process.WaitForExit();
        _cancellationToken.ThrowIfCancellationRequested();
        lock (_errors)
        {
            return new InvalidOperationException(
                $"{Spec.Name} ended with exit code {_process.ExitCode}: {_errors.ToString().Trim()}");
        }
    }

    private static Dictionary<string, int> Plans(string text) => text == "-"
        ? []
        : text.Split(',').Select(plan => plan.Split('='))
            .ToDictionary(plan => plan[0], plan => (int)Number(plan[1]));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Number(string word) => double.Parse(word, CultureInfo.InvariantCulture);
}
