using System.Globalization;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Testing.Faults;
using NeuralSearch.Testing.Faults.Checks;
using static NeuralSearch.Evals.Reports.ConsoleTable;

namespace NeuralSearch.Evals.Durability;

/// <summary>What each fault did to the node: a table for people, measurements for programs.</summary>
internal static class DurabilityReport
{
    private static readonly ViolationKind[] Kinds = Enum.GetValues<ViolationKind>();

    public static void Print(TextWriter output, IReadOnlyList<(FaultResult Result, TimeSpan Taken)> results)
    {
        Write(output, "broken on purpose",
            ["fault", "runs", "s", "acknowledged", .. Kinds.Select(kind => kind.ToString().ToLowerInvariant()), "verdict"],
            results.Select(run => (string[])
            [
                run.Result.Fault,
                Number(run.Result.Runs),
                Text(run.Taken.TotalSeconds, "0"),
                Number(run.Result.AcknowledgedPoints),
                .. Kinds.Select(kind => Number(run.Result.Count(kind))),
                Verdict(run.Result),
            ]));
        foreach ((FaultResult result, _) in results)
            if (result.Remark.Length > 0) output.WriteLine($"{result.Fault}: {result.Remark}");
    }

    public static Measurement Row(FaultResult result, TimeSpan taken, int seed)
    {
        var parameters = new Dictionary<string, object>
        {
            ["seed"] = seed,
            ["runs"] = result.Runs,
            ["acknowledgedPoints"] = result.AcknowledgedPoints,
        };
        foreach (ViolationKind kind in Kinds) parameters[kind.ToString().ToLowerInvariant()] = result.Count(kind);
        return new Measurement
        {
            Suite = "durability",
            Case = result.Fault,
            Data = "seeded workload",
            Params = parameters,
            Seconds = Math.Round(taken.TotalSeconds, 1),
        };
    }

    /// <summary>0 failures in n runs bound their rate at 3/n with 95 % confidence.</summary>
    private static string Verdict(FaultResult result) => result.Violations.Count > 0
        ? "BROKEN"
        : $"kept, rate below {Text(3.0 / Math.Max(3, result.Runs), "0.0000")}";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
