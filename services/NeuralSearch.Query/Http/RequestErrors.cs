using NeuralSearch.ServiceDefaults.Problems;

namespace NeuralSearch.Query.Http;

/// <summary>Collects what is wrong with a request, so that its sender can mend all of it at once.</summary>
internal sealed class RequestErrors
{
    // A body of a megabyte can be wrong in many thousand places.
    private const int MaxErrors = 20;

    private readonly List<FieldError> _errors = [];

    public void Add(string field, string message)
    {
        if (_errors.Count < MaxErrors) _errors.Add(new FieldError(field, message));
    }

    /// <exception cref="ProblemException">Something is wrong.</exception>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0) throw ProblemException.BadRequest(_errors);
    }
}
