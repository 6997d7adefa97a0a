using System.Net;
using NeuralSearch.Index;
using NeuralSearch.Notebooks.Library;
using Xunit;

namespace NeuralSearch.UnitTests.Notebooks;

/// <summary>What the notebooks measure with.</summary>
public sealed class LibraryTests
{
    private const int K = 10;

    [Fact]
    public async Task The_index_in_process_finds_the_truth_with_a_wide_beam_for_every_kind_of_codes()
    {
        Dataset set = await Dataset.LoadAsync("text-like", 1_500);
        ExactTruth truth = ExactTruth.Of(set, K);
        foreach (VectorCodes codes in SearchTarget.KindsOf(SearchTarget.InProcess))
        {
            await using SearchTarget target = await SearchTarget.OpenAsync(SearchTarget.InProcess, set.Dimensions, codes);
            await target.AddAsync(set.Rows, []);

            SweepPoint wide = Assert.Single(await Sweep.RunAsync(set, [new SweepCase(target.Name, 1, target, truth, Ef: 500)], 1));

            Assert.Equal($"{codes}", target.Name);
            Assert.True(wide.Recall > 0.99, $"{codes}: {wide.Recall}");
            Assert.Equal(Dataset.DefaultQueries, wide.Statistics.Count);
            Assert.True(wide.MedianMicroseconds <= wide.P99Microseconds);
        }
    }

    [Fact]
    public async Task A_filter_lets_the_same_rows_pass_in_the_truth_and_in_process()
    {
        Dataset set = await Dataset.LoadAsync("text-like", 300);
        set = set with { Fields = [.. Enumerable.Range(0, set.Rows.Length).Select(FieldsOf)] };
        await using SearchTarget target = await SearchTarget.OpenAsync(SearchTarget.InProcess, set.Dimensions);
        await target.AddAsync(set.Rows, set.Fields);

        foreach ((PointFilter filter, Func<int, bool> passes) in new (PointFilter, Func<int, bool>)[]
        {
            (PointFilter.Between("n", 10, 19), i => i is >= 10 and <= 19),
            (PointFilter.Between("n", 297, 400), i => i >= 297),
            (PointFilter.Is("word", "w2"), i => i % 3 == 2),
            (PointFilter.Is("word", "none"), _ => false),
        })
        {
            Answer answer = await target.SearchAsync(set.Queries[0], K, filter: filter);

            Assert.All(answer.Hits, hit => Assert.True(passes(hit.Id), $"{filter}: {hit.Id}"));
            Assert.Equal(Math.Min(K, Enumerable.Range(0, 300).Count(passes)), answer.Hits.Count);
            Assert.Equal(1, ExactTruth.Of(set, K, filter).Recall(0, answer.Hits));
        }
    }

    [Fact]
    public void Recall_counts_ties_and_counts_a_row_that_is_returned_twice_once()
    {
        float[] near = [1, 0], far = [0, 1];
        var set = new Dataset("four", "a test", [near, near, near, far], [near]);
        ExactTruth truth = ExactTruth.Of(set, k: 2);

        Assert.Equal(1, truth.Recall(0, [new Hit(0, 1), new Hit(2, 1)]));
        Assert.Equal(0.5, truth.Recall(0, [new Hit(1, 1), new Hit(1, 1)]));
        Assert.Equal(0.5, truth.Recall(0, [new Hit(1, 1), new Hit(3, 0)]));
        Assert.Equal(0, truth.Recall(0, []));
    }

    [Fact]
    public void Of_fewer_rows_than_k_all_are_wanted()
    {
        var set = new Dataset("two", "a test", [[1, 0], [0, 1]], [[1, 0]]);
        ExactTruth truth = ExactTruth.Of(set, k: 10);

        Assert.Equal(1, truth.Recall(0, [new Hit(0, 1), new Hit(1, 0)]));
        Assert.Equal(0.5, truth.Recall(0, [new Hit(1, 0)]));
    }

    [Theory]
    [InlineData(0.8, 100.0)]
    [InlineData(0.9, 100.0)]
    [InlineData(0.95, 200.0)]
    [InlineData(1.0, 400.0)]
    public void Time_at_a_recall_lies_between_neighbouring_widths_on_logarithms(double recall, double expected)
    {
        SweepPoint[] series = [Point(10, 0.9, 100), Point(20, 1.0, 400)];

        Assert.Equal(expected, SweepPoint.TimeAt(series, recall)!.Value, 1e-9);
    }

    [Fact]
    public void A_recall_that_no_width_reaches_has_no_time() =>
        Assert.Null(SweepPoint.TimeAt([Point(10, 0.9, 100)], 0.95));

    [Fact]
    public async Task Fewer_bits_lose_more_of_the_truth_and_more_candidates_win_it_back()
    {
        Dataset set = await Dataset.LoadAsync("text-like", 1_000);
        ExactTruth truth = ExactTruth.Of(set, K);

        double[] byBits = [.. new[] { 8, 4, 2, 1 }.Select(bits => Rounding.RecallAmong(set, Rounding.ToBits(set.Rows, bits), truth, K))];
        double among100 = Rounding.RecallAmong(set, Rounding.ToBits(set.Rows, 1), truth, 100);

        Assert.Equal(byBits.OrderDescending(), byBits);
        Assert.InRange(byBits[0], 0.9, 1);
        Assert.True(among100 > byBits[^1] && among100 > 0.9, $"{among100}");
        Assert.Equal(2, Rounding.ToBits(set.Rows, 1).Select(row => row[0]).Distinct().Count());
    }

    [Fact]
    public async Task Text_like_rows_are_the_same_whenever_they_are_made_and_of_unit_length()
    {
        Dataset once = await Dataset.LoadAsync("text-like", 50), again = await Dataset.LoadAsync("text-like", 80);

        Assert.Equal(once.Rows, again.Rows[..50]);
        Assert.All(once.Rows, row => Assert.Equal(1, VectorMath.Length(row), 1e-5));
    }

    [Fact]
    public async Task A_name_of_no_data_is_refused_with_those_that_there_are()
    {
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => Dataset.LoadAsync("faces", 10));

        Assert.Contains("there is text-like, films and glove", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Over_the_wire_there_is_one_kind_and_in_process_all_but_the_automatic_one()
    {
        Assert.Equal([VectorCodes.Automatic], SearchTarget.KindsOf("http://127.0.0.1:6334"));
        Assert.DoesNotContain(VectorCodes.Automatic, SearchTarget.KindsOf(SearchTarget.InProcess));
        Assert.Contains(VectorCodes.Raw, SearchTarget.KindsOf(SearchTarget.InProcess));
    }

    [Fact]
    public void A_table_has_the_names_of_the_properties_and_encoded_values()
    {
        string html = Table.Of([new { Title = "A & B", Year = 1935, p99_µs = 12_345.6, None = (double?)null }]);

        Assert.Contains(WebUtility.HtmlEncode("p99 µs"), html, StringComparison.Ordinal);
        Assert.Contains(">A &amp; B</td>", html, StringComparison.Ordinal);
        Assert.Contains(">1935</td>", html, StringComparison.Ordinal);
        Assert.Contains(">12,346</td>", html, StringComparison.Ordinal);
        Assert.Contains(">–</td>", html, StringComparison.Ordinal);
    }

    private static Fields FieldsOf(int row) => new(
        new Dictionary<string, long> { ["n"] = row },
        new Dictionary<string, string[]> { ["word"] = [$"w{row % 3}", "all"] });

    private static SweepPoint Point(double setting, double recall, double time) => new("one", setting, recall, [time], []);
}
