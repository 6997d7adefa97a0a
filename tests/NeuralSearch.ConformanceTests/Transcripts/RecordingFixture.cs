using Grpc.Net.Client;
using NeuralSearch.Testing;

namespace NeuralSearch.ConformanceTests.Transcripts;

/// <summary>
/// The recordings, and a process of their own: each recording begins with a node without collections.
/// The process starts with the first replay, so that nothing is started where there are no recordings.
/// </summary>
public sealed class RecordingFixture : IAsyncDisposable
{
    private readonly TemporaryFolder _data = new();
    private StandaloneProcess? _standalone;
    private GrpcChannel? _channel;

    /// <summary>The folder of the recordings; a test without it is skipped.</summary>
    public static string RequireFolder()
    {
        string folder = Repository.SharedMaterial("contract", "transcripts");
        Assert.SkipUnless(
            Directory.Exists(folder),
            "The recordings are absent: the shared material is wanted beside the repository, "
            + "in ../shared/contract/transcripts.");
        return folder;
    }

    /// <summary>Starts the process if that was not done yet. Tests of a class do not run at the same time.</summary>
    internal async Task<TranscriptReplay> ConnectAsync()
    {
        _standalone ??= await StandaloneProcess.StartAsync(_data.Path, "--no-sample");
        _channel ??= LoopbackChannel.To(_standalone.GrpcPort);
        return new TranscriptReplay(_channel.CreateCallInvoker());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        if (_standalone is not null) await _standalone.DisposeAsync();
        _data.Dispose();
    }
}
