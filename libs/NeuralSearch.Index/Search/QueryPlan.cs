namespace NeuralSearch.Index;

/// <summary>How one segment is searched, as the planner has decided.</summary>
/// <param name="Kind">The plan.</param>
/// <param name="Beam">Of a traversal, how wide it is.</param>
/// <param name="Distances">The distances that it will take, as estimated.</param>
/// <param name="ByCode">Of a scan, whether it may compare codes and rank the best of them exactly.</param>
internal readonly record struct QueryPlan(SearchPlan Kind, FilteredBeam Beam, long Distances, bool ByCode);
