using System.IO.Enumeration;

namespace NeuralSearch.ConformanceTests.Transcripts;

/// <summary>What a real Qdrant answered, step by step, is what the product answers.</summary>
public sealed class TranscriptTests(RecordingFixture recordings) : IClassFixture<RecordingFixture>
{
    public static TheoryData<string> Areas => [.. ReplayedTranscripts.ByArea.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Areas))]
    public async Task Recorded_answers_are_given_again(string area)
    {
        string folder = RecordingFixture.RequireFolder();
        TranscriptReplay replay = await recordings.ConnectAsync();

        var differences = new List<string>();
        foreach (string name in ReplayedTranscripts.ByArea[area])
            differences.AddRange(await replay.RunAsync(
                Path.Combine(folder, area, name + ".json"), TestContext.Current.CancellationToken));

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public void Every_recording_is_replayed_or_left_out_for_one_reason()
    {
        string folder = RecordingFixture.RequireFolder();
        string[] all = [.. Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories)
            .Select(file => Path.ChangeExtension(Path.GetRelativePath(folder, file), null).Replace('\\', '/'))];
        string[] replayed = [.. ReplayedTranscripts.ByArea
            .SelectMany(area => area.Value.Select(name => $"{area.Key}/{name}"))];
        string[] leftOut = [.. ReplayedTranscripts.LeftOut.SelectMany(entry => entry.Recordings)];

        string[] notOnce = [.. all.Where(recording => Times(recording) != 1)];

        Assert.Empty(replayed.Except(all));
        Assert.DoesNotContain(leftOut, pattern => !all.Any(recording => Matches(pattern, recording)));
        Assert.True(notOnce.Length == 0, $"Neither or more than once in the table: {string.Join(", ", notOnce)}");

        int Times(string recording) =>
            replayed.Count(name => name == recording)
            + leftOut.Count(pattern => Matches(pattern, recording));

        static bool Matches(string pattern, string recording) =>
            FileSystemName.MatchesSimpleExpression(pattern, recording);
    }
}
