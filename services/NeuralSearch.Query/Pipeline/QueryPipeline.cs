using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using NeuralSearch.Query.Answer;
using NeuralSearch.Query.Telemetry;
using NeuralSearch.ServiceDefaults.Problems;
using static NeuralSearch.Query.Pipeline.QueryStage;

namespace NeuralSearch.Query.Pipeline;

/// <summary>
/// A query → its answer: embed → search → enrich, one line each. Hits become documents inside the search stage,
/// because how deep to search depends on how many documents the hits are. Thread-safe; one instance a process.
/// </summary>
internal sealed class QueryPipeline(
    EmbedStage embed,
    SearchStage search,
    EnrichStage enrich,
    CollectionChoice collections,
    CollectionModels models,
    QueryMetrics metrics,
    IOptions<QueryOptions> options,
    TimeProvider time)
{
    // One node answers for now; a router over shards will count them.
    private static readonly Coverage OneNode = new(Shards: 1, Answered: 1, Degraded: false);

    /// <exception cref="ProblemException">
    /// The request names no collection that can be searched, or time is up.
    /// </exception>
    /// <exception cref="RpcException">The node refuses or fails.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<SearchAnswer> RunAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        var timeout = options.Value.Timeout;
        using var timer = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        var call = new CallOptions(deadline: time.GetUtcNow().UtcDateTime + timeout, cancellationToken: either.Token);
        try
        {
            return await RunAsync(query, call);
        }
        catch (Exception e) when (IsTimeUp(e, timer.Token, cancellationToken))
        {
            var limit = options.Value.TimeoutSeconds.ToString(CultureInfo.InvariantCulture);
            var detail = $"The query took longer than {limit} s ({QueryOptions.Section}:TimeoutSeconds).";
            throw new ProblemException(new Problem(StatusCodes.Status504GatewayTimeout, detail), e);
        }
    }

    private async Task<SearchAnswer> RunAsync(SearchQuery query, CallOptions call)
    {
        using var activity = QueryActivities.Source.StartActivity(QueryActivities.Query);
        var run = new QueryRun(metrics);
        var collection = await collections.ResolveAsync(query.Collection, call);
        try
        {
            var vector = await run.TimeAsync(Embed, () => embed.RunAsync(query.Text, call.CancellationToken));
            await models.EnsureSameAsync(collection, vector.ModelId, call);
            var documents = await run.TimeAsync(Search, () => search.RunAsync(collection, vector.Vector, query, call));
            var results = await run.TimeAsync(Enrich, () => enrich.RunAsync(collection, query.Text, documents, call));
            return new SearchAnswer(results, OneNode, run.Timings());
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound)
        {
            throw await collections.MissingAsync(collection, call, e);
        }
    }

    private static bool IsTimeUp(Exception exception, CancellationToken timer, CancellationToken caller) =>
        !caller.IsCancellationRequested && exception switch
        {
            RpcException { StatusCode: StatusCode.DeadlineExceeded } => true,
            RpcException { StatusCode: StatusCode.Cancelled } => timer.IsCancellationRequested,
            OperationCanceledException => timer.IsCancellationRequested,
            _ => false,
        };
}
