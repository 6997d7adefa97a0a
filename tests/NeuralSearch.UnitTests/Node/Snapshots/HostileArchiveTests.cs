using System.Formats.Tar;
using System.Text;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Snapshots;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Snapshots;

/// <summary>A stranger's archive is refused by name, leaves nothing behind, and the node serves on.</summary>
public sealed class HostileArchiveTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Archives() => new()
    {
        { "empty", "ends too early" },
        { "text", "no tar archive" },
        { "zip", "no tar archive" },
        { "no manifest", "manifest.json" },
        { "manifest of another format", "format is 2" },
        { "manifest that is no JSON", "no JSON" },
        { "manifest of 2 MB", "manifest.json" },
        { "traversal", "\"../../x\" is no file of a snapshot" },
        { "absolute path", "\"/tmp/x\" is no file of a snapshot" },
        { "file twice", "twice" },
        { "negative length", "-1 bytes" },
        { "lying total", "there is room for" },
        { "lying length", "collection.schema" },
        { "entry that the manifest does not name", "not in its manifest" },
        { "symbolic link", "not the regular file" },
        { "hard link", "not the regular file" },
        { "device", "not the regular file" },
        { "extended header of 1 GB", "not the regular file" },
        { "wrong hash", "SHA-256" },
        { "garbage with right hashes", "collection.schema" },
    };

    [Theory]
    [MemberData(nameof(Archives))]
    public async Task A_hostile_archive_is_refused_and_leaves_nothing(string kind, string expected)
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 2]));
        byte[] archive = ArchiveOf(kind);
        long before = GC.GetTotalAllocatedBytes();

        var error = await Assert.ThrowsAsync<InvalidRequestException>(() => new SnapshotStore(node.Store)
            .RestoreAsync(TestNode.Name, new MemoryStream(archive), null, Token));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 << 20);
        Assert.Single(Directory.GetDirectories(Path.Combine(node.Folder, "collections")));
        Assert.False(File.Exists("/tmp/x"));
        await node.HasIdsAsync([1]);
    }

    [Theory]
    [InlineData(41)]
    public async Task A_flipped_bit_or_a_cut_anywhere_is_refused_or_means_nothing(int seed)
    {
        var random = new Random(seed);
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await node.UpsertAsync([.. Enumerable.Range(0, 50).Select(i => Make.Point((ulong)i, [1, i]))]);
        IReadOnlyList<RetrievedPoint> points = await node.ScrollAsync();
        var snapshots = new SnapshotStore(node.Store);
        SnapshotDescription made = await snapshots.CreateAsync(TestNode.Name, Token);
        byte[] content = await File.ReadAllBytesAsync(snapshots.PathOf(TestNode.Name, made.Name), Token);
        for (int i = 0; i < 150; i++)
        {
            int at = random.Next(content.Length);
            byte[] damaged = i % 5 == 0 ? content[..at] : [.. content];
            if (i % 5 != 0) damaged[at] ^= (byte)(1 << random.Next(8));
            try
            {
                await snapshots.RestoreAsync(TestNode.Name, new MemoryStream(damaged), null, Token);
            }
            catch (InvalidRequestException)
            {
            }

            Assert.True(points.SequenceEqual(await node.ScrollAsync()), $"byte {at}, seed {seed}");
        }
    }

    private static byte[] ArchiveOf(string kind)
    {
        byte[] schema = "schema"u8.ToArray();
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(schema));
        string file = Listed("collection.schema", schema.Length, hash);
        return kind switch
        {
            "empty" => [],
            "text" => Encoding.ASCII.GetBytes(new string('x', 2_000)),
            "zip" => [.. "PK\u0003\u0004"u8, .. new byte[1_000]],
            "no manifest" => Tar(Regular("collection.schema", schema)),
            "manifest of another format" => Tar(Manifest(file, format: 2), Regular("collection.schema", schema)),
            "manifest that is no JSON" => Tar(Regular("manifest.json", "{"u8.ToArray())),
            "manifest of 2 MB" => Tar(Regular("manifest.json", new byte[2 << 20])),
            "traversal" => Tar(Manifest(Listed("../../x", 6, hash)), Regular("../../x", schema)),
            "absolute path" => Tar(Manifest(Listed("/tmp/x", 6, hash)), Regular("/tmp/x", schema)),
            "file twice" => Tar(Manifest(file + "," + file), Regular("collection.schema", schema)),
            "negative length" => Tar(Manifest(Listed("collection.schema", -1, hash))),
            "lying total" => Tar(Manifest(Listed("collection.schema", long.MaxValue, hash))),
            "lying length" => Tar(
                Manifest(Listed("collection.schema", 7, hash)), Regular("collection.schema", schema)),
            "entry that the manifest does not name" => Tar(
                Manifest(file), Regular("collection.schema", schema), Regular("more", schema)),
            "symbolic link" => Tar(Manifest(file), Link(TarEntryType.SymbolicLink)),
            "hard link" => Tar(Manifest(file), Link(TarEntryType.HardLink)),
            "device" => Tar(Manifest(file), new UstarTarEntry(TarEntryType.BlockDevice, "collection.schema")),
            "extended header of 1 GB" => LongHeader(),
            "wrong hash" => Tar(
                Manifest(Listed("collection.schema", 6, new string('0', 64))), Regular("collection.schema", schema)),
            _ => Tar(Manifest(file), Regular("collection.schema", schema)),
        };
    }

    private static string Listed(string path, long bytes, string hash) =>
        $$"""{"path": "{{path}}", "bytes": {{bytes}}, "sha256": "{{hash}}"}""";

    private static UstarTarEntry Manifest(string files, int format = 1) => Regular(
        "manifest.json",
        Encoding.UTF8.GetBytes($$"""{"format": {{format}}, "collection": "t", "sequence": 1, "files": [{{files}}]}"""));

    private static UstarTarEntry Regular(string name, byte[] content) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) };

    private static UstarTarEntry Link(TarEntryType type) => new(type, "collection.schema") { LinkName = "/etc/passwd" };

    private static byte[] Tar(params UstarTarEntry[] entries)
    {
        var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
            foreach (UstarTarEntry entry in entries) tar.WriteEntry(entry);
        return archive.ToArray();
    }

    /// <summary>A header of type x, whose records TarReader would take into memory.</summary>
    private static byte[] LongHeader()
    {
        byte[] header = Tar(Regular("manifest.json", []))[..512];
        Encoding.ASCII.GetBytes("10000000000").CopyTo(header, 124);
        header[156] = (byte)'x';
        "        "u8.CopyTo(header.AsSpan(148));
        int sum = header.Sum(value => value);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        return [.. header, .. new byte[4_096]];
    }
}
