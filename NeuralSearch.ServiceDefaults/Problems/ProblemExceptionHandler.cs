using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace NeuralSearch.ServiceDefaults.Problems;

/// <summary>
/// Turns what ended a request into a problem; what has no name is logged whole and answered without its text.
/// </summary>
internal sealed class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        var problem = ProblemMapping.Map(exception, context.RequestAborted.IsCancellationRequested);
        if (problem is null or { Status: StatusCodes.Status500InternalServerError })
        {
            Log.RequestFailed(
                logger, exception, context.Request.Method, context.Request.Path, ProblemWriter.TraceId(context));
            problem = new Problem(
                StatusCodes.Status500InternalServerError, "The log has the cause under the trace id of this answer.");
        }

        if (context.RequestAborted.IsCancellationRequested)
            context.Response.StatusCode = problem.Status;
        else
            await ProblemWriter.WriteAsync(context, problem);
        return true;
    }
}
