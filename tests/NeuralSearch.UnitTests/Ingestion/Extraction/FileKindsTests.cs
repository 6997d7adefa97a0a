using System.Text.RegularExpressions;
using NeuralSearch.Ingestion.Extraction;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Extraction;

public sealed class FileKindsTests
{
    [Theory]
    [InlineData("a/README.MD", null, FileKind.Markdown)]
    [InlineData("films.jsonl.gz", "application/gzip", FileKind.JsonLines)]
    [InlineData("page.htm", "application/octet-stream", FileKind.Html)]
    [InlineData("README", "Text/Plain", FileKind.Text)]
    [InlineData("notes.md.gz", null, null)]
    [InlineData("archive.gz", "application/gzip", null)]
    [InlineData("md", null, null)]
    public void A_kind_is_told_by_the_end_of_the_name_and_then_by_the_type(
        string path, string? mediaType, FileKind? kind)
    {
        Assert.Equal(kind, FileKinds.Of(path, mediaType));
    }

    [Fact]
    public async Task The_page_knows_the_same_kinds()
    {
        string script = await File.ReadAllTextAsync(
            Repository.Combine("services", "NeuralSearch.Query", "Page", "app", "files.js"),
            TestContext.Current.CancellationToken);
        string page = await File.ReadAllTextAsync(
            Repository.Combine("services", "NeuralSearch.Query", "Page", "index.html"),
            TestContext.Current.CancellationToken);
        string listed = Regex.Match(script, @"ENDINGS = \[(.*?)\]", RegexOptions.Singleline).Groups[1].Value;
        string picked = Regex.Match(page, "accept=\"(.*?)\"").Groups[1].Value;

        string[] endings = [.. FileKinds.Endings.Select(known => known.Ending)];
        Assert.Equal(endings, Regex.Matches(listed, @"'([^']+)'").Select(match => match.Groups[1].Value));
        Assert.Equal(endings.Select(ending => "." + ending.Split('.')[^1]).Distinct(), picked.Split(','));
    }
}
