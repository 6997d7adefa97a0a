using System.Diagnostics;
using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Storage;

/// <summary>A disk without space, which is a small tmpfs.</summary>
public sealed class FullDiskTests
{
    private const int Megabyte = 1 << 20;

    [Fact]
    public async Task Writes_on_a_full_disk_are_refused_reads_go_on_and_writes_resume_when_there_is_space()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(megabytes: 10);
        string ballast = Path.Combine(disk.Path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[4 * Megabyte], TestContext.Current.CancellationToken);
        await using TestNode node = TestNode.Over(disk.In("data"));
        await node.CreateAsync();
        ulong acknowledged = 0;

        // Files of 1 and 2 MB fit beside the ballast; one of 4 MB does not.
        Status refusal = await TestNode.FailureOf(async () =>
        {
            for (; acknowledged < 1_000; acknowledged++) await node.UpsertAsync(Large(acknowledged));
        });

        Assert.Equal(StatusCode.ResourceExhausted, refusal.StatusCode);
        Assert.InRange(acknowledged, 20ul, 40ul);
        Status again = await TestNode.FailureOf(() => node.UpsertAsync(Large(999)));
        Assert.Equal(StatusCode.ResourceExhausted, again.StatusCode);
        Assert.Equal(acknowledged, await node.CountAsync());
        Assert.Equal((int)acknowledged, (await node.NearestAsync(Make.Input(1, 1), limit: 100)).Count);
        Assert.Null(node.Store.WriteFailure);
        Assert.Equal(2, node.LogFiles.Length);

        File.Delete(ballast);
        await node.UpsertAsync(Large(999));
        await node.ReopenAsync();
        await node.HasIdsAsync([.. Enumerable.Range(0, (int)acknowledged).Select(id => (ulong)id), 999]);
    }

    [Fact]
    public async Task A_collection_that_finds_no_space_is_refused_and_leaves_nothing()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(megabytes: 1);
        await using TestNode node = TestNode.Over(disk.In("data"));
        await node.CreateAsync(name: "other");
        string ballast = disk.Fill();

        Assert.Equal(StatusCode.ResourceExhausted, (await TestNode.FailureOf(() => node.CreateAsync())).StatusCode);

        Assert.Single(node.CollectionFolders);
        File.Delete(ballast);
        await node.CreateAsync();
        await node.ReopenAsync();
        Assert.Empty(node.Store.Damaged);
        Assert.Equal(0ul, await node.CountAsync());
    }

    [Fact]
    public async Task A_torn_tail_is_cut_on_a_full_disk_too()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(megabytes: 3);
        await using TestNode node = TestNode.Over(disk.In("data"));
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 0]));
        await node.Store.DisposeAsync();
        await using (FileStream log = File.OpenWrite(node.LogFiles.Single()))
        {
            log.Position = 2_048;
            log.Write(new byte[24]);
            log.Write([1, 2, 3]);
        }

        disk.Fill();

        await node.ReopenAsync();

        Assert.Single(node.Log.Warnings);
        await node.UpsertAsync(Make.Point(2, [1, 0])); // its space is reserved
        await node.HasIdsAsync([1, 2]);
    }

    private static PointStruct Large(ulong id) => Make.Point(id, [1, id], $$"""{"text":"{{new string('x', 100_000)}}"}""");

    private sealed class SmallDisk(TemporaryFolder folder) : IAsyncDisposable
    {
        public string Path => folder.Path;

        public string In(string name) => folder.In(name);

        public static async Task<SmallDisk> MountAsync(int megabytes)
        {
            if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
                Assert.Skip("only root can mount a small disk");
            var folder = new TemporaryFolder();
            string errors = await RunAsync("mount", ["-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder.Path]);
            if (errors.Length == 0) return new SmallDisk(folder);
            folder.Dispose();
            Assert.Skip($"a small disk cannot be mounted here: {errors}");
            throw new UnreachableException();
        }

        /// <summary>Takes all the space there is.</summary>
        public string Fill()
        {
            string path = In("ballast");
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            try
            {
                while (true) file.Write(new byte[4_096]);
            }
            catch (IOException)
            {
                return path; // full
            }
        }

        public async ValueTask DisposeAsync()
        {
            await RunAsync("umount", [Path]);
            folder.Dispose();
        }

        private static async Task<string> RunAsync(string command, string[] arguments)
        {
            var start = new ProcessStartInfo(command, arguments) { RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return process.ExitCode == 0 ? "" : errors + $"exit status {process.ExitCode}";
        }
    }
}
