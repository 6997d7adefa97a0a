namespace NeuralSearch.Index;

/// <summary>
/// A row of few bits that a prepared query is compared with: <see cref="IDistance.Evaluate"/> takes the query that
/// <see cref="Prepare"/> wrote, a row that <see cref="Encode"/> wrote and <see cref="CodeBytes"/>.
/// </summary>
/// <remarks>
/// <para>RaBitQ (Gao &amp; Long, SIGMOD 2024, arXiv:2405.12497; for more bits arXiv:2409.09913). Let r be a row minus
/// its centre c, rotated, and q the query likewise, minus no centre. The row is kept as x̄ = the levels nearest to r's
/// components: their signs, ±1, or 16 levels. What is asked for is ‖q−c−r‖² = ‖q−c‖² + ‖r‖² − 2·(q−c)·r (equation 2 of
/// the paper), and (q−c)·r is estimated from x̄ alone by (q−c)·x̄ · f with f = ‖r‖² / (x̄·r) (equation 11, here with x̄
/// and r not of unit length). Seen over random rotations the part of q−c that is orthogonal to r has no preferred
/// direction, so the estimate is unbiased (theorem 3.2); its error is O(1/√d) relative to ‖q−c‖·‖r‖, the least that d
/// bits allow. The query is rounded as well, q ≈ δ·v with integers v (section 3.3.1; without the random
/// rounding, whose purpose is a proof), so q·x̄ is linear in an exact integer sum S, for any number of bits.</para>
/// <para>estimate = ‖q−c‖² + (‖r‖² + 2·f·c·x̄) + f·(a·S + b). The first is one number a centre and query, in a table of
/// the query beside a and b; the second, f and the centre's number are the row's and follow its code, within the same
/// cache lines. The unit of length is the step of the codes beneath (<see cref="ScalarQuantizer"/>), which keeps
/// squares of tiny and huge components in the range of floats.</para>
/// </remarks>
internal unsafe interface ISketch : IDistance
{
    /// <summary>Bytes of the code of a row, the three numbers behind it not counted.</summary>
    static abstract int CodeBytes(int dimensions);

    /// <summary>Bytes from one row to the next.</summary>
    static abstract int RowBytes(int dimensions);

    /// <summary>Bytes of a prepared query.</summary>
    static abstract int QueryBytes(int dimensions);

    /// <summary>Writes the row of a rotated row.</summary>
    /// <param name="residual">float32[d], the rotated row minus its centre.</param>
    /// <param name="center">float32[d], the centre.</param>
    /// <param name="centerNumber">Which it is.</param>
    /// <param name="row">Receives <see cref="RowBytes"/>.</param>
    static abstract void Encode(
        ReadOnlySpan<float> residual, ReadOnlySpan<float> center, int centerNumber, byte* row);

    /// <summary>
    /// Prepares a rotated query to be compared with rows; the distances to the centres go to
    /// <see cref="SketchRow.CenterDistances"/> of it.
    /// </summary>
    /// <param name="rotated">float32[d].</param>
    /// <param name="query">Receives <see cref="QueryBytes"/>; 64-byte aligned.</param>
    static abstract void Prepare(ReadOnlySpan<float> rotated, byte* query);
}
