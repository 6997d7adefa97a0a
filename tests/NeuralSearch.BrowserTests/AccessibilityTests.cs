using Microsoft.Playwright;
using NeuralSearch.BrowserTests.Running;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace NeuralSearch.BrowserTests;

public sealed class AccessibilityTests(BrowserFixture fixture) : PageTests(fixture)
{
    [Fact]
    public async Task The_page_has_its_landmarks_and_a_language()
    {
        await OpenAsync("a comedy about a family");

        await Expect(Page.GetByRole(AriaRole.Search)).ToHaveCountAsync(1);
        await Expect(Page.GetByRole(AriaRole.Main)).ToHaveCountAsync(1);
        await Expect(Page.GetByRole(AriaRole.Banner)).ToHaveCountAsync(1);
        await Expect(Page.GetByRole(AriaRole.Complementary, new() { Name = "Filters" })).ToBeVisibleAsync();
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Expect(Page).ToHaveTitleAsync("a comedy about a family – NeuralSearch");
    }

    [Fact]
    public async Task The_number_of_results_is_announced()
    {
        await OpenAsync("a comedy about a family");

        await Expect(Summary).ToHaveAttributeAsync("aria-live", "polite");
        await Expect(Summary).ToContainTextAsync("10 results in");
    }

    [Fact]
    public async Task Every_control_has_a_name_and_every_id_is_unique()
    {
        await OpenAsync("a comedy about a family");

        var nameless = await Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('button, a, input, select')]
              .filter((element) => element.checkVisibility())
              .filter((element) => !element.getAttribute('aria-label') && !element.textContent.trim()
                && !element.labels?.length)
              .map((element) => element.outerHTML)
            """);
        var repeated = await Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('[id]')].map(({ id }) => id)
              .filter((id, at, all) => all.indexOf(id) !== at)
            """);

        Assert.Empty(nameless);
        Assert.Empty(repeated);
    }

    [Fact]
    public async Task References_between_elements_lead_somewhere()
    {
        await OpenAsync("a comedy about a family");

        var broken = await Page.EvaluateAsync<string[]>("""
            () => ['for', 'aria-controls', 'aria-describedby', 'aria-labelledby', 'list'].flatMap((name) =>
              [...document.querySelectorAll(`[${name}]`)].map((element) => element.getAttribute(name))
                .filter((id) => document.getElementById(id) === null))
            """);

        Assert.Empty(broken);
    }
}
