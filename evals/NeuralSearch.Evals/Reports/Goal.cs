using System.Globalization;

namespace NeuralSearch.Evals.Reports;

/// <summary>A line that says what was measured and whether it is what was promised.</summary>
internal static class Goal
{
    public static void Print(string what, double? value, bool isMet) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"  {what}: {value:0.00} {(isMet ? "(goal met)" : "(GOAL NOT MET)")}"));
}
