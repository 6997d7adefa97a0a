using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NeuralSearch.BrowserTests.Running;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace NeuralSearch.BrowserTests;

public sealed class FilterTests(BrowserFixture fixture) : PageTests(fixture)
{
    private const string Query = "a comedy about a family";

    [Fact]
    public async Task A_year_range_narrows_the_results_and_can_be_removed()
    {
        await OpenAsync(Query);
        var before = await TitlesAsync();

        await Page.GetByLabel("year from").FillAsync("1990");
        await Page.GetByLabel("year to").FillAsync("1999");

        var chip = Page.GetByRole(AriaRole.Button, new() { Name = "Remove filter year: 1990 – 1999" });
        await Expect(chip).ToBeVisibleAsync();
        await Expect(Results.First.Locator(".facts")).ToHaveTextAsync(new Regex("^199"));
        var facts = await Results.Locator(".facts").AllTextContentsAsync();
        Assert.NotEmpty(facts);
        Assert.All(facts, fact => Assert.InRange(int.Parse(fact[..4], CultureInfo.InvariantCulture), 1990, 1999));

        await chip.ClickAsync();
        await Expect(Titles).ToHaveTextAsync(before);
    }

    [Fact]
    public async Task A_value_narrows_the_results_shows_as_pressed_and_can_be_removed()
    {
        await OpenAsync(Query);
        var before = await TitlesAsync();
        var rarest = Page.GetByRole(AriaRole.Group, new() { Name = "genres" }).GetByRole(AriaRole.Button).Last;
        var genre = JsonSerializer.Deserialize<string>((await rarest.GetAttributeAsync("data-value"))!)!;

        var response = await Page.RunAndWaitForResponseAsync(() => rarest.ClickAsync(), "**/v1/search");
        var films = (await response.JsonAsync())!.Value.GetProperty("results").EnumerateArray().ToList();

        await Expect(Page.Locator(".choices button[aria-pressed=true]")).ToContainTextAsync(genre);
        Assert.NotEmpty(films);
        Assert.All(films, film => Assert.Contains(
            genre,
            film.GetProperty("payload").GetProperty("genres").EnumerateArray().Select(value => value.GetString())));
        await Expect(Titles).ToHaveTextAsync(films.Select(film => film.GetProperty("title").GetString()!));
        await Expect(Page).ToHaveURLAsync(new Regex("filter="));

        await Page.GetByRole(AriaRole.Button, new() { Name = $"Remove filter genres: {genre}" }).ClickAsync();
        await Expect(Titles).ToHaveTextAsync(before);
    }

    [Fact]
    public async Task The_filter_is_sent_as_the_filter_json_of_the_api()
    {
        await OpenAsync(Query);
        await Page.RunAndWaitForResponseAsync(
            () => Page.GetByLabel("year from").FillAsync("1990"), "**/v1/search");
        var chip = Page.GetByRole(AriaRole.Button, new() { Name = "Remove filter year: from 1990" });
        await Expect(chip).ToBeVisibleAsync();

        var request = await Page.RunAndWaitForRequestAsync(
            () => Page.Locator(".choices button").First.ClickAsync(), "**/v1/search");

        var value = await Page.Locator(".choices button[aria-pressed=true]").First.GetAttributeAsync("data-value");
        Assert.Contains(
            $$$"""{"must":[{"key":"year","range":{"gte":1990}},{"key":"genres","match":{"value":{{{value}}}}}]}""",
            request.PostData, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_found_says_what_to_try_and_removes_the_filters()
    {
        await OpenAsync(Query, filter: """{"must":[{"key":"year","range":{"gte":3000}}]}""");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Nothing found" })).ToBeVisibleAsync();

        await Page.GetByRole(AriaRole.Button, new() { Name = "Remove the filters" }).ClickAsync();

        await Expect(Results).ToHaveCountAsync(10);
        await Expect(Page.Locator("#active-filters")).ToBeHiddenAsync();
    }
}
