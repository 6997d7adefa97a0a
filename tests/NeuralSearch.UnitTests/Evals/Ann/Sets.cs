using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Index;

namespace NeuralSearch.UnitTests.Evals.Ann;

/// <summary>Small vector sets.</summary>
internal static class Sets
{
    public static VectorSet Euclid(float[][] rows, float[][] queries, int[][]? truth = null) => new()
    {
        Name = "small",
        Origin = "a test",
        Metric = Metric.Euclid,
        Base = Matrix(rows),
        Queries = Matrix(queries),
        GivenTruth = truth is null ? null : Matrix(truth),
    };

    public static RowMatrix Matrix(float[][] rows) =>
        new([.. rows.SelectMany(row => row)], rows.Length, rows[0].Length);

    private static IntMatrix Matrix(int[][] rows) =>
        new([.. rows.SelectMany(row => row)], rows.Length, rows[0].Length);
}
