using Microsoft.Playwright;
using NeuralSearch.BrowserTests.Running;
using NeuralSearch.Testing;
using static Microsoft.Playwright.Assertions;

namespace NeuralSearch.BrowserTests;

/// <summary>A server that asks for a key: the page asks the user for it, once a tab.</summary>
public sealed class KeyTests(BrowserFixture fixture) : PageTests(fixture)
{
    private const string Key = "a key of a test";

    private ILocator Dialog => Page.GetByRole(AriaRole.Dialog, new() { Name = "This server asks for a key" });

    private ILocator Field => Dialog.GetByLabel("API key");

    [Xunit.Fact]
    public async Task The_page_asks_for_the_key_and_again_when_it_is_wrong_and_keeps_it_for_the_tab()
    {
        ExpectsFailedRequests = true;
        using var folder = new TemporaryFolder();
        await using StandaloneProcess server = await StandaloneProcess.StartAsync(
            folder.Path, ["--no-sample"], new Dictionary<string, string?> { ["NeuralSearch__Auth__ApiKey"] = Key });
        Address = server.Address;

        await OpenAsync();
        await Expect(Dialog).ToContainTextAsync("Must provide an API key");
        await Field.FillAsync("another");
        await Field.PressAsync("Enter");
        await Expect(Dialog).ToContainTextAsync("Invalid API key");
        await Field.FillAsync(Key);
        await Field.PressAsync("Enter");
        await Expect(Page.GetByText("Nothing to search yet.")).ToBeVisibleAsync();
        await Expect(Dialog).ToBeHiddenAsync();

        await Page.ReloadAsync();
        await Expect(Page.GetByText("Nothing to search yet.")).ToBeVisibleAsync();
        await Expect(Dialog).ToBeHiddenAsync();
    }
}
