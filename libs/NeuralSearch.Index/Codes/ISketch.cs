namespace NeuralSearch.Index;

/// <summary>
/// A row of few bits that a prepared query is compared with: <see cref="IDistance.Evaluate"/> takes the query that
/// <see cref="Prepare"/> wrote, a row that <see cref="Encode"/> wrote and <see cref="CodeBytes"/>.
/// </summary>
/// <remarks>
/// <para>RaBitQ (Gao &amp; Long, SIGMOD 2024, arXiv:2405.12497; for more bits arXiv:2409.09913). Let r be a row minus
/// the centre, rotated, and q a query likewise. The row is kept as x̄ = the levels nearest to r's components: their
/// signs, ±1, or 16 levels. What is asked for is ‖q − r‖² = ‖q‖² + ‖r‖² − 2·q·r (equation 2 of the paper), and q·r is
/// estimated from q·x̄ alone by q·r ≈ q·x̄ · ‖r‖² / (x̄·r) (equation 11, here with x̄ and r not of unit length). Seen
/// over random rotations the part of q that is orthogonal to r has no preferred direction, so the estimate is unbiased
/// (theorem 3.2); its error is O(1/√d) relative to ‖q‖·‖r‖, and no quantiser of d bits can do better. The query is
/// rounded as well, q ≈ δ·v with integers v (section 3.3.1; without the random rounding, whose purpose is a proof), so
/// q·x̄ is an exact integer sum.</para>
/// <para>‖q‖² is the same for all rows of a search and left out. What remains is linear in that integer S, and so for
/// all numbers of bits: estimate = ‖r‖² + f·(a·S + b) with f = ‖r‖² / (x̄·r) of the row and a, b of the query. A row
/// so is its code followed by two floats, ‖r‖² and f, within the same cache lines. The unit of length is the step of
/// the codes beneath (<see cref="ScalarQuantizer"/>), which keeps squares of tiny and huge components in the range of
/// floats.</para>
/// </remarks>
internal unsafe interface ISketch : IDistance
{
    /// <summary>Bytes of the code of a row, the two floats behind it not counted.</summary>
    static abstract int CodeBytes(int dimensions);

    /// <summary>Bytes from one row to the next.</summary>
    static abstract int RowBytes(int dimensions);

    /// <summary>Bytes of a prepared query.</summary>
    static abstract int QueryBytes(int dimensions);

    /// <summary>Writes the row of a rotated difference from the centre.</summary>
    static abstract void Encode(ReadOnlySpan<float> rotated, byte* row);

    /// <summary>Prepares a rotated difference from the centre to be compared with rows.</summary>
    /// <param name="rotated">float32[d].</param>
    /// <param name="query">Receives <see cref="QueryBytes"/>; 64-byte aligned.</param>
    static abstract void Prepare(ReadOnlySpan<float> rotated, byte* query);
}
