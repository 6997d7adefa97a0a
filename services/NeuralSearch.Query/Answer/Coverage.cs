namespace NeuralSearch.Query.Answer;

/// <summary>How much of the data an answer covers. A partial answer says so.</summary>
/// <param name="Shards">Shards that hold the collection.</param>
/// <param name="Answered">Shards that answered in time.</param>
/// <param name="Degraded">Whether something is missing that could have been found.</param>
public sealed record Coverage(int Shards, int Answered, bool Degraded);
