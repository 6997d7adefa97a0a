using System.Diagnostics;
using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Storage;

/// <summary>
/// A disk that answers EIO: the test runs itself a second time in a process of its own, in which strace lets the system
/// calls on one file fail.
/// </summary>
public sealed class FailingDiskTests
{
    private const string Strace = "/usr/bin/strace";
    private const string FolderVariable = "NEURALSEARCH_TEST_FAILING_FOLDER";
    private const string Report = "report.txt";

    [Theory]
    [InlineData("fdatasync", "EIO")]
    [InlineData("pwrite64", "EIO")]
    [InlineData("pwrite64", "ENOSPC")]
    public async Task A_log_that_cannot_be_written_refuses_writes_answers_reads_and_loses_nothing(string call, string error)
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { } failing)
        {
            // That process runs every case of this method; the first is the one that counts.
            if (!File.Exists(Path.Combine(failing, Report))) await WriteOnFailingDiskAsync(failing);
            return;
        }

        if (!File.Exists(Strace)) Assert.Skip("strace is needed to let a system call fail");
        using var folder = new TemporaryFolder();
        string log;
        await using (TestNode node = TestNode.Over(folder.Path))
        {
            await node.CreateAsync();
            for (ulong id = 0; id < 10; id++) await node.UpsertAsync(Make.Point(id, [id, 0]));
            log = node.LogFiles.Single();
        }

        await RunAgainAsync(folder.Path, ["-P", log, "-e", $"trace={call}", "-e", $"inject={call}:error={error}"]);

        string[] report = await File.ReadAllLinesAsync(folder.In(Report), TestContext.Current.CancellationToken);
        Assert.Equal(
            [
                "first write: FailedPrecondition", "second write: FailedPrecondition",
                "not waited for: FailedPrecondition", "points: 10", "status: Red", "ready for writes: False",
            ],
            report);
        await using TestNode reopened = TestNode.Over(folder.Path);
        ulong[] ids = await reopened.IdsAsync();
        Assert.Equal(Enumerable.Range(0, 10).Select(id => (ulong)id), ids.Where(id => id < 10));
        Assert.DoesNotContain(101ul, ids); // refused before it was written; the one before it may have arrived
        await reopened.UpsertAsync(Make.Point(7, [7, 7]));
    }

    private static async Task WriteOnFailingDiskAsync(string folder)
    {
        await using TestNode node = TestNode.Over(folder);
        var notWaited = new UpsertPoints { CollectionName = TestNode.Name, Points = { Make.Point(102, [1, 1]) } };
        CollectionInfo? info = null;
        string[] report =
        [
            $"first write: {await StatusOf(() => node.UpsertAsync(Make.Point(100, [1, 1])))}",
            $"second write: {await StatusOf(() => node.UpsertAsync(Make.Point(101, [1, 1])))}",
            $"not waited for: {await StatusOf(() => node.Points.UpsertAsync(notWaited).ResponseAsync)}",
            $"points: {(await node.NearestAsync(Make.Input(1, 0), limit: 100)).Count}",
            $"status: {(info = await InfoAsync(node)).Status}",
            $"ready for writes: {node.Store.WriteFailure is null}",
        ];
        Assert.Contains("failed", info.OptimizerStatus.Error, StringComparison.Ordinal);
        await File.WriteAllLinesAsync(Path.Combine(folder, Report), report, TestContext.Current.CancellationToken);
    }

    private static async Task<StatusCode> StatusOf(Func<Task> call) => (await TestNode.FailureOf(call)).StatusCode;

    private static async Task<CollectionInfo> InfoAsync(TestNode node) => (await node.Collections.GetAsync(
        new GetCollectionInfoRequest { CollectionName = TestNode.Name })).Result;

    private static async Task RunAgainAsync(string folder, string[] injection)
    {
        Type tests = typeof(FailingDiskTests);
        const string method = nameof(A_log_that_cannot_be_written_refuses_writes_answers_reads_and_loses_nothing);
        string[] again = ["dotnet", "exec", tests.Assembly.Location, "-method", $"{tests.FullName}.{method}", "-noLogo"];
        var start = new ProcessStartInfo(Strace, ["-f", "-qq", "-o", "/dev/null", .. injection, .. again])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [FolderVariable] = folder },
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        if ((await errors).Contains("PTRACE", StringComparison.Ordinal))
            Assert.Skip($"strace may not trace here: {await errors}");
        Assert.True(File.Exists(Path.Combine(folder, Report)), $"{await output}{await errors}");
    }
}
