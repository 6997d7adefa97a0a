using System.Diagnostics;
using System.Globalization;
using NeuralSearch.AppHost.Containers;
using Xunit;

namespace NeuralSearch.UnitTests.AppHost;

[Collection(ChangesEnvironment.Name)]
public sealed class ContainerEngineTests : IDisposable
{
    // Long enough for a script on a busy machine; the tests of silence wait for it in full.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Impatience = TimeSpan.FromSeconds(2);

    private readonly FakeEngines _engines = new();

    public ContainerEngineTests() =>
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The fake clients are shell scripts.");

    public void Dispose() => _engines.Dispose();

    [Fact]
    public async Task An_engine_that_answers_is_used()
    {
        _engines.With("docker", FakeEngines.Answers);

        VectorsPlan plan = await PlanAsync(ContainersChoice.Auto);

        Assert.Equal("vectors: three Qdrant containers as one cluster (docker answers)", $"{plan}");
        Assert.Equal("docker", plan.Engine);
    }

    [Fact]
    public async Task The_second_client_is_used_where_the_first_has_no_engine()
    {
        _engines.With("docker", FakeEngines.Refuses).With("podman", FakeEngines.Answers);

        VectorsPlan plan = await PlanAsync(ContainersChoice.Auto);

        Assert.Equal("podman", plan.Engine);
        Assert.Equal("podman answers", plan.Reason);
    }

    [Fact]
    public async Task A_client_without_an_engine_proves_nothing()
    {
        _engines.With("docker", FakeEngines.Refuses);

        VectorsPlan plan = await PlanAsync(ContainersChoice.Auto);

        Assert.Equal(
            "vectors: own node (docker is installed but its engine does not answer (Cannot connect to the daemon.); "
            + "podman is not installed)",
            $"{plan}");
        Assert.Null(plan.Engine);
    }

    [Fact]
    public async Task A_client_that_hangs_is_ended_with_its_children()
    {
        _engines.WithHanging("docker");

        VectorsPlan plan = await PlanAsync(ContainersChoice.Auto, Impatience);

        Assert.False(plan.InContainers);
        Assert.StartsWith(
            "docker is installed but its engine does not answer within 2 s", plan.Reason, StringComparison.Ordinal);
        Assert.True(await HasEndedAsync(await ReadChildIdAsync()), "The child of the hanging client lives on.");
    }

    [Fact]
    public async Task Without_any_client_vectors_live_in_an_own_node()
    {
        VectorsPlan plan = await PlanAsync(ContainersChoice.Auto);

        Assert.Equal("vectors: own node (docker is not installed; podman is not installed)", $"{plan}");
    }

    [Fact]
    public async Task Demanding_containers_without_an_engine_is_an_error_that_says_what_to_do()
    {
        _engines.With("podman", FakeEngines.Refuses);

        var error = await Assert.ThrowsAsync<ContainersUnavailableException>(() => PlanAsync(ContainersChoice.On));

        Assert.Contains("docker is not installed; podman is installed but", error.Message, StringComparison.Ordinal);
        Assert.Contains("Start one", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_asked_where_containers_are_not_wanted()
    {
        _engines.With("docker", $"echo asked > '{_engines.ChildIdPath}'");

        VectorsPlan plan = await PlanAsync(ContainersChoice.Off);

        Assert.Equal("vectors: own node (--containers off)", $"{plan}");
        Assert.False(File.Exists(_engines.ChildIdPath));
    }

    [Fact]
    public async Task Only_the_engine_that_the_user_named_is_asked()
    {
        _engines.With("docker", FakeEngines.Answers).With("podman", FakeEngines.Answers);

        VectorsPlan plan = await VectorsPlan.ForRunAsync(
            ContainersChoice.Auto, "podman", Patience, TestContext.Current.CancellationToken);

        Assert.Equal("podman", plan.Engine);
    }

    [Fact]
    public async Task A_client_that_prints_more_than_a_pipe_holds_still_answers()
    {
        _engines.With("docker", "i=0\nwhile [ $i -lt 4000 ]; do echo 'a line of forty characters, more or less' >&2; "
            + "echo 'the same on standard output, to fill it'; i=$((i+1)); done");

        VectorsPlan plan = await PlanAsync(ContainersChoice.Auto);

        Assert.Equal("docker", plan.Engine);
    }

    [Fact]
    public async Task A_client_that_leaves_a_helper_behind_has_answered()
    {
        _engines.With("docker", $"/bin/sleep 600 &\necho $! > '{_engines.ChildIdPath}'\necho up");

        VectorsPlan plan = await PlanAsync(ContainersChoice.Auto);

        using Process helper = Process.GetProcessById(await ReadChildIdAsync());
        helper.Kill();
        Assert.Equal("docker", plan.Engine);
    }

    private static Task<VectorsPlan> PlanAsync(ContainersChoice choice, TimeSpan? limit = null) =>
        VectorsPlan.ForRunAsync(choice, null, limit ?? Patience, TestContext.Current.CancellationToken);

    private async Task<int> ReadChildIdAsync() => int.Parse(
        await File.ReadAllTextAsync(_engines.ChildIdPath), NumberStyles.Integer | NumberStyles.AllowTrailingWhite,
        CultureInfo.InvariantCulture);

    private static async Task<bool> HasEndedAsync(int id)
    {
        try
        {
            using Process child = Process.GetProcessById(id);
            using var limit = new CancellationTokenSource(Patience);
            await child.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
