using System.Globalization;
using System.Text.Json.Nodes;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.EndToEnd;

/// <summary>A folder goes in by one command, and again after it has changed.</summary>
public sealed class FolderTests
{
    /// <summary>Files of samples/library, README.md among them; one of them holds three documents.</summary>
    private const int Files = 12;
    private const int Documents = 14;

    [Fact]
    public async Task A_folder_is_ingested_found_and_the_second_time_embeds_nothing()
    {
        await using IngestedFolder folder = await IngestedFolder.StartAsync();
        folder.Write("picture.png", "no text");
        folder.Write(".hidden.md", "Hidden.");

        CommandResult first = await folder.IngestAsync();

        Assert.True(first.ExitCode == 0, $"{first}");
        Assert.Contains(
            $"{Files} files read, {Documents} stored, 0 unchanged, 0 deleted, 0 failed", first.Output,
            StringComparison.Ordinal);
        Assert.Contains("skipped: 1 hidden, 1 of other kinds (.png)", first.Output, StringComparison.Ordinal);
        Assert.Equal(folder.IdOf("sea/tides.html"), (await folder.FindAsync("why are there spring tides", 1))[0]);
        Assert.Equal("note-knot", (await folder.FindAsync("a loop that does not slip", 1))[0]);
        JsonNode chair = (await folder.Standalone.SearchAsync("repair old furniture with glue", 1))["results"]![0]!;
        Assert.Contains("café", (string)chair["passage"]!, StringComparison.Ordinal);
        Assert.Equal("chair.txt", (string?)chair["payload"]!["path"]);

        double embedded = await folder.Standalone.EmbeddedTextsAsync();
        ulong chunks = await folder.CountChunksAsync();
        CommandResult second = await folder.IngestAsync();

        Assert.True(second.ExitCode == 0, $"{second}");
        Assert.Contains($"0 stored, {Documents} unchanged, 0 deleted, 0 failed", second.Output,
            StringComparison.Ordinal);
        Assert.True(embedded > RunningProduct.WarmUpTexts, "The first ingestion is not in the metrics.");
        Assert.Equal(embedded, await folder.Standalone.EmbeddedTextsAsync());
        Assert.Equal(chunks, await folder.CountChunksAsync());
    }

    [Fact]
    public async Task A_changed_file_replaces_its_chunks_and_a_deleted_one_loses_them()
    {
        await using IngestedFolder folder = await IngestedFolder.StartAsync();
        folder.Write("green-tea.md", string.Join("\n\n", Enumerable.Range(0, 40).Select(i =>
            $"Paragraph {i} about tea says that the leaves of harvest number {i} want water of {60 + i} degrees.")));
        await folder.IngestAsync();
        Assert.InRange(await folder.CountChunksAsync(folder.IdOf("green-tea.md")), 5u, 100u);

        folder.Write("green-tea.md", "Penguins huddle together against the wind of the Antarctic winter.");
        folder.Delete("sea/lighthouse.html");
        string notes = Path.Combine(folder.Path, "notes.jsonl");
        string[] lines = await File.ReadAllLinesAsync(notes, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(notes, lines[1..], TestContext.Current.CancellationToken);
        CommandResult again = await folder.IngestAsync();

        Assert.True(
            again.Output.Contains(
                $"1 stored, {Documents - 3} unchanged, 2 deleted, 0 failed", StringComparison.Ordinal),
            $"{again}");
        Assert.Equal(1u, await folder.CountChunksAsync(folder.IdOf("green-tea.md")));
        Assert.Equal(folder.IdOf("green-tea.md"), (await folder.FindAsync("birds of the south pole", 1))[0]);
        Assert.Equal(0u, await folder.CountChunksAsync(folder.IdOf("sea/lighthouse.html")));
        Assert.Equal(0u, await folder.CountChunksAsync("note-kite"));
        Assert.DoesNotContain(folder.IdOf("sea/lighthouse.html"), await folder.FindAsync("lighthouse"));
    }

    [Fact]
    public async Task Broken_files_are_named_and_keep_what_was_stored_of_them()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Symbolic links need rights here.");
        await using IngestedFolder folder = await IngestedFolder.StartAsync();
        await folder.IngestAsync();

        folder.Write("bread.txt", "binary \0 now");
        folder.Delete("garden/bees.md");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "garden/bees.md"), "/nowhere/bees.md");
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "garden/loop"), folder.Path);
        folder.Write("new.md", "# New\n\nA heron stands still.");
        CommandResult again = await folder.IngestAsync();

        Assert.True(again.ExitCode == 1, $"{again}");
        Assert.Contains($"{Path.Combine(folder.Path, "bread.txt")}: the file is binary", again.Error,
            StringComparison.Ordinal);
        Assert.Contains($"{Path.Combine(folder.Path, "garden", "bees.md")}: ", again.Error, StringComparison.Ordinal);
        Assert.Contains("1 stored", again.Output, StringComparison.Ordinal);
        Assert.Contains("0 deleted, 2 failed", again.Output, StringComparison.Ordinal);
        Assert.Contains("1 linked folders", again.Output, StringComparison.Ordinal);
        Assert.NotEqual(0u, await folder.CountChunksAsync(folder.IdOf("bread.txt")));
        Assert.NotEqual(0u, await folder.CountChunksAsync(folder.IdOf("garden/bees.md")));
        Assert.Equal(folder.IdOf("new.md"), (await folder.FindAsync("heron bird standing still", 1))[0]);
    }

    [Fact]
    public async Task A_file_alone_is_the_same_document_as_in_its_folder_and_deletes_nothing()
    {
        await using IngestedFolder folder = await IngestedFolder.StartAsync();
        await folder.IngestAsync();
        ulong chunks = await folder.CountChunksAsync();

        CommandResult alone = await folder.IngestAsync(
            Path.Combine(folder.Path, "green-tea.md"), Path.Combine(folder.Path, "chair.txt"));

        Assert.Contains("2 files read, 0 stored, 2 unchanged, 0 failed", alone.Output, StringComparison.Ordinal);
        Assert.Equal(chunks, await folder.CountChunksAsync());
    }

    [Fact]
    public async Task A_source_by_name_does_not_depend_on_where_the_folder_is()
    {
        await using IngestedFolder folder = await IngestedFolder.StartAsync();
        await folder.IngestAsync(folder.Path, "--source", "library");
        string moved = folder.Path + "-moved";
        Directory.Move(folder.Path, moved);
        File.Delete(Path.Combine(moved, "bread.txt"));

        CommandResult again = await folder.IngestAsync(moved, "--source", "library");

        Assert.Contains($"0 stored, {Documents - 1} unchanged, 1 deleted", again.Output, StringComparison.Ordinal);
        Assert.Contains("library/sea/tides.html", await folder.FindAsync("tide"));
    }

    [Fact]
    public async Task An_emptied_folder_is_taken_as_empty_only_when_that_is_said()
    {
        await using IngestedFolder folder = await IngestedFolder.StartAsync();
        await folder.IngestAsync();
        Directory.Delete(folder.Path, recursive: true);
        Directory.CreateDirectory(folder.Path);

        CommandResult refused = await folder.IngestAsync();
        Assert.True(refused.ExitCode == 2, $"{refused}");
        Assert.Contains("--allow-empty", refused.Error, StringComparison.Ordinal);
        Assert.NotEqual(0u, await folder.CountChunksAsync());

        CommandResult taken = await folder.IngestAsync(folder.Path, "--allow-empty");
        Assert.Contains($"{Documents} deleted", taken.Output, StringComparison.Ordinal);
        Assert.Equal(0u, await folder.CountChunksAsync());
    }

    [Fact]
    public async Task SIGINT_stops_the_command_and_says_what_is_stored()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        await using IngestedFolder folder = await IngestedFolder.StartAsync();
        ManyFiles.Write(folder.Path, 3000);
        await using ChildProcess command = NeuralSearchCommand.Start(
            ["ingest", folder.Path, "--url", $"http://127.0.0.1:{folder.Standalone.HttpPort}"]);
        await folder.Standalone.WaitForIngestionAsync(run => (long)run["stored"]! >= 20);

        command.Terminate();

        Assert.Equal(1, await command.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        string said = command.Error;
        Assert.Contains("documents are stored, nothing was deleted. Run the command again", said,
            StringComparison.Ordinal);
        JsonNode run = (await folder.Standalone.NewestIngestionAsync())!;
        Assert.Equal("stopped", (string?)run["state"]);
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"stopped: {run["stored"]} documents"), said,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_kill_9_during_a_folder_the_same_command_makes_it_exact()
    {
        const int many = 300;
        await using IngestedFolder folder = await IngestedFolder.StartAsync();
        folder.Write("gone.md", "A file that is deleted before the second run.");
        await folder.IngestAsync();
        ManyFiles.Write(folder.Path, many);
        folder.Delete("gone.md");
        await using ChildProcess command = NeuralSearchCommand.Start(
            ["ingest", folder.Path, "--url", $"http://127.0.0.1:{folder.Standalone.HttpPort}"]);
        await folder.Standalone.WaitForIngestionAsync(run => (long)run["stored"]! is >= 20 and < many);

        await folder.RestartAsync();

        Assert.Equal(1, await command.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        Assert.NotEqual(0u, await folder.CountChunksAsync(folder.IdOf("gone.md")));
        CommandResult again = await folder.IngestAsync();
        Assert.True(again.ExitCode == 0, $"{again}");
        Assert.Contains("1 deleted, 0 failed", again.Output, StringComparison.Ordinal);
        Assert.Equal(0u, await folder.CountChunksAsync(folder.IdOf("gone.md")));
        double embedded = await folder.Standalone.EmbeddedTextsAsync();
        ulong chunks = await folder.CountChunksAsync();
        foreach (int number in new[] { 0, many / 2, many - 1 })
            Assert.Equal(1u, await folder.CountChunksAsync(folder.IdOf(ManyFiles.Name(number))));

        CommandResult third = await folder.IngestAsync();

        Assert.Contains($"0 stored, {Documents + many} unchanged, 0 deleted, 0 failed", third.Output,
            StringComparison.Ordinal);
        Assert.Equal(embedded, await folder.Standalone.EmbeddedTextsAsync());
        Assert.Equal(chunks, await folder.CountChunksAsync());
    }

    /// <summary>So many small files that their ingestion takes some seconds.</summary>
    private static class ManyFiles
    {
        public static string Name(int number) => $"many/{number:D5}.md";

        public static void Write(string folder, int count)
        {
            Directory.CreateDirectory(Path.Combine(folder, "many"));
            for (int i = 0; i < count; i++)
            {
                File.WriteAllText(
                    Path.Combine(folder, Name(i)),
                    $"# Entry {i}\n\nThe entry with number {i} of this ledger speaks about ship {i * 7} and its cargo "
                    + "of salt, rope, oranges and letters, which it brought to the harbour on a windy day in May.\n");
            }
        }
    }
}
