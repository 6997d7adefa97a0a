using NeuralSearch.Evals.Reports;

namespace NeuralSearch.Evals.Ann.Results;

/// <summary>The rounds of one beam width on so many threads.</summary>
internal sealed class Series(int ef, int threads)
{
    private readonly List<Batch> _rounds = [];

    /// <summary>Beam width; 0 is an exact scan.</summary>
    public int Ef => ef;

    public int Threads => threads;

    public IReadOnlyList<Batch> Rounds => _rounds;

    public double Recall => Median.Of(_rounds.Select(round => round.Recall.ByOverlap));

    public double RecallByDistance => Median.Of(_rounds.Select(round => round.Recall.ByDistance));

    public double WallUs => Median.Of(_rounds.Select(round => round.WallUs));

    public double CpuUs => Median.Of(_rounds.Select(round => round.CpuUs));

    public double? P50Us => Of(round => round.P50Us);

    public double? P95Us => Of(round => round.P95Us);

    public double? P99Us => Of(round => round.P99Us);

    public void Add(Batch batch) => _rounds.Add(batch);

    private double? Of(Func<Batch, double?> value) =>
        _rounds.All(round => value(round) is not null) ? Median.Of(_rounds.Select(round => value(round)!.Value)) : null;
}
