using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Lifecycle;

/// <summary><c>neuralsearch doctor</c> as a person runs it.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_says_sound_damaged_or_in_use_and_ends_with_0_1_or_2()
    {
        await using (StandaloneProcess node = await StandaloneProcess.StartAsync(_folder.Path, "--sample", "20"))
        {
            await node.WaitForIngestionAsync(ingestion => ingestion["state"]!.GetValue<string>() == "completed");
            CommandResult inUse = await DoctorAsync(_folder.Path);
            Assert.Equal(2, inUse.ExitCode);
            Assert.Contains(_folder.Path, inUse.Error, StringComparison.Ordinal);
            await node.KillAsync();
        }

        CommandResult sound = await DoctorAsync(_folder.Path);
        Assert.True(sound.ExitCode == 0, sound.ToString());
        Assert.Contains(" points, no graph", sound.Output, StringComparison.Ordinal);
        Assert.Contains("The folder is sound.", sound.Output, StringComparison.Ordinal);

        string log = Directory.GetFiles(_folder.Path, "*.wal", SearchOption.AllDirectories).First();
        byte[] content = await File.ReadAllBytesAsync(log, Token);
        content[content.AsSpan().LastIndexOfAnyExcept((byte)0) / 2] ^= 1;
        await File.WriteAllBytesAsync(log, content, Token);
        CommandResult damaged = await DoctorAsync(_folder.Path);
        Assert.True(damaged.ExitCode == 1, damaged.ToString());
        Assert.Contains(log, damaged.Output, StringComparison.Ordinal);

        CommandResult nowhere = await DoctorAsync(_folder.Combine("nowhere"));
        Assert.Equal(2, nowhere.ExitCode);
        Assert.Contains("is no data folder", nowhere.Error, StringComparison.Ordinal);
    }

    private static Task<CommandResult> DoctorAsync(string folder) =>
        NeuralSearchCommand.RunAsync(["doctor", "--check", folder]);
}
