namespace NeuralSearch.Evals.Load;

/// <summary>How a request ended.</summary>
internal enum Outcome
{
    /// <summary>With what was asked for.</summary>
    Answered,

    /// <summary>With a refusal that says when to come again.</summary>
    Refused,

    /// <summary>In any other way.</summary>
    Failed,
}
