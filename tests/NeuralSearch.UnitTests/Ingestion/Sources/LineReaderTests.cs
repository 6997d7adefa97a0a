using System.Text;
using CsCheck;
using NeuralSearch.Ingestion.Sources;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Sources;

public sealed class LineReaderTests
{
    private const int Limit = 100_000;

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "1:a")]
    [InlineData("a\n", "1:a")]
    [InlineData("a\nb", "1:a|2:b")]
    [InlineData("a\r\nb\r\n", "1:a|2:b")]
    [InlineData("\n\na\n", "1:|2:|3:a")]
    [InlineData("a\rb\n", "1:a\rb")]
    [InlineData("a\n\r", "1:a|2:")]
    public async Task Lines_end_with_a_line_feed_or_the_input(string input, string expected)
    {
        List<string> lines = await ReadAsync(Encoding.UTF8.GetBytes(input), int.MaxValue);

        Assert.Equal(expected, string.Join('|', lines));
    }

    [Theory]
    [InlineData(Limit, "\n", false)]
    [InlineData(Limit, "\r\n", false)]
    [InlineData(Limit, "", false)]
    [InlineData(Limit + 1, "\n", true)]
    [InlineData(Limit + 1, "\r\n", true)]
    [InlineData(Limit + 1, "", true)]
    [InlineData(Limit * 9, "\n", true)]
    public async Task A_line_of_the_limit_is_read_and_a_longer_one_skipped(int length, string end, bool isTooLong)
    {
        string line = new('x', length);

        List<string> lines = await ReadAsync(Encoding.UTF8.GetBytes($"a\n{line}{end}"), 1000);

        Assert.Equal(["1:a", isTooLong ? "2!" : $"2:{line}"], lines);
    }

    [Fact]
    public async Task Lines_after_a_skipped_one_are_read()
    {
        byte[] input = Encoding.UTF8.GetBytes($"a\n{new string('x', Limit * 3)}\nb\n{new string('y', Limit * 2)}\r\nc");

        List<string> lines = await ReadAsync(input, 70_000);

        Assert.Equal(["1:a", "2!", "3:b", "4!", "5:c"], lines);
    }

    [Fact]
    public void However_the_input_arrives_the_lines_are_the_same() =>
        Gen.Select(
                Gen.Select(Gen.Int[0, 100], Gen.OneOf("\n", "\r\n", "\r", "\n\n")).Array[0, 60],
                Gen.Int[1, 3000],
                Gen.Int[0, 200_000])
            .Sample((parts, step, longLine) =>
            {
                string input = new string('z', longLine) + string.Concat(
                    parts.Select((part, i) => new string((char)('a' + i % 26), part.Item1) + part.Item2));

                List<string> lines = ReadAsync(Encoding.UTF8.GetBytes(input), step * 40).GetAwaiter().GetResult();

                Assert.Equal(Expected(input), lines);
            }, iter: 300);

    private static List<string> Expected(string input)
    {
        List<string> lines = [.. input.Split('\n')];
        if (lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        return
        [
            .. lines.Select(line => line.EndsWith('\r') ? line[..^1] : line)
                .Select((line, i) => line.Length > Limit ? $"{i + 1}!" : $"{i + 1}:{line}"),
        ];
    }

    private static async Task<List<string>> ReadAsync(byte[] input, int step)
    {
        using LineReader reader = new(new SteppingStream(input, step), Limit);
        List<string> lines = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            lines.Add(reader.IsTooLong
                ? $"{reader.Number}!"
                : $"{reader.Number}:{Encoding.UTF8.GetString(reader.Line.Span)}");
        }

        return lines;
    }

    /// <summary>Gives at most so many bytes a read.</summary>
    private sealed class SteppingStream(byte[] content, int step) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Read(buffer.Span[..Math.Min(step, buffer.Length)]));
    }
}
