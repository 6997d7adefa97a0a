namespace NeuralSearch.Query.Pipeline;

/// <summary>A stage of the pipeline and its names in telemetry.</summary>
internal sealed record QueryStage(string Tag, string Activity)
{
    public static readonly QueryStage Embed = new("embed", "neuralsearch.query.embed");
    public static readonly QueryStage Search = new("search", "neuralsearch.query.search");
    public static readonly QueryStage Enrich = new("enrich", "neuralsearch.query.enrich");
}
