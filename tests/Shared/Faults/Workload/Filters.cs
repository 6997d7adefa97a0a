using NeuralSearch.Contracts.Qdrant;
using Range = NeuralSearch.Contracts.Qdrant.Range;

namespace NeuralSearch.Testing.Faults.Workload;

/// <summary>The conditions that the workload and its checker ask with.</summary>
internal static class Filters
{
    public static Condition Group(string group) => Of(new FieldCondition
    {
        Key = "group",
        Match = new Match { Keyword = group },
    });

    public static Condition Lane(int lane) => Of(new FieldCondition
    {
        Key = "lane",
        Match = new Match { Integer = lane },
    });

    public static Condition RankBelow(double rank) => Of(new FieldCondition
    {
        Key = "rank",
        Range = new Range { Lt = rank },
    });

    private static Condition Of(FieldCondition field) => new() { Field = field };
}
