using Microsoft.AspNetCore.Http;

namespace NeuralSearch.ServiceDefaults.Problems;

/// <summary>Ends a request with a problem that the service has worded itself.</summary>
public sealed class ProblemException : Exception
{
    /// <summary>Ends the request with this problem.</summary>
    public ProblemException(Problem problem, Exception? cause = null)
        : base(problem?.Detail, cause)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Problem = problem;
    }

    /// <summary>The answer.</summary>
    public Problem Problem { get; }

    /// <summary>400 for one or more fields; the detail is the first message.</summary>
    public static ProblemException BadRequest(params IReadOnlyList<FieldError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);

        var detail = errors.Count == 0 ? null : $"{errors[0].Field}: {errors[0].Message}";
        return new ProblemException(new Problem(StatusCodes.Status400BadRequest, detail) { Errors = errors });
    }
}
