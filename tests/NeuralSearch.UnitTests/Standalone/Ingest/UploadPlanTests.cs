using NeuralSearch.Standalone.Ingest;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Standalone.Ingest;

public sealed class UploadPlanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_is_a_whole_source_named_by_its_absolute_path()
    {
        Write("a/docs/readme.md", "b/docs/readme.md");

        IReadOnlyList<Upload> uploads = Make(_folder.Combine("a", "docs") + "/", _folder.Combine("b", "docs"));

        Assert.Equal(
            [Slashes(_folder.Combine("a", "docs")), Slashes(_folder.Combine("b", "docs"))],
            uploads.Select(upload => upload.Source));
        Assert.All(uploads, upload => Assert.True(upload.IsWhole));
        Assert.Equal("readme.md", Assert.Single(uploads[0].Files).Path);
    }

    [Fact]
    public void Files_are_in_order_with_forward_slashes_and_what_is_skipped_is_counted()
    {
        Write("b/z.md", "b/a.txt", "B.html", ".git/x.md", ".hidden.md", "c.png", "d.PNG", "LICENSE", "a.jsonl.gz");

        Upload upload = Assert.Single(Make(_folder.Path));

        Assert.Equal(["B.html", "a.jsonl.gz", "b/a.txt", "b/z.md"], upload.Files.Select(file => file.Path));
        Assert.Equal("2 hidden, 3 of other kinds (.png without extension)", upload.Skipped);
    }

    [Fact]
    public void Links_to_folders_are_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Symbolic links need rights here.");
        Write("a/x.md");
        Directory.CreateSymbolicLink(_folder.Combine("a", "up"), _folder.Path);
        File.CreateSymbolicLink(_folder.Combine("a", "file.md"), _folder.Combine("a", "x.md"));

        Upload upload = Assert.Single(Make(_folder.Combine("a")));

        Assert.Equal(["file.md", "x.md"], upload.Files.Select(file => file.Path));
        Assert.Equal("1 linked folders", upload.Skipped);
    }

    [Fact]
    public void Named_files_of_a_folder_go_together_and_JSON_lines_by_themselves()
    {
        Write("a/x.md", "a/y.txt", "b/z.md", "l.jsonl");

        IReadOnlyList<Upload> uploads = Make([.. new[] { "a/x.md", "l.jsonl", "b/z.md", "a/y.txt" }.Select(
            path => _folder.Combine(path))]);

        Assert.Equal(
            ["x.md+y.txt", "l.jsonl", "z.md"],
            uploads.Select(upload => string.Join('+', upload.Files.Select(file => file.Path))));
        Assert.Equal(
            [Slashes(_folder.Combine("a")), null, Slashes(_folder.Combine("b"))],
            uploads.Select(upload => upload.Source));
        Assert.All(uploads, upload => Assert.False(upload.IsWhole));
    }

    [Fact]
    public void With_a_source_JSON_lines_are_files_of_it()
    {
        Write("l.jsonl");

        Upload upload = Assert.Single(UploadPlan.Make([_folder.Combine("l.jsonl")], "mine", allowEmpty: false));

        Assert.Equal(("mine", false), (upload.Source, upload.IsWhole));
    }

    [Fact]
    public void A_folder_that_cannot_be_listed_is_told()
    {
        FolderScan scan = FolderScan.Of(_folder.Combine("gone"));

        Assert.Equal(_folder.Combine("gone"), Assert.Single(scan.Unreadable).Path);
        Assert.Empty(scan.Files);
    }

    private static string Slashes(string path) => path.Replace('\\', '/');

    private static IReadOnlyList<Upload> Make(params string[] paths) =>
        UploadPlan.Make(paths, source: null, allowEmpty: false);

    private void Write(params string[] files)
    {
        foreach (string file in files)
        {
            string path = _folder.Combine(file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "Words.");
        }
    }
}
