using NeuralSearch.Evals.Load;

namespace NeuralSearch.Evals.Overload;

/// <summary>Something that can be asked for more than it can do.</summary>
/// <param name="Name">The request, in words.</param>
/// <param name="Data">What it is asked of.</param>
/// <param name="SendAsync">Sends the i-th request; none is the same as one before.</param>
internal sealed record Target(string Name, string Data, Func<int, CancellationToken, Task<Outcome>> SendAsync);
