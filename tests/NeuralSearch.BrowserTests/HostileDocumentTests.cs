using System.Text.Json;
using Microsoft.Playwright;
using NeuralSearch.BrowserTests.Running;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace NeuralSearch.BrowserTests;

public sealed class HostileDocumentTests(BrowserFixture fixture) : PageTests(fixture)
{
    private const string Markup = "<img src=x onerror=\"window.broken = true\">";
    private const string Collection = "hostile";

    [Fact]
    public async Task Markup_in_a_document_is_shown_as_text()
    {
        var hostile = new Dictionary<string, object>
        {
            ["id"] = "1",
            ["title"] = Markup,
            ["text"] = $"A gardener grows roses. {Markup} <script>window.broken = true</script> The roses win a prize.",
            ["url"] = "javascript:window.broken=true",
            ["tags"] = new[] { "<b>bold</b>", "roses" },
            ["<i>field</i>"] = Markup,
        };
        using var api = new SearchApi(Address);
        await api.IngestAsync(Collection, [JsonSerializer.Serialize(hostile)], Cancellation);

        await OpenAsync("a gardener and roses", Collection);
        await Titles.First.ClickAsync();

        await Expect(Titles.First).ToHaveTextAsync(Markup);
        await Expect(Results.First.Locator(".passage")).ToContainTextAsync("<script>window.broken = true</script>");
        await Expect(Results.First.Locator(".fields dt")).ToContainTextAsync(["<i>field</i>"]);
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "<b>bold</b>" })).ToBeVisibleAsync();
        Assert.Equal(0, await Page.Locator("main img, main script, main b, main i:not(.skeleton i)").CountAsync());
        Assert.False(await Page.EvaluateAsync<bool>("() => window.broken === true"));
    }

    [Fact]
    public async Task A_document_without_a_web_address_has_no_link_and_opens_its_details()
    {
        const string Text = "A note about tulips in spring.";
        var document = new { id = "2", title = "Notes", text = Text, url = "javascript:alert(1)" };
        using var api = new SearchApi(Address);
        await api.IngestAsync(Collection, [JsonSerializer.Serialize(document)], Cancellation);
        await OpenAsync("tulips in spring", Collection);

        var result = Results.Filter(new() { HasText = "tulips" }).First;
        await result.GetByRole(AriaRole.Button, new() { Name = "Notes" }).ClickAsync();

        await Expect(result.Locator("a")).ToHaveCountAsync(0);
        await Expect(result.Locator(".fields")).ToBeVisibleAsync();
    }
}
