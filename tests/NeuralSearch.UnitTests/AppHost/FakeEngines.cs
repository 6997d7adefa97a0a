using NeuralSearch.Testing;

namespace NeuralSearch.UnitTests.AppHost;

/// <summary>Programs named docker and podman, alone on PATH while it lives. Its tests must not overlap.</summary>
internal sealed class FakeEngines : IDisposable
{
    public const string Answers = "[ \"$1\" = info ] || exit 7\necho 'Server Version: 28.2.2'";
    public const string Refuses = "echo 'Cannot connect to the daemon.' >&2\nexit 1";

    private readonly TemporaryFolder _folder = new();
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");

    public FakeEngines() => Environment.SetEnvironmentVariable("PATH", _folder.Path);

    public FakeEngines With(string client, string script)
    {
        string program = _folder.Combine(client);
        File.WriteAllText(program, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        return this;
    }

    /// <summary>A client that hangs in a child of its own, and writes the child's id to a file.</summary>
    public FakeEngines WithHanging(string client) => With(
        client,
        $"/bin/sleep 600 &\necho $! > '{ChildIdPath}.part'\n/bin/mv '{ChildIdPath}.part' '{ChildIdPath}'\nwait");

    public string ChildIdPath => _folder.Combine("child");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        _folder.Dispose();
    }
}
