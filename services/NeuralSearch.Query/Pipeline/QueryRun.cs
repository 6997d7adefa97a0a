using System.Diagnostics;
using NeuralSearch.Query.Answer;
using NeuralSearch.Query.Telemetry;

namespace NeuralSearch.Query.Pipeline;

/// <summary>The clock of one query: every stage is an activity, a measurement and a number in the answer.</summary>
internal sealed class QueryRun(QueryMetrics metrics)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Dictionary<QueryStage, TimeSpan> _stages = [];

    public async Task<T> TimeAsync<T>(QueryStage stage, Func<Task<T>> work)
    {
        using var activity = QueryActivities.Source.StartActivity(stage.Activity);
        var start = Stopwatch.GetTimestamp();
        try
        {
            return await work();
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            throw;
        }
        finally
        {
            var elapsed = Stopwatch.GetElapsedTime(start);
            _stages[stage] = elapsed;
            metrics.StageEnded(stage, elapsed);
        }
    }

    public StageTimings Timings() => new(
        Milliseconds(_stages.GetValueOrDefault(QueryStage.Embed)),
        Milliseconds(_stages.GetValueOrDefault(QueryStage.Search)),
        Milliseconds(_stages.GetValueOrDefault(QueryStage.Enrich)),
        Milliseconds(Stopwatch.GetElapsedTime(_start)));

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
