namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>What may end a run before its end.</summary>
/// <param name="Time">The clock of the patience.</param>
/// <param name="Patience">Less than the process gives itself, so that the answer is still written.</param>
/// <param name="Caller">Who began the run has gone: what is begun is still stored, however long it takes.</param>
/// <param name="Host">The process stops: what is begun has <paramref name="Patience"/> to be stored.</param>
internal readonly record struct RunStop(
    TimeProvider Time, TimeSpan Patience, CancellationToken Caller, CancellationToken Host);
