using System.Globalization;
using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Results;

namespace NeuralSearch.Evals.Reports;

/// <summary>What a run's figures must be read with: the memory's speed, and what else the machine did meanwhile.</summary>
internal sealed class MachineWatch
{
    private const string HugePagesFile = "/sys/kernel/mm/transparent_hugepage/enabled";

    private readonly int _bytes;
    private readonly RandomRowBandwidth _bandwidth;
    private readonly List<double> _gigabytesPerSecond = [];
    private readonly CpuClock _begun = CpuClock.Now;
    private readonly string _loadBefore = LoadAverage();

    /// <param name="bandwidthBytes">Memory in which random rows are read.</param>
    public MachineWatch(int bandwidthBytes)
    {
        _bytes = bandwidthBytes;
        _bandwidth = new RandomRowBandwidth(bandwidthBytes);
        _bandwidth.MeasureGigabytesPerSecond(); // the first one is the compiler's
    }

    /// <summary>To be called once a round.</summary>
    public void MeasureBandwidth() => _gigabytesPerSecond.Add(_bandwidth.MeasureGigabytesPerSecond());

    /// <summary>For the end of a run, when the processes that it started have ended.</summary>
    public Measurement Row(string suite, VectorSet set, Dictionary<string, object> about) => new()
    {
        Suite = suite,
        Case = "machine",
        Engine = "machine",
        Data = set.Name,
        Params = new(about)
        {
            ["origin"] = set.Origin,
            ["command"] = Command(Environment.GetCommandLineArgs()),
            ["bytes"] = _bytes,
            ["gigabytesPerSecond"] = Math.Round(Median.Of(_gigabytesPerSecond), 2),
            ["hugePages"] = HugePages(),
            ["loadBefore"] = _loadBefore,
            ["load"] = LoadAverage(),
            ["cpuShareOfOthers"] = Math.Round(CpuClock.Now.ShareOfOthersSince(_begun), 3),
        },
    };

    /// <summary>The same for people.</summary>
    public static string Sentence(Measurement machine) => string.Create(CultureInfo.InvariantCulture,
        $"random rows of 768 bytes: {machine.Text("gigabytesPerSecond")} GB/s of one core's time; 2 MB pages of the " +
        $"system: {machine.Text("hugePages")}; others took {machine.Text("cpuShareOfOthers")} of the machine's CPU " +
        $"time, load {machine.Text("loadBefore")} before and {machine.Text("load")} after");

    /// <summary>What was typed, but for the program's path and a file that is not part of the measurement.</summary>
    public static string Command(IReadOnlyList<string> arguments)
    {
        var kept = new List<string> { "evals" };
        for (int i = 1; i < arguments.Count; i++)
        {
            if (arguments[i] == "--json") i++;
            else if (!arguments[i].StartsWith("--json=", StringComparison.Ordinal)) kept.Add(arguments[i]);
        }

        return string.Join(' ', kept);
    }

    private static string HugePages() =>
        File.Exists(HugePagesFile) && File.ReadAllText(HugePagesFile).Split('[', ']') is [_, var chosen, _]
            ? chosen
            : "unknown";

    private static string LoadAverage() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);
}
