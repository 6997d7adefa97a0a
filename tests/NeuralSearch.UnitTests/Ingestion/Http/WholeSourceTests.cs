using System.Net;
using System.Text;
using Grpc.Core;
using NeuralSearch.Catalog;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.Ingestion.Fakes;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Http;

/// <summary>What a source that is sent whole does not name any more is deleted; and nothing else ever is.</summary>
public sealed class WholeSourceTests : IDisposable
{
    private const string Whole = "?source=lib&complete=true";

    private readonly TemporaryFolder _folder = new();
    private readonly FakeNode _node = new();
    private readonly FakeGenerator _generator = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string[] Documents =>
        [.. _node.PointsOf("documents").Select(point => point.Payload["document"].StringValue).Distinct().Order()];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_left_the_source_is_deleted_with_its_chunks_and_its_entries()
    {
        await using IngestionHost host = await StartAsync();
        await new Form().File("a.md", Lines.Sentences(40)).File("b.md", "Stays.").File("c.jsonl", Lines.Documents(3))
            .PostAsync(host, Whole);
        await new Form().File("z.md", "Of another source.").PostAsync(host, "?source=other");

        string answer = await new Form().File("b.md", "Stays.").File("c.jsonl", Lines.Documents(2))
            .PostAsync(host, Whole);

        Assert.Equal(2, (int)Lines.Summary(answer)["deleted"]!);
        Assert.Equal(["d0", "d1", "lib/b.md", "other/z.md"], Documents);
        Assert.Equal(4, await CountEntriesAsync(host));
        Assert.Equal(2, (await host.Runs.ListAsync(Cancellation))[0].Deleted);
    }

    [Fact]
    public async Task Without_complete_nothing_is_deleted()
    {
        await using IngestionHost host = await StartAsync();
        await new Form().File("a.md", "A.").PostAsync(host, Whole);

        string answer = await new Form().File("b.md", "B.").PostAsync(host, "?source=lib");

        Assert.DoesNotContain("deleted", Lines.Summary(answer));
        Assert.Equal(["lib/a.md", "lib/b.md"], Documents);
    }

    [Fact]
    public async Task Thousands_are_deleted_page_by_page()
    {
        await using IngestionHost host = await StartAsync();
        await new Form().File("many.jsonl", Lines.Documents(1000)).PostAsync(host, Whole);

        string answer = await new Form().File("many.jsonl", Lines.Document("d500", "Some words about d500."))
            .PostAsync(host, Whole);

        Assert.Equal(999, (int)Lines.Summary(answer)["deleted"]!);
        Assert.Equal(["d500"], Documents);
    }

    [Fact]
    public async Task What_could_not_be_read_or_was_not_sent_keeps_its_old_content()
    {
        await using IngestionHost host = await StartAsync();
        await new Form().File("a.md", "A.").File("b.jsonl", Lines.Documents(2)).File("c.md", "C.")
            .File("d.jsonl", Lines.Documents(2, "e")).File("f.md", "F.").PostAsync(host, Whole);

        string answer = await new Form()
            .File("a.md", [0x00])
            .File("b.jsonl", Lines.Document("d0", "New.") + "{broken\n")
            .Field("keep", "c.md")
            .File("d.jsonl", Lines.Document("e0", "New.") + "{\"id\":\"e1\"}\n")
            .PostAsync(host, Whole);

        Assert.Equal(1, (int)Lines.Summary(answer)["deleted"]!);
        Assert.Equal(["d0", "d1", "e0", "e1", "lib/a.md", "lib/c.md"], Documents);
    }

    [Theory]
    [InlineData("../x.md", null, "no file name")]
    [InlineData(null, "colour", "no file name")]
    public async Task If_a_part_cannot_be_told_nothing_is_deleted_and_that_is_said(
        string? file, string? field, string words)
    {
        await using IngestionHost host = await StartAsync();
        await new Form().File("a.md", "A.").PostAsync(host, Whole);
        Form form = new Form().File("b.md", "B.");

        string answer = await (file is not null ? form.File(file, "x") : form.Field(field!, "x"))
            .PostAsync(host, Whole);

        Assert.Contains(Lines.Errors(answer), error => error.Contains("nothing of source 'lib' was deleted",
            StringComparison.Ordinal) && error.Contains(words, StringComparison.Ordinal));
        Assert.Equal(["lib/a.md", "lib/b.md"], Documents);
    }

    [Fact]
    public async Task JSON_lines_can_be_a_whole_source_unless_an_id_cannot_be_read()
    {
        await using IngestionHost host = await StartAsync();
        await PostLinesAsync(host, Lines.Documents(3));

        string broken = await PostLinesAsync(host, Lines.Documents(1) + "{broken\n");
        Assert.Equal(["d0", "d1", "d2"], Documents);
        Assert.Contains("line 2 has no id", broken, StringComparison.Ordinal);

        await PostLinesAsync(host, Lines.Documents(1));
        Assert.Equal(["d0"], Documents);
    }

    [Fact]
    public async Task A_request_that_breaks_off_deletes_nothing()
    {
        await using IngestionHost host = await StartAsync();
        await new Form().File("a.md", "A.").File("b.md", "B.").PostAsync(host, Whole);
        using ByteArrayContent cut = new(Encoding.UTF8.GetBytes(
            "--x\r\nContent-Disposition: form-data; name=f; filename=b.md\r\n\r\nB.\r\n--x\r\nContent-Disposition:"));
        cut.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");

        using HttpResponseMessage response = await host.Client.PostAsync("/v1/documents" + Whole, cut, Cancellation);

        Assert.Contains("Stopped", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(["lib/a.md", "lib/b.md"], Documents);
    }

    [Fact]
    public async Task A_failure_of_the_node_while_storing_deletes_nothing()
    {
        await using IngestionHost host = await StartAsync(("NeuralSearch:Ingestion:MaxAttempts", "1"));
        await new Form().File("a.md", "A.").PostAsync(host, Whole);
        _node.Before = (name, _) => name == "Upsert" ? throw Broken() : Task.CompletedTask;

        string answer = await new Form().File("b.md", "B.").PostAsync(host, Whole);

        Assert.Contains("Storing 1 chunks", answer, StringComparison.Ordinal);
        Assert.Equal(["lib/a.md"], Documents);
    }

    [Fact]
    public async Task A_deletion_that_failed_is_told_and_done_by_the_next_run()
    {
        await using IngestionHost host = await StartAsync(("NeuralSearch:Ingestion:MaxAttempts", "1"));
        await new Form().File("a.md", "A.").File("b.md", "B.").PostAsync(host, Whole);
        _node.Before = (name, _) => name == "Delete" ? throw Broken() : Task.CompletedTask;

        string failed = await new Form().File("b.md", "B.").PostAsync(host, Whole);
        _node.Before = (_, _) => Task.CompletedTask;
        string next = await new Form().File("b.md", "B.").PostAsync(host, Whole);

        Assert.Contains("Deleting chunks from collection 'documents' failed", failed, StringComparison.Ordinal);
        Assert.Equal(1, (int)Lines.Summary(next)["deleted"]!);
        Assert.Equal(["lib/b.md"], Documents);
    }

    [Fact]
    public async Task A_document_that_another_source_took_over_is_not_deleted_by_the_first()
    {
        await using IngestionHost host = await StartAsync();
        await new Form().File("a.jsonl", Lines.Documents(2)).PostAsync(host, Whole);
        int embedded = _generator.TextCount;

        await new Form().File("b.jsonl", Lines.Documents(1)).PostAsync(host, "?source=other&complete=true");
        await new Form().File("a.jsonl", Lines.Document("x", "X.")).PostAsync(host, Whole);

        Assert.Equal(["d0", "x"], Documents);
        Assert.Equal(embedded + 1, _generator.TextCount);
    }

    [Fact]
    public async Task A_document_that_comes_again_without_a_source_stays_in_its_source()
    {
        await using IngestionHost host = await StartAsync();
        await new Form().File("a.jsonl", Lines.Documents(1)).PostAsync(host, Whole);
        using StringContent line = new(Lines.Document("d0", "Changed."));
        await host.Client.PostAsync("/v1/documents", line, Cancellation);

        await new Form().File("b.md", "B.").PostAsync(host, Whole);

        Assert.Equal(["lib/b.md"], Documents);
    }

    [Fact]
    public async Task Two_requests_that_hold_the_whole_source_exclude_one_another()
    {
        await using IngestionHost host = await StartAsync();
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _generator.Before = async _ =>
        {
            entered.TrySetResult();
            await released.Task;
        };
        Task<string> first = new Form().File("a.md", "A.").PostAsync(host, Whole);
        await entered.Task;

        using HttpResponseMessage second = await PostEmptyFormAsync(host);
        released.SetResult();
        await first;

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Contains("Source 'lib'", await second.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        using HttpResponseMessage third = await PostEmptyFormAsync(host);
        Assert.Equal(1, (int)Lines.Summary(await third.Content.ReadAsStringAsync(Cancellation))["deleted"]!);
        Assert.Empty(Documents);
    }

    private static async Task<HttpResponseMessage> PostEmptyFormAsync(IngestionHost host)
    {
        using ByteArrayContent body = new("--x--\r\n"u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        return await host.Client.PostAsync("/v1/documents" + Whole, body, Cancellation);
    }

    private static RpcException Broken() => new(new Status(StatusCode.Internal, "broken"));

    private static async Task<string> PostLinesAsync(IngestionHost host, string lines)
    {
        using StringContent content = new(lines);
        using HttpResponseMessage response =
            await host.Client.PostAsync("/v1/documents" + Whole, content, Cancellation);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    private static async Task<long> CountEntriesAsync(IngestionHost host)
    {
        CollectionRecord collection =
            (await host.Catalog.Documents.FindCollectionAsync("documents", Cancellation))!;
        return await host.Catalog.Documents.CountStoredAsync(collection.Id, Cancellation);
    }

    private Task<IngestionHost> StartAsync(params (string, string?)[] settings) =>
        IngestionHost.StartAsync(_folder.Path, _node, _generator, settings);
}
