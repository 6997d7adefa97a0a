using Aspire.Hosting;
using NeuralSearch.AppHost;
using NeuralSearch.AppHost.Containers;
using NeuralSearch.AppHost.Orchestration;
using Xunit;

namespace NeuralSearch.UnitTests.AppHost;

/// <summary>The command lines of both modes, from the arguments to what is started.</summary>
[Collection(ChangesEnvironment.Name)]
public sealed class AspireModeTests : IDisposable
{
    private readonly FakeEngines _engines = new();
    private readonly string? _engine = Environment.GetEnvironmentVariable(VectorsPlan.EngineVariable);
    private readonly TextWriter _standardOutput = Console.Out;
    private readonly TextWriter _standardError = Console.Error;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private RecordingBuilder? _built;

    public AspireModeTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The fake clients are shell scripts.");
        Environment.SetEnvironmentVariable(VectorsPlan.EngineVariable, null);
        Console.SetOut(_output);
        Console.SetError(_error);
    }

    public void Dispose()
    {
        Console.SetOut(_standardOutput);
        Console.SetError(_standardError);
        Environment.SetEnvironmentVariable(VectorsPlan.EngineVariable, _engine);
        _engines.Dispose();
    }

    [Fact]
    public async Task The_console_says_where_the_vectors_live_and_why()
    {
        _engines.With("docker", FakeEngines.Refuses);

        int code = await RunAsync();

        Assert.Equal(0, code);
        Assert.StartsWith("vectors: own node (docker is installed but", $"{_output}", StringComparison.Ordinal);
        Assert.Contains(_built!.Resources, resource => resource.Name == "vectors");
    }

    [Fact]
    public async Task Aspire_is_told_which_engine_answered()
    {
        _engines.With("docker", FakeEngines.Refuses).With("podman", FakeEngines.Answers);

        int code = await RunAsync("--containers", "on");

        Assert.Equal(0, code);
        Assert.Equal("podman", Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME"));
        Assert.Contains(_built!.Resources, resource => resource.Name == "qdrant-2");
    }

    [Fact]
    public async Task Containers_that_cannot_be_had_stop_the_start_before_anything_is_built()
    {
        int code = await RunAsync("--containers", "on");

        Assert.Equal(1, code);
        Assert.Contains("no container engine answers", $"{_error}", StringComparison.Ordinal);
        Assert.Null(_built);
    }

    [Theory]
    [InlineData("--containers maybe", "--containers is 'maybe'; allowed: auto, on or off.")]
    [InlineData("--http-port 99999", "--http-port is '99999'; allowed: a port from 1 to 65535.")]
    [InlineData("--sample some", "--sample is 'some'")]
    [InlineData("--no-sample --sample 5", "exclude each other")]
    [InlineData("--contaniers on", "Unknown argument '--contaniers'")]
    [InlineData("folder", "Unknown argument 'folder'")]
    public async Task A_wrong_command_line_is_refused_with_what_is_allowed(string line, string message)
    {
        int code = await RunAsync(line.Split(' '));

        Assert.Equal(2, code);
        Assert.Contains(message, $"{_error}", StringComparison.Ordinal);
        Assert.Null(_built);
    }

    [Fact]
    public async Task Help_lists_the_options_and_starts_nothing()
    {
        int code = await RunAsync("--help");

        Assert.Equal(0, code);
        Assert.Contains("--containers <auto|on|off>", $"{_output}", StringComparison.Ordinal);
        Assert.Contains("--standalone", $"{_output}", StringComparison.Ordinal);
        Assert.Null(_built);
    }

    [Fact]
    public async Task Our_options_are_ours_and_the_rest_is_passed_on_to_Aspire()
    {
        int code = await RunAsync(
            "--containers", "off", "--data", "here", "--http-port", "8080", "--no-sample",
            "--Parameters:vectors-key=secret", "--Logging:LogLevel:Default", "Debug");

        Assert.Equal(0, code);
        Assert.Equal(["--Parameters:vectors-key=secret", "--Logging:LogLevel:Default", "Debug"], _built!.Args);
        Dictionary<string, string> ingestion = _built.Resources.Single(x => x.Name == "ingestion").Environment;
        Assert.StartsWith(Path.GetFullPath("here"), ingestion["NeuralSearch__DataPath"], StringComparison.Ordinal);
        Assert.Equal("false", ingestion["NeuralSearch__Sample__Enabled"]);
        Assert.Equal(8080, _built.Resources.Single(x => x.Name == "query").Endpoints["http"].Port);
    }

    [Theory]
    [InlineData("auto", "qdrant-0")]
    [InlineData("on", "qdrant-0")]
    [InlineData("off", "vectors")]
    public async Task Publishing_asks_no_engine(string choice, string vectors)
    {
        _engines.With("docker", $"echo asked > '{_engines.ChildIdPath}'");

        int code = await RunAsync(
            "--operation", "publish", "--step", "publish", "--output-path", "out", "--containers", choice);

        Assert.Equal(0, code);
        Assert.False(File.Exists(_engines.ChildIdPath));
        Assert.Contains(_built!.Resources, resource => resource.Name == vectors);
        Assert.Equal("*", _built.Resources.Single(x => x.Name == "query").Environment["NeuralSearch__Listen"]);
    }

    [Theory]
    [InlineData("--containers off --no-sample", "--no-sample")]
    [InlineData("--containers=auto", "")]
    [InlineData("--data x --containers auto --http-port 1", "--data x --http-port 1")]
    public void The_standalone_host_takes_the_same_command_line(string line, string rest)
    {
        (string[] arguments, string? error) = StandaloneMode.WithoutContainers(line.Split(' '));

        Assert.Null(error);
        Assert.Equal(rest, string.Join(' ', arguments));
    }

    [Theory]
    [InlineData("--containers on", "the standalone host starts no containers")]
    [InlineData("--containers=maybe", "--containers is 'maybe'; allowed: auto, on or off.")]
    [InlineData("--containers", "--containers needs a value: auto, on or off.")]
    public async Task The_standalone_host_refuses_containers(string line, string message)
    {
        int code = await StandaloneMode.RunAsync(line.Split(' '));

        Assert.Equal(2, code);
        Assert.Contains(message, $"{_error}", StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] args)
    {
        DistributedApplication.Observe(builder => _built = builder);
        return AspireMode.RunAsync(args);
    }
}
