using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;
using NeuralSearch.Query.Answer;
using NeuralSearch.Query.Pipeline;
using NeuralSearch.Query.Telemetry;
using NeuralSearch.ServiceDefaults.Problems;

namespace NeuralSearch.Query.Http;

/// <summary><c>POST /v1/search</c>: reads the body, runs the pipeline, measures the whole.</summary>
internal sealed class SearchEndpoint(QueryPipeline pipeline, QueryMetrics metrics, ILogger<SearchEndpoint> logger)
{
    public async Task<JsonHttpResult<SearchAnswer>> AnswerAsync(HttpContext context)
    {
        var started = metrics.QueryStarted();
        var outcome = QueryOutcome.Ok;
        try
        {
            var query = SearchBodyReader.Read(await ReadBodyAsync(context.Request));
            var answer = await pipeline.RunAsync(query, context.RequestAborted);
            metrics.Answered(answer.Results.Count);
            Log.QueryAnswered(logger, answer.Results.Count, answer.Timings.TotalMs);
            return TypedResults.Json(answer, QueryJson.Web.SearchAnswer);
        }
        catch (Exception e)
        {
            var problem = ProblemMapping.Map(e, context.RequestAborted.IsCancellationRequested);
            outcome = QueryOutcome.Of(problem);
            Log.QueryNotAnswered(logger, outcome, problem?.Status ?? StatusCodes.Status500InternalServerError);
            throw;
        }
        finally
        {
            metrics.QueryEnded(started, outcome);
        }
    }

    private static async Task<Memory<byte>> ReadBodyAsync(HttpRequest request)
    {
        // The route's size limit makes the server end a longer body with 413.
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
