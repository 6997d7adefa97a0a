using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NeuralSearch.BrowserTests.Running;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace NeuralSearch.BrowserTests;

public sealed partial class SearchTests(BrowserFixture fixture) : PageTests(fixture)
{
    private const string Dinosaurs = "dinosaurs brought back to life in a park";

    [Fact]
    public async Task Typing_alone_finds_the_film_that_is_meant()
    {
        await OpenAsync();

        await Box.PressSequentiallyAsync(Dinosaurs, new() { Delay = 15 });

        await Expect(Titles.GetByText("Jurassic Park", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(Summary).ToHaveTextAsync(SummaryPattern());
    }

    [Fact]
    public async Task A_result_shows_year_genres_score_reason_and_address()
    {
        await OpenAsync(Dinosaurs);

        var result = Results.Filter(new() { HasText = "Jurassic Park" }).First;

        await Expect(result.Locator(".facts")).ToContainTextAsync("1993");
        await Expect(result.Locator(".facts")).ToContainTextAsync("Science Fiction");
        await Expect(result.Locator(".score-value")).ToHaveTextAsync(ScorePattern());
        await Expect(result.Locator(".why")).Not.ToBeEmptyAsync();
        await Expect(result.Locator(".open")).ToHaveAttributeAsync("href", new Regex("^https://.*Jurassic_Park"));
    }

    [Fact]
    public async Task Marks_are_exactly_the_highlights_of_the_answer()
    {
        using var api = new SearchApi(Address);
        var first = (await api.SearchAsync(BrowserFixture.Films, Dinosaurs, Cancellation))[0];
        var passage = first.GetProperty("passage").GetString()!;
        var highlights = first.GetProperty("highlights").EnumerateArray()
            .Select(span => (Start: span.GetProperty("start").GetInt32(), End: span.GetProperty("end").GetInt32()))
            .Order().ToArray();
        await OpenAsync(Dinosaurs);

        await Results.First.GetByRole(AriaRole.Button, new() { Name = "Details" }).ClickAsync();

        var shown = Results.First.Locator(".passage");
        Assert.NotEmpty(highlights);
        Assert.Equal(passage, await shown.TextContentAsync());
        var marks = string.Concat(await shown.Locator("mark").AllTextContentsAsync());
        Assert.Equal(string.Concat(highlights.Select(span => passage[span.Start..span.End])), marks);
    }

    [Fact]
    public async Task Details_list_the_fields_of_the_payload()
    {
        await OpenAsync(Dinosaurs);

        await Results.First.GetByRole(AriaRole.Button, new() { Name = "Details" }).ClickAsync();

        // The fields of a payload have no order of their own.
        await Expect(Results.First.Locator(".fields dt")).ToHaveCountAsync(5);
        var fields = await Results.First.Locator(".fields dt").AllTextContentsAsync();
        Assert.Equal(["cast", "document", "genres", "url", "year"], fields.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_late_answer_to_an_older_question_is_never_shown()
    {
        var release = new TaskCompletionSource();
        await Page.RouteAsync("**/v1/search", async route =>
        {
            if (!route.Request.PostData!.Contains("cowboys", StringComparison.Ordinal))
            {
                await route.ContinueAsync();
                return;
            }

            await release.Task;
            await route.FulfillAsync(new()
            {
                ContentType = "application/json",
                Body = JsonSerializer.Serialize(Answers.Of("Too late", count: 1)),
            });
        });
        await OpenAsync();
        await Page.RunAndWaitForRequestAsync(() => Box.FillAsync("cowboys"), "**/v1/search");

        await Box.FillAsync(Dinosaurs);
        await Expect(Titles.First).ToBeVisibleAsync();
        release.SetResult();
        await Page.EvaluateAsync("() => fetch('v1/collections')");

        Assert.DoesNotContain("Too late", await TitlesAsync());
    }

    [Fact]
    public async Task The_address_holds_the_question_and_the_back_button_returns_to_it()
    {
        await OpenAsync();
        await Box.FillAsync(Dinosaurs);
        await Box.PressAsync("Enter");
        await Expect(Titles.First).ToBeVisibleAsync();
        var before = await TitlesAsync();

        await Box.FillAsync("cowboys of the old west");
        await Box.PressAsync("Enter");
        await Expect(Page).ToHaveURLAsync(new Regex("q=cowboys.*collection=films"));
        await Expect(Titles.First).Not.ToHaveTextAsync(before[0]);
        await Page.GoBackAsync();

        await Expect(Box).ToHaveValueAsync(Dinosaurs);
        await Expect(Titles).ToHaveTextAsync(before);
    }

    [Fact]
    public async Task More_results_adds_a_page_without_repeating_a_document()
    {
        await OpenAsync("a comedy about a family");
        await Expect(Results).ToHaveCountAsync(10);

        await Page.GetByRole(AriaRole.Button, new() { Name = "More results" }).ClickAsync();

        await Expect(Results).ToHaveCountAsync(20);
        var documents = await Results.EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.document)");
        Assert.Equal(20, documents.Distinct().Count());
    }

    [Fact]
    public async Task An_example_on_the_start_page_runs()
    {
        await OpenAsync();

        await Page.GetByRole(AriaRole.Button, new() { Name = "lonely robot far from home" }).ClickAsync();

        await Expect(Results.First).ToBeVisibleAsync();
        await Expect(Box).ToHaveValueAsync("lonely robot far from home");
    }

    [Fact]
    public async Task Timings_are_shown_by_stage()
    {
        await OpenAsync(Dinosaurs);

        await Expect(Page.Locator("#timings dt")).ToHaveTextAsync(["embed", "search", "enrich", "total"]);
        await Expect(Page.Locator("#timings dd").Last).ToHaveTextAsync(new Regex(@"^[\d.,]+ ms$"));
    }

    [Fact]
    public async Task An_incomplete_answer_says_so()
    {
        await AnswerAsync("v1/search", Answers.Of("Anything", count: 1, answered: 2, shards: 3));

        await OpenAsync("anything");

        await Expect(Page.GetByText("2 of 3 shards answered")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_refusal_shows_its_title_detail_and_errors()
    {
        ExpectsFailedRequests = true;
        var errors = new[] { new { field = "query", message = "Shorten it to 2,000 characters." } };
        var refusal = new { title = "The query is too long", detail = "It has 9,000 characters.", errors };
        await AnswerAsync("v1/search", refusal, status: 400);
        await OpenAsync();

        await Box.FillAsync("far too long");

        var problem = Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "The query is too long" });
        await Expect(problem).ToContainTextAsync("It has 9,000 characters.");
        await Expect(problem).ToContainTextAsync("query Shorten it to 2,000 characters.");
    }

    [GeneratedRegex(@"^\d+ results in [\d,]+ ms$")]
    private static partial Regex SummaryPattern();

    [GeneratedRegex(@"^-?\d\.\d{3}$")]
    private static partial Regex ScorePattern();
}
