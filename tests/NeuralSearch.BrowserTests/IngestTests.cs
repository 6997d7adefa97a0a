using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using NeuralSearch.BrowserTests.Running;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace NeuralSearch.BrowserTests;

public sealed class IngestTests(BrowserFixture fixture) : PageTests(fixture)
{
    private static readonly string[] Facts =
    [
        "The lighthouse keeper wrote letters to ships that never answered.",
        "Sourdough rises slowly because wild yeast works slowly.",
        "A glacier carries boulders for thousands of years.",
    ];

    [Fact]
    public async Task A_dropped_file_is_ingested_errors_are_told_by_line_and_it_can_be_searched()
    {
        var lines = new[] { Line(0), "{broken", Line(1), """{"id":"no-text"}""", Line(2) };
        await OpenAsync();

        await DropAsync("facts.jsonl", string.Join('\n', lines));
        await Page.GetByLabel("Collection", new() { Exact = true }).And(Page.Locator("input")).FillAsync("dropped");
        await Page.Keyboard.PressAsync("Enter");

        var upload = Page.GetByRole(AriaRole.Article, new() { Name = "Upload of facts.jsonl" });
        await Expect(upload.GetByRole(AriaRole.Status)).ToContainTextAsync("stored in dropped");
        await Expect(upload.Locator(".failed dd")).ToHaveTextAsync("2");
        await upload.GetByText("2 lines could not be taken").ClickAsync();
        await Expect(upload.Locator(".upload-errors li")).ToContainTextAsync(["Line 2", "Line 4"]);

        await upload.GetByRole(AriaRole.Button, new() { Name = "Search dropped" }).ClickAsync();
        await Box.FillAsync("sourdough bread");
        await Expect(Results.First).ToContainTextAsync("Sourdough");
        await Expect(Page.GetByRole(AriaRole.Combobox, new() { Name = "Collection" })).ToHaveValueAsync("dropped");
    }

    [Fact]
    public async Task Progress_of_the_server_is_shown_and_only_the_first_errors_are_listed()
    {
        var answer = new StringBuilder();
        for (var line = 1; line <= 30; line++)
            answer.Append(JsonSerializer.Serialize(new { line, error = "text is missing" })).Append('\n');
        answer.Append("""{"accepted":9,"embedded":9,"stored":9}""").Append('\n');
        answer.Append("""{"error":"The disk is full."}""").Append('\n');
        var summary = new { accepted = 9, stored = 9, unchanged = 0, failed = 31, chunks = 12, seconds = 1.5 };
        answer.Append(JsonSerializer.Serialize(new { summary })).Append('\n');
        await Page.RouteAsync("**/v1/documents*", route => route.FulfillAsync(new()
        {
            ContentType = "application/x-ndjson",
            Body = answer.ToString(),
        }));
        await OpenAsync();

        await DropAsync("many.ndjson", "{}");
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.Locator(".upload-status")).ToHaveTextAsync("9 documents stored in documents in 1.5 s.");
        await Expect(Page.Locator(".upload-note")).ToHaveTextAsync("The disk is full.");
        await Expect(Page.Locator(".upload-errors li")).ToHaveCountAsync(20);
        await Expect(Page.Locator(".upload-rest")).ToHaveTextAsync("and 11 lines more");
    }

    [Fact]
    public async Task A_gzip_file_is_chosen_by_button_and_sent_compressed()
    {
        await OpenAsync();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Line(0) + "\n" + Line(1)), Cancellation);
        var chooser = await Page.RunAndWaitForFileChooserAsync(
            () => Page.GetByRole(AriaRole.Button, new() { Name = "Add documents" }).ClickAsync());
        await chooser.SetFilesAsync(new FilePayload
        {
            Name = "facts.jsonl.gz",
            MimeType = "application/gzip",
            Buffer = packed.ToArray(),
        });
        await Page.Locator("#ingest-collection").FillAsync("packed");

        var request = await Page.RunAndWaitForRequestAsync(
            () => Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync(),
            "**/v1/documents*");

        Assert.Equal("gzip", await request.HeaderValueAsync("content-encoding"));
        await Expect(Page.Locator(".upload-status")).ToContainTextAsync("stored in packed");
    }

    [Fact]
    public async Task A_running_upload_can_be_cancelled()
    {
        await Page.RouteAsync("**/v1/documents*", _ => Task.CompletedTask);
        await OpenAsync();
        await DropAsync("endless.jsonl", Line(0));
        await Page.RunAndWaitForRequestAsync(() => Page.Keyboard.PressAsync("Enter"), "**/v1/documents*");

        await Page.GetByRole(AriaRole.Article).GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await Expect(Page.Locator(".upload-status")).ToContainTextAsync("Cancelled");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(Page.Locator(".upload")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task While_a_file_is_being_sent_the_counts_come_from_the_server()
    {
        await Page.AddInitScriptAsync("XMLHttpRequest.prototype.send = () => {};");
        await OpenAsync();
        await AnswerAsync("v1/ingestions", new { ingestions = new[] { Running("documents", stored: 42) } });
        await DropAsync("large.jsonl", Line(0));

        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.Locator(".upload-status")).ToHaveTextAsync("Sending to documents: 0 %");
        await Expect(Page.Locator(".upload-counts .stored dd")).ToHaveTextAsync("42");
    }

    [Fact]
    public async Task Other_files_are_refused_before_they_are_sent()
    {
        await OpenAsync();

        await DropAsync("report.pdf", "%PDF");

        await Expect(Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("report.pdf is left out");
        await Expect(Page.Locator("#ingest-start")).ToBeDisabledAsync();
    }

    [Fact]
    public async Task Dropped_files_of_several_kinds_go_up_together_and_what_fails_is_named()
    {
        await OpenAsync();

        await DropAsync(
            ("harbour.md", "# Harbour\n\nA **pilot** boat leads ships through the sandbanks."),
            ("owl.html", "<title>Owls</title><p>An owl hears a mouse under the snow.<script>no()</script>"),
            ("empty.txt", "   "),
            ("photo.png", "x"));
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("photo.png is left out");
        await Expect(dialog).ToContainTextAsync("Known kinds are .md");
        await Page.Locator("#ingest-collection").FillAsync("mixed");
        await Page.GetByLabel("Source").FillAsync("shelf");
        await Page.Keyboard.PressAsync("Enter");

        var upload = Page.GetByRole(AriaRole.Article, new() { Name = "Upload of 3 files" });
        await Expect(upload.GetByRole(AriaRole.Status)).ToContainTextAsync("2 documents stored in mixed");
        await upload.GetByText("1 document could not be taken").ClickAsync();
        await Expect(upload.Locator(".upload-errors li")).ToHaveTextAsync("empty.txt: the file holds no text");
        await upload.GetByRole(AriaRole.Button, new() { Name = "Search mixed" }).ClickAsync();
        await Box.FillAsync("a bird that hunts at night");
        await Expect(Results.First).ToContainTextAsync("An owl hears a mouse");
        await Expect(Results.First).Not.ToContainTextAsync("no()");
    }

    [Fact]
    public async Task A_dropped_folder_is_walked_through_and_its_files_keep_their_paths()
    {
        await Page.AddInitScriptAsync("""
            const file = (name, text) => ({ name, isDirectory: false, file: (done) => done(new File([text], name)) });
            const folder = (name, entries) => ({
              name,
              isDirectory: true,
              createReader() {
                const parts = entries.map((entry) => [entry]);
                return { readEntries: (done) => done(parts.shift() ?? []) };
              },
            });
            const broken = { name: 'gone.md', isDirectory: false, file: (done, fail) => fail(new Error('It is gone.')) };
            DataTransferItem.prototype.webkitGetAsEntry = () => folder('garden', [
              file('roses.md', '# Roses\n\nCut roses above an eye that looks outwards.'),
              folder('deep', [file('moles.txt', 'Moles throw up hills.'), file('.hidden.md', 'Hidden.'), broken]),
              folder('.git', [file('config.txt', 'no')]),
            ]);
            """);
        await OpenAsync();
        await DropAsync("garden", "");
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator("#ingest-files li")).ToHaveTextAsync(new[]
        {
            "garden/deep/moles.txt 21 bytes",
            "garden/roses.md 52 bytes",
            "garden/deep/gone.md is left out: It is gone.",
        });
        await Page.Locator("#ingest-collection").FillAsync("folders");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".upload-status")).ToContainTextAsync("2 documents stored in folders");

        using var answer = await new HttpClient { BaseAddress = Address }.PostAsJsonAsync(
            "v1/search", new { query = "moles", collection = "folders" }, Cancellation);
        Assert.Contains(
            "\"document\":\"uploads/garden/deep/moles.txt\"", await answer.Content.ReadAsStringAsync(Cancellation),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_upload_that_is_refused_says_why()
    {
        ExpectsFailedRequests = true;
        await OpenAsync();
        await Page.EvaluateAsync("""
            () => {
              const dataTransfer = new DataTransfer();
              dataTransfer.items.add(new File([new Uint8Array(100 << 20)], 'large.jsonl'));
              document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
            }
            """);
        await Page.Locator("#ingest-collection").FillAsync("not/a/name");

        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.Locator(".upload-status")).ToContainTextAsync("The name of the collection holds");
    }

    [Fact]
    public async Task What_a_broken_connection_hides_is_asked_for()
    {
        ExpectsFailedRequests = true;
        await Page.AddInitScriptAsync("""
            XMLHttpRequest.prototype.send = function () { this.dispatchEvent(new ProgressEvent('error')); };
            """);
        await OpenAsync();
        await DropAsync("facts.jsonl", Line(0));
        await Page.Locator("#ingest-collection").FillAsync("not/a/name");

        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.Locator(".upload-status")).ToContainTextAsync("The name of the collection holds");
    }

    [Fact]
    public async Task What_is_being_loaded_is_shown_until_it_is_done()
    {
        var running = Running("films", stored: 500);
        await AnswerAsync("v1/ingestions", new { ingestions = new[] { running } });
        await OpenAsync();
        var strip = Page.GetByRole(AriaRole.Region, new() { Name = "Documents being loaded" });

        await Expect(strip).ToContainTextAsync("500 of 2,000 documents, 25 %");
        await Expect(strip).ToContainTextAsync("searchable already");
        await Expect(strip.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("aria-valuenow", "500");

        var completed = Running("films", stored: 2000, state: "completed");
        await AnswerAsync("v1/ingestions", new { ingestions = new[] { completed } });
        await Expect(strip).ToBeHiddenAsync();
    }

    private static object Running(string collection, int stored, string state = "running") => new
    {
        id = "1",
        source = "test",
        collection,
        state,
        accepted = stored,
        embedded = stored,
        stored,
        unchanged = 0,
        failed = 0,
        total = 2000,
        startedAt = "2025-01-01T00:00:00Z",
    };

    private static string Line(int number) =>
        JsonSerializer.Serialize(new { id = $"fact-{number}", title = $"Fact {number}", text = Facts[number] });

    private Task DropAsync(string name, string content) => DropAsync((name, content));

    private async Task DropAsync(params (string Name, string Content)[] files) => await Page.EvaluateAsync("""
        (files) => {
          const dataTransfer = new DataTransfer();
          for (const [name, content] of files) dataTransfer.items.add(new File([content], name));
          for (const type of ['dragenter', 'dragover', 'drop'])
            document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
        }
        """, files.Select(file => new[] { file.Name, file.Content }).ToArray());
}
