using NeuralSearch.Evals.Reports;

namespace NeuralSearch.UnitTests.Evals.Record;

/// <summary>Measurements as the suites make them, small.</summary>
internal static class Samples
{
    public static Measurement[] Ann(string data, int day, double ratio, string engine = "neuralsearch", double bytes = 400)
    {
        var build = new Measurement
        {
            Suite = "ann",
            Case = "build",
            Data = data,
            Engine = engine,
            Kind = "hnsw f32",
            Params = new()
            {
                ["m"] = 16,
                ["efConstruction"] = 100,
                ["threads"] = 1,
                ["n"] = 1_000,
                ["d"] = 100,
                ["metric"] = "Cosine",
            },
            BytesPerVector = bytes + 100,
            AnonymousBytesPerVector = bytes,
            FileBytesPerVector = 100,
            BuildCpuSeconds = 7,
            RatioToReference = 0.3,
            Reference = "hnswlib",
            Env = On(day),
        };
        Measurement search = build with { Case = "search", Recall = 0.96, Qps = 900 };
        Measurement at95 = build with
        {
            Case = "search at equal recall",
            Recall = 0.95,
            Qps = 1_000,
            RatioToReference = ratio,
            CpuRatioToReference = 4,
        };
        return [Machine("ann", data, day), build, search, at95];
    }

    public static Measurement[] Filtered(string data, int day) =>
    [
        Machine("filtered", data, day),
        new()
        {
            Suite = "filtered",
            Case = "far 20 %",
            Data = data,
            Params = new() { ["share"] = 0.2, ["matches"] = 200, ["ef"] = 128, ["k"] = 10, ["plans"] = "FilteredGraph 1.00" },
            Recall = 0.97,
            Returned = 1,
            CpuUs = 900,
            P50Us = 850,
            P99Us = 1_700,
            CpuRatioToUnfiltered = 1.2,
            CpuRatioToExact = 0.5,
            CpuRatioToReference = 20,
            Env = On(day),
        },
    ];

    public static Measurement[] Loading(string data, int day)
    {
        Measurement before = Phase("before", second: 0, p50: 500, p99: 1_000);
        Measurement loading = Phase("loading", second: 20, p50: 900, p99: 3_000) with { RatioToReference = 1.8 };
        return
        [
            Machine("loading", data, day), before, Window(before, 0), loading, Window(loading, 20), Window(loading, 25),
        ];

        Measurement Phase(string name, double second, double p50, double p99) => new()
        {
            Suite = "loading",
            Case = name,
            Data = data,
            Seconds = 10,
            Params = new()
            {
                ["queries"] = 500,
                ["p95Ratio"] = 1.5,
                ["p99Ratio"] = p99 / 1_000,
                ["cpuRatio"] = 1.25,
                ["lowestRecall"] = 0.98,
                ["cpuUsPerRow"] = 1_000.0,
            },
            Recall = 0.99,
            P50Us = p50,
            P95Us = 1_500,
            P99Us = p99,
            Env = On(day),
        };

        Measurement Window(Measurement phase, double second) => phase with
        {
            Case = "window",
            Params = new() { ["phase"] = phase.Case, ["second"] = second },
        };
    }

    /// <summary>Build 0.45 and insert 0.3 of hnswlib's; recall .004 less when refilled, more when merged.</summary>
    public static Measurement[] Updates(string data, int day)
    {
        return
        [
            Machine("updates", data, day), Step("build", 0.45), Step("insert", 0.3),
            Answers("fresh", 32, 0.95), Answers("fresh", 64, 0.98),
            Answers("refilled", 32, 0.96), Answers("refilled", 64, 0.976),
            Answers("merged", 32, 0.951), Answers("merged", 64, 0.981),
        ];

        Measurement Step(string name, double ratio) => Row(name) with
        {
            Seconds = 2,
            CpuSeconds = 1.5,
            CpuUs = 150,
            RatioToReference = ratio,
            Reference = "hnswlib",
        };

        Measurement Answers(string state, int ef, double recall)
        {
            Measurement row = Row(state) with { Recall = recall, CpuUs = 70 };
            row.Params!["ef"] = ef;
            return row;
        }

        Measurement Row(string name) => new()
        {
            Suite = "updates",
            Case = name,
            Data = data,
            Params = new() { ["n"] = 1_000, ["rows"] = 100, ["insertedShare"] = 0.1, ["deletedShare"] = 0.5 },
            Env = On(day),
        };
    }

    private static Measurement Machine(string suite, string data, int day) => new()
    {
        Suite = suite,
        Case = "machine",
        Engine = "machine",
        Data = data,
        Params = new()
        {
            ["origin"] = "words",
            ["seed"] = 42,
            ["command"] = "evals ann --record",
            ["gigabytesPerSecond"] = 7.5,
            ["hugePages"] = "madvise",
            ["load"] = "1 1 1",
            ["loadBefore"] = "1 1 1",
            ["cpuShareOfOthers"] = 0.25,
        },
        Env = On(day),
    };

    private static MachineDescription On(int day) =>
        MachineDescription.Current with { Utc = new DateTime(2030, 1, day, 0, 0, 0, DateTimeKind.Utc) };
}
